import type { Statement } from '../ast/index.ts'

/**
 * Whether `statement` is more than `limit` nodes deep, counted along objects that have a `kind`. Walks with a stack
 * of its own, since the tree may be too deep for recursion.
 */
export function isDeeperThan(statement: Statement, limit: number): boolean {
  const nodes: object[] = [statement]
  const depths: number[] = [1]
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const depth = depths.pop() ?? 0
    if (depth > limit) return true
    const childDepth = 'kind' in node ? depth + 1 : depth
    for (const child of Object.values(node)) {
      if (typeof child === 'object' && child !== null && !ArrayBuffer.isView(child)) {
        nodes.push(child)
        depths.push(childDepth)
      }
    }
  }
  return false
}
