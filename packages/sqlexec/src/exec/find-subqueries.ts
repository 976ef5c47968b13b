import type { Expression, SubqueryExpression } from '../plan/expression.ts'
import { operandsOf } from '../plan/expression-walk.ts'
import type { LogicalOperator } from '../plan/logical-plan.ts'
import { expressionsOf, inputsOf } from '../plan/operator-walk.ts'

/** The subqueries in an operator and all that it reads, but not those within subqueries. */
export function findSubqueries(operator: LogicalOperator): readonly SubqueryExpression[] {
  const found: SubqueryExpression[] = []
  collect(operator, found)
  return found
}

function collect(operator: LogicalOperator, found: SubqueryExpression[]): void {
  // Rows may be many: no list of all of their values.
  if (operator.kind === 'values') for (const row of operator.rows) collectWithin(row, found)
  else collectWithin(expressionsOf(operator), found)
  for (const input of inputsOf(operator)) collect(input, found)
}

function collectWithin(expressions: readonly Expression[], found: SubqueryExpression[]): void {
  for (let i = 0; i < expressions.length; i++) {
    const expression = expressions[i]
    if (expression.kind === 'subquery') found.push(expression)
    collectWithin(operandsOf(expression), found)
  }
}
