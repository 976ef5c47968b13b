import { columnExpression } from '../plan/binder.ts'
import { conjuncts, equal, isNull, not, or } from '../plan/build-expression.ts'
import { FreshColumns } from '../plan/clone-plan.ts'
import type { ColumnId, Expression, SubqueryExpression } from '../plan/expression.ts'
import { mapOperands, replaceColumns, someExpression } from '../plan/expression-walk.ts'
import type { JoinOperator, LogicalOperator } from '../plan/logical-plan.ts'
import { mapExpressions, mapInputs } from '../plan/operator-walk.ts'
import { filter, join } from '../plan/operators.ts'
import { types } from '../types/sql-type.ts'
import { decorrelate } from './decorrelate.ts'
import { unnestLateral } from './unnest-lateral.ts'
import { unnestValue } from './unnest-value.ts'
import { withoutLimit } from './without-limit.ts'

/**
 * Makes joins of subqueries, so that none is evaluated row by row:
 * - a conjunct `EXISTS (q)` or `x IN (q)` becomes a semi join, its negation an anti join;
 * - any other correlated subquery becomes a left join with the values of all subqueries at once (unnest-value.ts).
 *
 * Those that do not speak of the rows around them, and are no IN, stay: they are evaluated once. After Neumann and Kemper,
 * "Unnesting Arbitrary Queries" (2015), with the common cases first.
 */
export function unnestSubqueries(root: LogicalOperator): LogicalOperator {
  return unnest(root, new FreshColumns(root))
}

function unnest(root: LogicalOperator, fresh: FreshColumns): LogicalOperator {
  const inner = mapInputs(root, (input) => unnest(input, fresh))
  const bound = mapExpressions(inner, (expression) => unnestWithin(expression, fresh))
  const operator = bound.kind === 'join' ? subqueriesAbove(bound) : bound
  if (operator.kind === 'filter') {
    let { input } = operator
    const rest: Expression[] = []
    for (const predicate of operator.predicates.flatMap(conjuncts)) {
      const joined = joinConjunct(input, predicate)
      if (joined === null) rest.push(predicate)
      else input = joined
    }
    const [below, predicates] = unnestValues(input, rest, fresh)
    return filter(below, predicates)
  }
  if (operator.kind === 'project') {
    const [input, expressions] = unnestValues(operator.input, operator.expressions, fresh)
    return { ...operator, input, expressions }
  }
  if (operator.kind === 'lateral') return unnestLateral(operator, fresh) ?? operator
  return operator
}

/** An inner join's conditions with subqueries are as well a filter of what it yields. */
function subqueriesAbove(operator: JoinOperator): LogicalOperator {
  if (operator.type !== 'inner') return operator
  const predicates = operator.residual.flatMap(conjuncts)
  const above = predicates.filter((part) => someExpression(part, ({ kind }) => kind === 'subquery'))
  if (above.length === 0) return operator
  const residual = predicates.filter((part) => !above.includes(part))
  return filter({ ...operator, residual }, above)
}

/** The plans of subqueries, before what they stand in. */
function unnestWithin(expression: Expression, fresh: FreshColumns): Expression {
  const mapped = mapOperands(expression, (operand) => unnestWithin(operand, fresh))
  return mapped.kind === 'subquery' ? { ...mapped, plan: unnest(mapped.plan, fresh) } : mapped
}

/** The input joined with the subquery of a conjunct; `null`: the conjunct is none of those, or cannot be. */
function joinConjunct(input: LogicalOperator, predicate: Expression): LogicalOperator | null {
  const negated = predicate.kind === 'not'
  const subquery = negated ? predicate.input : predicate
  if (subquery.kind !== 'subquery' || subquery.mode === 'scalar') return null
  if (subquery.mode === 'exists' && subquery.correlated.length === 0) return null
  const outer = new Set(subquery.correlated.map(({ column }) => column))
  const plan = subquery.mode === 'exists' ? withoutLimit(subquery.plan) : subquery.plan
  const inner = decorrelate(plan, outer, true)
  if (inner === null) return null
  const values = new Map<ColumnId, Expression>()
  for (const { column, value } of subquery.correlated) values.set(column, value)
  const around = (expression: Expression) => replaceColumns(expression, (id) => values.get(id))
  const outputs = inner.outputs.map(around)
  const pairs = subquery.operands.map(({ value }, i) => [value, outputs[i]] as const)
  const conditions = inner.conditions.map(around)
  if (!negated) {
    const on = [...conditions, ...pairs.map(([left, right]) => equal(left, right))]
    return join('semi', input, inner.input, on)
  }
  const mayBeNull = pairs.some((pair) => pair.some((side) => side.nullable))
  const [first] = pairs
  if (mayBeNull && subquery.correlated.length === 0 && pairs.length === 1) {
    const joined = join('anti', input, inner.input, [...conditions, equal(...first)])
    return filter(joined, nullFree(subquery, first[0]))
  }
  // NOT IN is not true where a comparison is NULL.
  const on = pairs.map(([left, right]) => {
    const test = equal(left, right)
    const nulls = [left, right].filter((side) => side.nullable).map(isNull)
    return nulls.length === 0 ? test : or([test, ...nulls])
  })
  return join('anti', input, inner.input, [...conditions, ...on])
}

/** What `x NOT IN (q)` demands beside having no match: no row in q at all, or neither x nor any of its rows NULL. */
function nullFree(subquery: SubqueryExpression, operand: Expression): readonly Expression[] {
  const [column] = subquery.plan.columns
  const someNull = exists(subquery, filter(subquery.plan, [isNull(columnExpression(column))]))
  const conditions: Expression[] = []
  if (column.nullable) conditions.push(not(someNull))
  if (operand.nullable) {
    conditions.push(or([not(isNull(operand)), not(exists(subquery, subquery.plan))]))
  }
  return conditions
}

function exists(subquery: SubqueryExpression, plan: LogicalOperator): SubqueryExpression {
  return { ...subquery, mode: 'exists', plan, operands: [], type: types.truth, nullable: false }
}

/** Joins the subqueries within expressions to the input; the expressions then speak of the joined columns. */
function unnestValues(
  input: LogicalOperator,
  expressions: readonly Expression[],
  fresh: FreshColumns,
): [input: LogicalOperator, expressions: readonly Expression[]] {
  let joined = input
  const replace = (expression: Expression): Expression => {
    const mapped = mapOperands(expression, replace)
    if (mapped.kind !== 'subquery') return mapped
    const unnested = unnestValue(joined, input, mapped, fresh)
    if (unnested === null) return mapped
    joined = unnested.input
    return unnested.value
  }
  const replaced = expressions.map(replace)
  return [joined, replaced]
}
