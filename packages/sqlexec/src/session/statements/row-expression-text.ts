import type * as ast from '../../sql/index.ts'
import { printExpressionText } from '../../sql/index.ts'

/** An expression over one row as a definition keeps it: without the table's name, which may change. */
export function rowExpressionText(node: ast.Expression): string {
  return printExpressionText(withoutQualifiers(node))
}

function withoutQualifiers<Node>(node: Node): Node {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node
  if (Array.isArray(node)) return node.map(withoutQualifiers) as Node
  const entries = Object.entries(node).map(([key, value]) => [key, withoutQualifiers(value)])
  const copy = Object.fromEntries(entries) as Node & Partial<ast.ColumnReference>
  return copy.kind === 'column' ? { ...copy, table: null, database: null } : copy
}
