import { columnOrdinal, isUniqueByColumns } from '../catalog/definition.ts'
import { findScalarFunction } from '../functions/registry.ts'
import { columnExpression } from '../plan/binder.ts'
import { caseBranch, caseOf, constant, equal, isNull, not, or } from '../plan/build-expression.ts'
import { clonePlan, type FreshColumns } from '../plan/clone-plan.ts'
import type { ColumnId, Expression, SubqueryExpression } from '../plan/expression.ts'
import { columnsOf, isColumnFree, replaceColumns } from '../plan/expression-walk.ts'
import type { AggregateOperator, LogicalOperator, OutputColumn } from '../plan/logical-plan.ts'
import { distinct, filter, join, project } from '../plan/operators.ts'
import { types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { columnIds, rejectsNulls, speaksOnlyOf } from './conditions.ts'
import { type Decorrelated, decorrelate, speaksOf } from './decorrelate.ts'
import { withoutLimit } from './without-limit.ts'

export interface UnnestedValue {
  readonly input: LogicalOperator
  /** The subquery's value, over `input`. */
  readonly value: Expression
}

/**
 * Joins to `input`, each row at most once, what gives a subquery its value. Where the subquery is tied to the row by equalities
 * alone, its rows are grouped by their side of those. Else the distinct values that `input` ties it by are joined with it first,
 * and the result grouped by them; `base` is what they are taken from, `input` without the joins that other subqueries
 * added. `null`: of another form.
 */
export function unnestValue(
  input: LogicalOperator,
  base: LogicalOperator,
  subquery: SubqueryExpression,
  fresh: FreshColumns,
): UnnestedValue | null {
  if (subquery.mode === 'in') {
    return subquery.correlated.length === 0 ? unnestMembership(input, subquery) : null
  }
  if (subquery.correlated.length === 0) return null
  const outer = new Set(subquery.correlated.map(({ column }) => column))
  if (subquery.mode === 'exists') {
    const inner = decorrelate(subquery.plan, outer, true)
    if (inner === null || inner.conditions.length === 0) return null
    const tied = tie(base, subquery, inner, fresh)
    if (tied === null) return null
    const groups = distinct(project(tied.rows, tied.keyColumns, tied.keys))
    return {
      input: join('left', input, groups, tied.on),
      value: not(isNull(asNullable(tied.keyColumns[0]))),
    }
  }
  return (
    unnestAggregate(input, base, subquery, outer, fresh) ?? unnestUnique(input, subquery, outer)
  )
}

/** The subquery's rows with the columns that tell to which rows of the input they belong. */
export interface Tied {
  readonly rows: LogicalOperator
  readonly keys: readonly Expression[]
  readonly keyColumns: readonly OutputColumn[]
  /** Between the input and the key columns. */
  readonly on: readonly Expression[]
}

export function tie(
  base: LogicalOperator,
  subquery: SubqueryExpression,
  inner: Decorrelated,
  fresh: FreshColumns,
): Tied | null {
  return tieByEqualities(subquery, inner, fresh) ?? tieByDomain(base, subquery, inner, fresh)
}

function tieByEqualities(
  subquery: SubqueryExpression,
  inner: Decorrelated,
  fresh: FreshColumns,
): Tied | null {
  const values = valuesOf(subquery)
  const pairs = inner.conditions.map((condition) => equalityOf(condition, values, inner.input))
  if (pairs.some((pair) => pair === null)) return null
  const keys = pairs.map((pair) => pair!.inner)
  const keyColumns = keys.map(({ type, nullable }) => fresh.like({ name: 'key', type, nullable }))
  const on = pairs.map((pair, i) =>
    equal(
      replaceColumns(pair!.outer, (id) => values.get(id)),
      columnExpression(keyColumns[i]),
    ),
  )
  return { rows: inner.input, keys, keyColumns, on }
}

/**
 * Joins the subquery's rows with the distinct values of what they are tied to. A row of the input where such a value is NULL finds no
 * group, so each condition on the value must fail for NULL.
 */
function tieByDomain(
  base: LogicalOperator,
  subquery: SubqueryExpression,
  inner: Decorrelated,
  fresh: FreshColumns,
): Tied | null {
  const { correlated } = subquery
  const strict = correlated.every(({ column, value }) => {
    const only = new Set([column])
    return !value.nullable || inner.conditions.some((condition) => rejectsNulls(condition, only))
  })
  const known = columnIds(base.columns)
  if (!strict || correlated.some(({ value }) => !speaksOnlyOf(value, known))) return null
  if (correlated.some(({ value }) => value.kind !== 'column')) return null
  const copy = clonePlan(base, fresh)
  const inCopy = (id: ColumnId) => {
    const column = copy.columns.get(id)
    return column === undefined ? undefined : columnExpression(column)
  }
  const columns = correlated.map(({ value: { type, nullable } }) =>
    fresh.like({ name: 'outer', type, nullable }),
  )
  const values = correlated.map(({ value }) => replaceColumns(value, inCopy))
  const domain = distinct(project(copy.plan, columns, values))
  const byColumn = new Map<ColumnId, Expression>()
  for (const [i, { column }] of correlated.entries()) {
    byColumn.set(column, columnExpression(columns[i]))
  }
  const conditions = inner.conditions.map((part) => replaceColumns(part, (id) => byColumn.get(id)))
  const rows = join('inner', inner.input, domain, conditions)
  const keyColumns = columns.map((column) => fresh.like(column))
  const on = correlated.map(({ value }, i) => equal(value, columnExpression(keyColumns[i])))
  return { rows, keys: columns.map(columnExpression), keyColumns, on }
}

/** `SELECT expression of aggregates FROM …` without GROUP BY: one row for each row of the input. */
function unnestAggregate(
  input: LogicalOperator,
  base: LogicalOperator,
  subquery: SubqueryExpression,
  outer: ReadonlySet<ColumnId>,
  fresh: FreshColumns,
): UnnestedValue | null {
  const plan = withoutLimit(subquery.plan)
  if (plan.kind !== 'project' || plan.input.kind !== 'aggregate') return null
  const aggregate = plan.input
  if (aggregate.keys.length > 0 || aggregate.groupingSets !== undefined) return null
  const inner = decorrelate(aggregate.input, outer, false)
  if (inner === null || inner.conditions.length === 0) return null
  const args = aggregateOver(aggregate, inner)
  if (args.aggregates.some((call) => call.args.some((arg) => speaksOf(arg, outer)))) return null
  // What a user-defined aggregate yields over no rows is known only when it runs.
  if (args.aggregates.some((call) => call.function.custom !== undefined)) return null
  const tied = tie(base, subquery, inner, fresh)
  if (tied === null) return null
  const groups: AggregateOperator = {
    ...args,
    input: tied.rows,
    keys: tied.keys,
    columns: [...tied.keyColumns, ...aggregate.columns],
  }
  const values = valuesOf(subquery)
  for (const [i, column] of aggregate.columns.entries()) {
    values.set(column.id, valueOfNothing(aggregate, column, i))
  }
  return {
    input: join('left', input, groups, tied.on),
    value: replaceColumns(plan.expressions[0], (id) => values.get(id)),
  }
}

/** The aggregate over the input that is left when its own has been taken apart. */
export function aggregateOver(
  aggregate: AggregateOperator,
  inner: Decorrelated,
): AggregateOperator {
  const byColumn = new Map<ColumnId, Expression>()
  for (const [i, { id }] of aggregate.input.columns.entries()) byColumn.set(id, inner.outputs[i])
  const over = (part: Expression) => replaceColumns(part, (id) => byColumn.get(id))
  const aggregates = aggregate.aggregates.map((call) => ({ ...call, args: call.args.map(over) }))
  return { ...aggregate, aggregates, keys: aggregate.keys.map(over) }
}

/** A row of a table that is looked up by all of a unique key: there is at most one. */
function unnestUnique(
  input: LogicalOperator,
  subquery: SubqueryExpression,
  outer: ReadonlySet<ColumnId>,
): UnnestedValue | null {
  const inner = decorrelate(withoutLimit(subquery.plan), outer, false)
  if (inner === null || inner.outputs[0].kind !== 'column') return null
  const values = valuesOf(subquery)
  const bound = new Set<ColumnId>()
  for (const condition of inner.conditions) {
    const pair = equalityOf(condition, values, inner.input)
    if (pair?.inner.kind === 'column') bound.add(pair.inner.column)
  }
  if (!isUniqueBy(inner.input, bound)) return null
  const on = inner.conditions.map((part) => replaceColumns(part, (id) => values.get(id)))
  const value = replaceColumns(inner.outputs[0], (id) => values.get(id))
  return { input: join('left', input, inner.input, on), value: { ...value, nullable: true } }
}

function isUniqueBy(operator: LogicalOperator, columns: ReadonlySet<ColumnId>): boolean {
  if (operator.kind === 'filter') return isUniqueBy(operator.input, columns)
  if (operator.kind !== 'scan') return false
  const { table } = operator.table
  return table.indexes.some(
    (index) =>
      isUniqueByColumns(index) &&
      index.columns.every(({ column }) => {
        const place = operator.ordinals.indexOf(columnOrdinal(table, column))
        return place >= 0 && columns.has(operator.columns[place].id)
      }),
  )
}

/**
 * `x IN (q)` as a value, where q does not depend on the row: 1 with a match among the distinct values of q; NULL without one where x
 * or a value of q is NULL, unless q is empty; else 0.
 */
function unnestMembership(
  input: LogicalOperator,
  subquery: SubqueryExpression,
): UnnestedValue | null {
  const { plan, operands } = subquery
  if (operands.length !== 1) return null
  const [{ value: operand }] = operands
  // One answer for all rows: a join would only make a column of it.
  if (isColumnFree(operand)) return null
  const [column] = plan.columns
  const joined = join('left', input, distinct(plan), [equal(operand, columnExpression(column))])
  const found = not(isNull(asNullable(column)))
  const exists = (rows: LogicalOperator): SubqueryExpression => {
    return { ...subquery, mode: 'exists', plan: rows, operands: [], nullable: false }
  }
  const unknown: Expression[] = []
  if (column.nullable) unknown.push(exists(filter(plan, [isNull(columnExpression(column))])))
  if (operand.nullable) {
    const someRow = exists(plan)
    unknown.push(caseOf([caseBranch(isNull(operand), someRow)], constant(0, types.truth)))
  }
  const branches = [caseBranch(found, constant(1, types.truth))]
  if (unknown.length > 0) branches.push(caseBranch(or(unknown), constant(null, types.truth)))
  return { input: joined, value: caseOf(branches, constant(0, types.truth)) }
}

interface TyingEquality {
  /** Over the columns around, by the names that the subquery has for them. */
  readonly outer: Expression
  readonly inner: Expression
}

function equalityOf(
  condition: Expression,
  outer: ReadonlyMap<ColumnId, Expression>,
  input: LogicalOperator,
): TyingEquality | null {
  if (condition.kind !== 'call' || condition.function.name !== '=') return null
  const own = new Set(input.columns.map((column) => column.id))
  const isOuter = (side: Expression) => [...columnsOf(side)].every((id) => outer.has(id))
  const [left, right] = condition.args
  const isInner = (side: Expression) => !isColumnFree(side) && speaksOnlyOf(side, own)
  if (isOuter(left) && isInner(right)) return { outer: left, inner: right }
  if (isOuter(right) && isInner(left)) return { outer: right, inner: left }
  return null
}

/** What the columns around are, by the names that the subquery has for them. */
export function valuesOf(subquery: SubqueryExpression): Map<ColumnId, Expression> {
  return new Map(subquery.correlated.map(({ column, value }) => [column, value]))
}

function asNullable(column: OutputColumn): Expression {
  return { ...columnExpression(column), nullable: true }
}

/** The value of an aggregate where a row without a group has NULL: that of no row at all. */
export function valueOfNothing(
  { aggregates }: AggregateOperator,
  column: OutputColumn,
  i: number,
): Expression {
  const { ofNothing } = aggregates[i].function
  return ofNothing === undefined ? asNullable(column) : whereNull(column, ofNothing)
}

function whereNull(column: OutputColumn, value: SqlValue): Expression {
  const { type } = column
  const args = [asNullable(column), constant(value, type)]
  const definition = findScalarFunction('COALESCE')!
  return { kind: 'call', function: definition, args, type, nullable: false }
}
