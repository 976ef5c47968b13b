import { columnExpression } from '../plan/binder.ts'
import { caseBranch, caseOf, constant, equal, isNull, or } from '../plan/build-expression.ts'
import type {
  ColumnId,
  CorrelatedColumn,
  Expression,
  SubqueryExpression,
} from '../plan/expression.ts'
import {
  isColumnFree,
  mapOperands,
  replaceColumns,
  someExpression,
} from '../plan/expression-walk.ts'
import type { LogicalOperator } from '../plan/logical-plan.ts'
import { mapExpressions, mapInputs } from '../plan/operator-walk.ts'
import { filter } from '../plan/operators.ts'
import { types } from '../types/sql-type.ts'

/**
 * Readies the subqueries that are left for evaluation: IN becomes EXISTS of a row that is equal, then of one that leaves it open;
 * the columns of the rows around become parameters. Those of a subquery come after the statement's own and those of the subqueries
 * that it stands in, so that evaluating it only appends their values.
 */
export function bindCorrelation(root: LogicalOperator): LogicalOperator {
  return bindOperator(root, 0)
}

/** `appended`: how many values the subqueries around append. */
function bindOperator(root: LogicalOperator, appended: number): LogicalOperator {
  const operator = mapInputs(root, (input) => bindOperator(input, appended))
  return mapExpressions(operator, (expression) => bindExpression(expression, appended))
}

function bindExpression(expression: Expression, appended: number): Expression {
  const mapped = mapOperands(expression, (operand) => bindExpression(operand, appended))
  if (mapped.kind !== 'subquery') return mapped
  return mapped.mode === 'in' ? membership(mapped, appended) : bindSubquery(mapped, appended)
}

/**
 * The columns become parameters in the plan, and in the values of the subqueries within it; those whose value is the same
 * throughout an execution become the value.
 */
function bindSubquery(subquery: SubqueryExpression, appended: number): SubqueryExpression {
  const inPlace = new Map<ColumnId, Expression>()
  const correlated: CorrelatedColumn[] = []
  for (const item of subquery.correlated) {
    const { column, value } = item
    if (isFixed(value, item.parameter)) {
      inPlace.set(column, value)
      continue
    }
    const index = item.parameter + appended + correlated.length
    const { type, nullable } = value
    inPlace.set(column, { kind: 'parameter', index, type, nullable })
    correlated.push({ ...item, parameter: index })
  }
  const replace = (expression: Expression) =>
    replaceColumns(expression, (column) => inPlace.get(column))
  const within = (operator: LogicalOperator): LogicalOperator =>
    mapExpressions(mapInputs(operator, within), replace)
  // Before those within are bound, since what they get from here may have become fixed.
  const plan = bindOperator(within(subquery.plan), appended + correlated.length)
  return { ...subquery, plan, correlated }
}

/** Whether the value is the same throughout an execution: without columns, and without what subqueries append. */
function isFixed(value: Expression, parameterCount: number): boolean {
  const isAppended = (part: Expression) => part.kind === 'parameter' && part.index >= parameterCount
  return isColumnFree(value) && !someExpression(value, isAppended)
}

function membership(subquery: SubqueryExpression, appended: number): Expression {
  const { plan, operands, correlated } = subquery
  const pairs = operands.map(({ column, value }, i) => {
    const { type, nullable } = value
    const left: Expression = { kind: 'column', column, type, nullable }
    return [left, columnExpression(plan.columns[i])] as const
  })
  const tests = pairs.map(([left, right]) => equal(left, right))
  const exists = (predicates: readonly Expression[]): Expression =>
    bindSubquery(
      {
        ...subquery,
        mode: 'exists',
        plan: filter(plan, predicates),
        correlated: [...correlated, ...operands],
        operands: [],
        nullable: false,
      },
      appended,
    )
  const open = tests.map((test) => (test.nullable ? or([test, isNull(test)]) : test))
  const branches = [caseBranch(exists(tests), constant(1, types.truth))]
  if (tests.some((test) => test.nullable)) {
    branches.push(caseBranch(exists(open), constant(null, types.truth)))
  }
  return caseOf(branches, constant(0, types.truth))
}
