import { findScalarFunction } from '../functions/registry.ts'
import { columnExpression } from '../plan/binder.ts'
import { caseBranch, caseOf, constant, isNull, or } from '../plan/build-expression.ts'
import type { ColumnId, Expression, SubqueryExpression } from '../plan/expression.ts'
import { mapOperands, replaceColumns } from '../plan/expression-walk.ts'
import type { LogicalOperator } from '../plan/logical-plan.ts'
import { mapExpressions, mapInputs } from '../plan/operator-walk.ts'
import { filter } from '../plan/operators.ts'
import { types } from '../types/sql-type.ts'

/**
 * Readies the subqueries that are left for evaluation: IN becomes EXISTS of a row that is equal, then of one that leaves it open;
 * the columns of the rows around become parameters.
 */
export function bindCorrelation(root: LogicalOperator): LogicalOperator {
  const operator = mapInputs(root, bindCorrelation)
  return mapExpressions(operator, bindExpression)
}

function bindExpression(expression: Expression): Expression {
  const mapped = mapOperands(expression, bindExpression)
  if (mapped.kind !== 'subquery') return mapped
  if (mapped.mode === 'in') return membership(mapped)
  return withParameters({ ...mapped, plan: bindCorrelation(mapped.plan) })
}

/** The columns become parameters in the plan, and in the values of the subqueries within it. */
function withParameters(subquery: SubqueryExpression): SubqueryExpression {
  const parameters = new Map<ColumnId, Expression>()
  for (const { column, parameter: index, value } of subquery.correlated) {
    const { type, nullable } = value
    parameters.set(column, { kind: 'parameter', index, type, nullable })
  }
  if (parameters.size === 0) return subquery
  const replace = (expression: Expression) =>
    replaceColumns(expression, (column) => parameters.get(column))
  const within = (operator: LogicalOperator): LogicalOperator =>
    mapExpressions(mapInputs(operator, within), replace)
  return { ...subquery, plan: within(subquery.plan) }
}

function membership(subquery: SubqueryExpression): Expression {
  const { plan, operands, correlated } = subquery
  const pairs = operands.map(({ column, value }, i) => {
    const { type, nullable } = value
    const left: Expression = { kind: 'column', column, type, nullable }
    return [left, columnExpression(plan.columns[i])] as const
  })
  const definition = findScalarFunction('=')!
  const tests = pairs.map(([left, right]): Expression => {
    const nullable = left.nullable || right.nullable
    return { kind: 'call', function: definition, args: [left, right], type: types.truth, nullable }
  })
  const exists = (predicates: readonly Expression[]): Expression =>
    bindExpression({
      ...subquery,
      mode: 'exists',
      plan: filter(plan, predicates),
      correlated: [...correlated, ...operands],
      operands: [],
      nullable: false,
    })
  const open = tests.map((test) => (test.nullable ? or([test, isNull(test)]) : test))
  const branches = [caseBranch(exists(tests), constant(1, types.truth))]
  if (tests.some((test) => test.nullable)) {
    branches.push(caseBranch(exists(open), constant(null, types.truth)))
  }
  return caseOf(branches, constant(0, types.truth))
}
