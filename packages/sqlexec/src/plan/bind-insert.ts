import { findColumn } from '../catalog/definition.ts'
import type { CastMode } from '../functions/cast-site.ts'
import type * as ast from '../sql/index.ts'
import { type SqlType, sameType, types } from '../types/sql-type.ts'
import { generatedValue } from './bind-assignments.ts'
import { bindConflictAction } from './bind-conflict.ts'
import { bindReturning } from './bind-returning.ts'
import { findStoredTable } from './bind-table.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import { constant } from './build-expression.ts'
import { castTo, isRelabelling, nullOf } from './cast.ts'
import { defaultOf, implicitDefault } from './column-default.ts'
import type { Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import type { InsertStatementPlan, LogicalOperator, TableReference } from './logical-plan.ts'
import { project } from './operators.ts'
import { type Environment, Scope } from './scope.ts'
import { didYouMean } from './suggestion.ts'

export function bindInsert(
  binder: Binder,
  node: ast.Insert,
  environment: Environment,
): InsertStatementPlan {
  if (node.partitions.length > 0) throw binder.unsupported('PARTITION', node.span)
  const table = findStoredTable(binder, node.table)
  const ordinals = namedOrdinals(binder, table, node)
  const implicit = node.ignore ? table.table.columns.map(({ type }) => implicitDefault(type)) : null
  const defaults = table.table.columns.map((column, ordinal) => {
    const value = implicit === null ? null : implicit[ordinal]
    return (
      defaultOf(binder, column, environment.bindQuery) ??
      (value === null ? null : constant(value, column.type))
    )
  })
  // A trigger may put in what is missing; what is then NULL is refused for each row.
  const isFilled = table.table.triggers.some(
    ({ time, event }) => time === 'before' && event === 'insert',
  )
  for (const [ordinal, column] of table.table.columns.entries()) {
    if (!isFilled && !ordinals.includes(ordinal) && defaults[ordinal] === null) {
      throw noDefault(binder, column.name, node.table.span)
    }
  }
  const mode: CastMode = node.ignore ? 'adjusting' : 'assignment'
  const target = { table, ordinals, defaults, mode }
  const source =
    node.query === null
      ? bindRows(binder, node.rows!, target, node, environment)
      : bindSource(binder, node.query, target, environment)
  const onConflict = bindConflictAction(binder, node, table, environment)
  const { returning: items } = node
  const returning =
    items.length === 0 ? null : bindReturning(binder, items, table, table.table.name, environment)
  return { kind: 'insert', table, ordinals, defaults, source, onConflict, implicit, returning }
}

interface InsertTarget {
  readonly table: TableReference
  readonly ordinals: readonly number[]
  readonly defaults: readonly (Expression | null)[]
  readonly mode: CastMode
}

/** The columns that values are given for, in the order of the statement. */
function namedOrdinals(binder: Binder, { table }: TableReference, node: ast.Insert): number[] {
  if (node.columns === null) {
    const onlyDefaults = node.rows?.every((row) => row.length === 0) ?? false
    return onlyDefaults ? [] : table.columns.map((_, ordinal) => ordinal)
  }
  const seen = new Set<number>()
  return node.columns.map(({ name, span }) => {
    const ordinal = findColumn(table, name)
    if (ordinal < 0) {
      const known = table.columns.map((column) => column.name)
      const message = `Unknown column '${name}' in 'field list'${didYouMean(name, known)}`
      throw binder.error('unknown_column', message, span)
    }
    if (seen.has(ordinal)) {
      throw binder.error('column_twice', `Column '${name}' specified twice`, span)
    }
    seen.add(ordinal)
    return ordinal
  })
}

/**
 * VALUES: a Values of the rows as they are typed, and one cast per column above it. A column whose rows differ in type is
 * cast value by value.
 */
function bindRows(
  binder: Binder,
  rows: readonly (readonly ast.Expression[])[],
  target: InsertTarget,
  node: ast.Insert,
  environment: Environment,
): LogicalOperator {
  const { table, ordinals, mode } = target
  const cells = bindCells(binder, rows, target, node, environment)
  const definitions = ordinals.map((ordinal) => table.table.columns[ordinal])
  const columns = definitions.map(({ name, type }, i) => {
    const common = singleType(cells, i) ?? type
    const missing = nullOf(common)
    let nullable = false
    for (const row of cells) {
      if (row[i].type.kind === 'null') row[i] = missing
      else if (!isRelabelling(row[i].type, common)) row[i] = castTo(row[i], type, mode, name)
      nullable ||= row[i].nullable
    }
    return binder.column(name, common, nullable)
  })
  const values = { kind: 'values', columns, rows: cells } as const
  return assign(binder, values, target)
}

function bindCells(
  binder: Binder,
  rows: readonly (readonly ast.Expression[])[],
  target: InsertTarget,
  node: ast.Insert,
  environment: Environment,
): Expression[][] {
  const { table, ordinals, defaults } = target
  const expressions = new ExpressionBinder(binder, new Scope([], [], environment), 'field list')
  return rows.map((row, r) => {
    if (row.length !== ordinals.length) {
      const span =
        row.length > 0 ? { start: row[0].span.start, end: row[row.length - 1].span.end } : node.span
      const message = `Column count doesn't match value count at row ${r + 1}`
      throw binder.error('column_count', message, span)
    }
    return row.map((cell, i) => {
      if (cell.kind !== 'default') {
        const { name, generated } = table.table.columns[ordinals[i]]
        if (generated !== null) throw generatedValue(binder, name, table.table.name, cell.span)
        return expressions.bind(cell)
      }
      const ordinal =
        cell.column === null ? ordinals[i] : findColumn(table.table, cell.column.name.name)
      const value = defaults[ordinal]
      if (value) return value
      const name = cell.column?.name.name ?? table.table.columns[ordinal].name
      throw noDefault(binder, name, cell.span)
    })
  })
}

/** The one type of a column of rows, NULLs aside; `undefined` where there are several. */
function singleType(rows: readonly (readonly Expression[])[], i: number): SqlType | undefined {
  let single: SqlType = types.null
  for (const row of rows) {
    const { type } = row[i]
    if (type === single || type.kind === 'null') continue
    if (single.kind === 'null') single = type
    else if (!sameType(single, type)) return undefined
  }
  return single.kind === 'null' ? undefined : single
}

function bindSource(
  binder: Binder,
  query: ast.Query,
  target: InsertTarget,
  environment: Environment,
): LogicalOperator {
  const source = environment.bindQuery(binder, query, environment)
  if (source.columns.length !== target.ordinals.length) {
    const message = "Column count doesn't match value count at row 1"
    throw binder.error('column_count', message, query.span)
  }
  for (const ordinal of target.ordinals) {
    const { name, generated } = target.table.table.columns[ordinal]
    if (generated === null) continue
    throw generatedValue(binder, name, target.table.table.name, query.span)
  }
  return assign(binder, source, target)
}

/** The source with its columns cast to those of the table; the source itself where nothing has to be cast. */
function assign(binder: Binder, source: LogicalOperator, target: InsertTarget): LogicalOperator {
  const definitions = target.ordinals.map((ordinal) => target.table.table.columns[ordinal])
  const given = source.columns.map(columnExpression)
  const cast = given.map((value, i) =>
    castTo(value, definitions[i].type, target.mode, definitions[i].name),
  )
  if (cast.every((value, i) => value === given[i])) return source
  const columns = cast.map((value, i) =>
    value === given[i]
      ? source.columns[i]
      : binder.column(definitions[i].name, value.type, value.nullable),
  )
  return project(source, columns, cast)
}

function noDefault(binder: Binder, name: string, span: ast.Insert['span']) {
  return binder.error('no_default', `Field '${name}' doesn't have a default value`, span)
}
