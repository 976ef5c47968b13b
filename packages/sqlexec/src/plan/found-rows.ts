import type * as ast from '../sql/index.ts'
import type { LogicalOperator } from './logical-plan.ts'

/** Where SQL_CALC_FOUND_ROWS may stand: in the first SELECT of a statement. */
export function firstSelect(body: ast.QueryBody): ast.Select | null {
  switch (body.kind) {
    case 'select':
      return body
    case 'set_operation':
      return firstSelect(body.operands[0])
    case 'query':
      return firstSelect(body.body)
    default:
      return null
  }
}

/** The plan of a statement whose LIMIT counts all rows that come to it. */
export function countingAll(root: LogicalOperator): LogicalOperator {
  if (root.kind === 'limit') return { ...root, countsAll: true }
  return root.kind === 'project' ? { ...root, input: countingAll(root.input) } : root
}
