import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import { compare, operandColumns } from './bind-comparison.ts'
import { columnExpression } from './binder.ts'
import { call, caseBranch, caseOf, constant, isNull, not } from './build-expression.ts'
import type { CorrelatedColumn, Expression, SubqueryExpression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { bindInner, correlate } from './inner-query.ts'
import type { LogicalOperator } from './logical-plan.ts'
import { filter, project } from './operators.ts'
import { bindRowSubquery, rowItems } from './row-items.ts'

/** `(SELECT …)` as a value: one column, at most one row. */
export function bindScalarSubquery(scope: ExpressionScope, node: ast.ScalarSubquery): Expression {
  const [value, ...others] = bindRowSubquery(scope, node)
  if (others.length > 0) throw operandColumns(scope.binder, 1, node.span)
  return value
}

export function bindExists(scope: ExpressionScope, node: ast.ExistsTest): Expression {
  const { plan, correlated } = bindInner(scope, node.query)
  return exists(plan, correlated)
}

/** `operand IN (SELECT …)`. */
export function bindInQuery(scope: ExpressionScope, node: ast.InQueryTest): Expression {
  const left = rowItems(scope, node.operand)
  const { plan, correlated } = bindInner(scope, node.query)
  const found = inSubquery(scope, left, plan, correlated, node)
  return node.negated ? not(found) : found
}

/** `= ANY` is IN and `<> ALL` is NOT IN; the others ask whether there is a row that decides, then one that leaves it open. */
export function bindQuantified(scope: ExpressionScope, node: ast.QuantifiedComparison): Expression {
  const left = rowItems(scope, node.operand)
  const { plan, correlated } = bindInner(scope, node.query)
  const { operator, quantifier } = node
  if (operator === '=' && quantifier === 'any') {
    return inSubquery(scope, left, plan, correlated, node)
  }
  if (operator === '<>' && quantifier === 'all') {
    return not(inSubquery(scope, left, plan, correlated, node))
  }
  if (left.length !== 1) throw operandColumns(scope.binder, 1, node.operand.span)
  if (plan.columns.length !== 1) throw operandColumns(scope.binder, 1, node.query.span)
  const [operand] = left
  const { type, nullable } = operand
  const column = scope.binder.column('operand', type, nullable)
  const outer = correlate(scope, column.id, operand)
  const test = compare(
    scope.binder,
    operator,
    columnExpression(column),
    columnExpression(plan.columns[0]),
    node.span,
  )
  const rowsWith = (predicate: Expression) =>
    exists(filter(plan, [predicate]), [...correlated, outer])
  const [deciding, result] = quantifier === 'any' ? [test, 1] : [not(test), 0]
  return caseOf(
    [
      caseBranch(rowsWith(deciding), constant(result, types.truth)),
      caseBranch(rowsWith(isNull(test)), constant(null, types.truth)),
    ],
    constant(1 - result, types.truth),
  )
}

function exists(
  plan: LogicalOperator,
  correlated: readonly CorrelatedColumn[],
): SubqueryExpression {
  return {
    kind: 'subquery',
    mode: 'exists',
    plan,
    correlated,
    operands: [],
    type: types.truth,
    nullable: false,
  }
}

/** Both sides are cast to what `=` compares them in, the query's by a Project above it. */
function inSubquery(
  scope: ExpressionScope,
  left: readonly Expression[],
  plan: LogicalOperator,
  correlated: readonly CorrelatedColumn[],
  node: ast.Expression,
): SubqueryExpression {
  const { binder } = scope
  if (plan.columns.length !== left.length) throw operandColumns(binder, left.length, node.span)
  const inner = plan.columns.map(columnExpression)
  const pairs = left.map((item, i) => {
    const test = call(binder, '=', [item, inner[i]], node.span)
    return test.kind === 'call' ? test.args : [item, inner[i]]
  })
  const operands = pairs.map(([item]) =>
    correlate(scope, binder.column('operand', item.type, item.nullable).id, item),
  )
  const unchanged = pairs.every((pair, i) => pair[1] === inner[i])
  const columns = pairs.map(([, item], i) =>
    item === inner[i]
      ? plan.columns[i]
      : binder.column(plan.columns[i].name, item.type, item.nullable),
  )
  const cast = unchanged
    ? plan
    : project(
        plan,
        columns,
        pairs.map((pair) => pair[1]),
      )
  const nullable = pairs.some((pair) => pair.some((item) => item.nullable))
  return {
    kind: 'subquery',
    mode: 'in',
    plan: cast,
    correlated,
    operands,
    type: types.truth,
    nullable,
  }
}
