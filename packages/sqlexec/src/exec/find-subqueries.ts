import type { Expression, SubqueryExpression } from '../plan/expression.ts'
import { operandsOf } from '../plan/expression-walk.ts'
import type { LogicalOperator } from '../plan/logical-plan.ts'
import { expressionsOf, inputsOf } from '../plan/operator-walk.ts'

/** The subqueries in an operator and all that it reads, but not those within subqueries. */
export function findSubqueries(operator: LogicalOperator): readonly SubqueryExpression[] {
  const found = expressionsOf(operator).flatMap(subqueriesIn)
  return [...found, ...inputsOf(operator).flatMap(findSubqueries)]
}

function subqueriesIn(expression: Expression): readonly SubqueryExpression[] {
  const within = operandsOf(expression).flatMap(subqueriesIn)
  return expression.kind === 'subquery' ? [expression, ...within] : within
}
