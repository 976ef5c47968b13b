import type { Span } from '../base/errors.ts'
import type { Binder } from './binder.ts'
import type { JoinOperator, LogicalOperator, WorkingTableId } from './logical-plan.ts'
import { inputsOf, subqueriesOf } from './operator-walk.ts'

/**
 * Refuses what a recursive member may not do: read its table other than once, and in FROM; aggregate what it reads; or miss rows of it in an
 * outer join (reference manual, "Recursive Common Table Expressions").
 */
export function checkRecursiveMember(
  binder: Binder,
  member: LogicalOperator,
  table: WorkingTableId,
  name: string,
  span: Span,
): void {
  if (countReads(member, table) !== 1 || readInSubquery(member, table)) {
    const message = `In recursive query block of Recursive Common Table Expression '${name}', the recursive table must be referenced only once, and not in any subquery`
    throw binder.error('recursive_reference', message, span)
  }
  for (let operator = member; operator.kind !== 'working'; ) {
    const input: LogicalOperator = inputsOf(operator).find((each) => countReads(each, table) > 0)!
    if (operator.kind === 'aggregate' || operator.kind === 'window') {
      const message = `Recursive Common Table Expression '${name}' can contain neither aggregation nor window functions in recursive query block`
      throw binder.error('recursive_aggregation', message, span)
    }
    if (operator.kind === 'sort' || operator.kind === 'limit') {
      throw binder.unsupported('ORDER BY or LIMIT over the recursive table', span)
    }
    if (operator.kind === 'recursive') {
      throw binder.unsupported('A recursion within a recursion that reads it', span)
    }
    if (operator.kind === 'join' && mayMiss(operator, input)) {
      const message = `In recursive query block of Recursive Common Table Expression '${name}', the recursive table must neither be in the right argument of a LEFT JOIN, nor be forced to be non-first with join order hints`
      throw binder.error('recursive_join_order', message, span)
    }
    operator = input
  }
}

/** Whether rows of an input of a join may be missing in its result, or NULLs stand in their place. */
function mayMiss({ type, right }: JoinOperator, input: LogicalOperator): boolean {
  return type === 'full' || (type !== 'inner' && input === right)
}

function countReads(operator: LogicalOperator, table: WorkingTableId): number {
  if (operator.kind === 'working' && operator.table === table) return 1
  return inputsOf(operator).reduce((count, input) => count + countReads(input, table), 0)
}

function readInSubquery(operator: LogicalOperator, table: WorkingTableId): boolean {
  const within = subqueriesOf(operator).some(
    ({ plan }) => countReads(plan, table) > 0 || readInSubquery(plan, table),
  )
  return within || inputsOf(operator).some((input) => readInSubquery(input, table))
}
