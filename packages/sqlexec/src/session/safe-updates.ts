import { SqlError } from '../base/errors.ts'
import type { LogicalOperator, LogicalStatement } from '../plan/logical-plan.ts'
import { inputsOf } from '../plan/operator-walk.ts'

/** Refuses, for `sql_safe_updates`, an UPDATE or DELETE that neither finds its rows by an index nor has a LIMIT. */
export function requireSafeUpdate(statement: LogicalStatement): void {
  if (statement.kind !== 'update' && statement.kind !== 'delete') return
  if (isBounded(statement.source)) return
  throw new SqlError(
    'unsafe_update',
    'You are using safe update mode and you tried to update a table without a WHERE that uses a KEY column',
  )
}

function isBounded(operator: LogicalOperator): boolean {
  if (operator.kind === 'limit') return operator.limit !== null
  // No row at all, as the optimizer has found.
  if (operator.kind === 'values') return operator.rows.length === 0
  if (operator.kind === 'scan' && operator.rowId !== null) return operator.access !== null
  return inputsOf(operator).some(isBounded)
}
