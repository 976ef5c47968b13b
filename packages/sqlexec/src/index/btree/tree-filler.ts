import type { KeyKind } from './key-kind.ts'
import { type Inner, type Leaf, newInner, newLeaf, nodeCapacity, type TreeNode } from './node.ts'

/** How full nodes are made: room for some inserts before the first splits. */
const fillCount = nodeCapacity - (nodeCapacity >> 3)

/** Makes the nodes of a tree from the bottom up, out of entries that come in their order. */
export class TreeFiller<K> {
  readonly #kind: KeyKind<K>
  readonly #leaves: Leaf<K>[]
  #leaf: Leaf<K>
  size = 0

  constructor(kind: KeyKind<K>) {
    this.#kind = kind
    this.#leaf = newLeaf(kind)
    this.#leaves = [this.#leaf]
  }

  add(key: K, rowId: number): void {
    const leaf = this.#leaf.count < fillCount ? this.#leaf : this.#next()
    leaf.keys[leaf.count] = key
    leaf.rowIds[leaf.count++] = rowId
    this.size++
  }

  /** Adds entries `start … end` of a leaf. */
  copy(from: Leaf<K>, start: number, end: number): void {
    for (let at = start; at < end; ) {
      const leaf = this.#leaf.count < fillCount ? this.#leaf : this.#next()
      const count = Math.min(end - at, fillCount - leaf.count)
      const base = leaf.count - at
      for (const stop = at + count; at < stop; at++) {
        leaf.keys[base + at] = from.keys[at]
        leaf.rowIds[base + at] = from.rowIds[at]
      }
      leaf.count += count
      this.size += count
    }
  }

  #next(): Leaf<K> {
    const leaf = newLeaf(this.#kind)
    leaf.previous = this.#leaf
    this.#leaf.next = leaf
    this.#leaf = leaf
    this.#leaves.push(leaf)
    return leaf
  }

  finish(): { root: TreeNode<K>; first: Leaf<K>; last: Leaf<K> } {
    let level: TreeNode<K>[] = this.#leaves
    let lowest = this.#leaves.map((leaf) => [leaf.keys[0], leaf.rowIds[0]] as const)
    while (level.length > 1) {
      const parents: Inner<K>[] = []
      for (let start = 0; start < level.length; start += fillCount) {
        const inner = newInner(this.#kind)
        inner.children.push(...level.slice(start, start + fillCount))
        inner.count = inner.children.length
        for (let i = 0; i < inner.count; i++) {
          ;[inner.keys[i], inner.rowIds[i]] = lowest[start + i]
        }
        parents.push(inner)
      }
      lowest = parents.map((_, i) => lowest[i * fillCount])
      level = parents
    }
    return { root: level[0], first: this.#leaves[0], last: this.#leaf }
  }
}
