import type { JoinOperator, LogicalOperator } from '../plan/logical-plan.ts'
import { mapInputs } from '../plan/operator-walk.ts'
import { join } from '../plan/operators.ts'
import { estimate } from './cardinality.ts'
import { columnIds, speaksOnlyOf } from './conditions.ts'
import type { OptimizeContext } from './optimize-context.ts'

/**
 * A semi or anti join over an inner join that speaks of one of its sides alone moves to that side, so that the inner join has
 * fewer rows to see. Only where what it looks for is smaller than that side: else the inner join had better go first.
 */
export function pushSemiJoins(root: LogicalOperator, context: OptimizeContext): LogicalOperator {
  const operator = mapInputs(root, (input) => pushSemiJoins(input, context))
  if (operator.kind !== 'join') return operator
  return operator.type === 'semi' || operator.type === 'anti' ? sink(operator, context) : operator
}

function sink(operator: JoinOperator, context: OptimizeContext): LogicalOperator {
  const { type, left: input, right, residual, equalities } = operator
  if (input.kind !== 'join' || input.type !== 'inner') return operator
  const target = [input.left, input.right].find((side) => {
    const within = new Set([...columnIds(side.columns), ...columnIds(right.columns)])
    return (
      residual.every((part) => speaksOnlyOf(part, within)) &&
      equalities.every((pair) => speaksOnlyOf(pair.left, within))
    )
  })
  if (target === undefined) return operator
  if (estimate(right, context).rows > estimate(target, context).rows) return operator
  const sunk = sink(join(type, target, right, residual, equalities), context)
  const [first, second] = target === input.left ? [sunk, input.right] : [input.left, sunk]
  return join('inner', first, second, input.residual, input.equalities)
}
