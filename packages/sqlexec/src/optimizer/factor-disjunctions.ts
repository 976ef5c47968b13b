import { and, conjuncts, or } from '../plan/build-expression.ts'
import type { Expression } from '../plan/expression.ts'
import { expressionKey } from '../plan/expression-key.ts'
import { isVolatile } from '../plan/expression-walk.ts'
import type { LogicalOperator } from '../plan/logical-plan.ts'
import { mapInputs } from '../plan/operator-walk.ts'

/**
 * `(a AND b) OR (a AND c)` in a filter or a join becomes `a AND (b OR c)`, so that `a` can be pushed down or join.
 * Conditions only: whether the value is NULL or 0 is all one there.
 */
export function factorDisjunctions(root: LogicalOperator): LogicalOperator {
  const operator = mapInputs(root, factorDisjunctions)
  if (operator.kind === 'filter') {
    return { ...operator, predicates: operator.predicates.flatMap(factor) }
  }
  if (operator.kind === 'join') {
    return { ...operator, residual: operator.residual.flatMap(factor) }
  }
  return operator
}

/** The conjuncts of a predicate with what is common to all branches of an OR taken out. */
function factor(predicate: Expression): readonly Expression[] {
  if (predicate.kind !== 'or') return [predicate]
  const branches = predicate.args.map((branch) =>
    conjuncts(branch).map((part) => ({ part, key: expressionKey(part) })),
  )
  const common = branches[0].filter(
    ({ part, key }) =>
      !isVolatile(part) && branches.every((branch) => branch.some((other) => other.key === key)),
  )
  if (common.length === 0) return [predicate]
  const keys = new Set(common.map(({ key }) => key))
  const rests = branches.map((branch) => branch.filter(({ key }) => !keys.has(key)))
  const factored = common.map(({ part }) => part)
  // A branch that is nothing but what is common makes the rest true.
  if (rests.some((rest) => rest.length === 0)) return factored
  return [...factored, or(rests.map((rest) => and(rest.map(({ part }) => part))))]
}
