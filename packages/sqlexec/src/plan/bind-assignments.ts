import { findColumn } from '../catalog/definition.ts'
import type { CastMode } from '../functions/cast-site.ts'
import type * as ast from '../sql/index.ts'
import type { Binder } from './binder.ts'
import { castTo } from './cast.ts'
import { notChangeable } from './changeable-table.ts'
import { defaultOf } from './column-default.ts'
import type { ColumnId, Expression } from './expression.ts'
import type { ExpressionBinder } from './expression-binder.ts'
import { replaceColumns } from './expression-walk.ts'
import type { OutputColumn, TableReference } from './logical-plan.ts'
import type { Environment } from './scope.ts'
import { didYouMean } from './suggestion.ts'

/** A row of a table that assignments change. */
export interface AssignedRow {
  readonly table: TableReference
  /** The table's columns in order, as the assignments' scope knows them. */
  readonly columns: readonly OutputColumn[]
}

/**
 * For each of the rows, the new values by ordinal. Assignments happen from left to right, and a later one sees what an earlier one stored (reference
 * manual, "UPDATE Statement"), so what was stored stands in for the column.
 */
export function bindAssignments(
  expressions: ExpressionBinder,
  set: readonly ast.SetClause[],
  rows: readonly AssignedRow[],
  environment: Environment,
  mode: CastMode = 'assignment',
): ReadonlyMap<number, Expression>[] {
  const stored = new Map<ColumnId, Expression>()
  const values = rows.map(() => new Map<number, Expression>())
  for (const { column: target, value: node } of set) {
    const { place, ordinal } = targetOf(expressions, target, rows)
    const row = rows[place]
    const definition = row.table.table.columns[ordinal]
    if (definition.generated !== null) {
      if (node.kind === 'default') continue
      throw generatedValue(expressions.binder, definition.name, row.table.table.name, target.span)
    }
    const value =
      node.kind === 'default'
        ? bindDefault(expressions.binder, node, ordinal, row, environment)
        : replaceColumns(expressions.bind(node), (column) => stored.get(column))
    const assigned = castTo(value, definition.type, mode, definition.name)
    stored.set(row.columns[ordinal].id, assigned)
    values[place].set(ordinal, assigned)
  }
  return values
}

/** A generated column is computed, never given. */
export function generatedValue(
  binder: Binder,
  column: string,
  table: string,
  span: ast.Insert['span'],
) {
  const message = `The value specified for generated column '${column}' in table '${table}' is not allowed.`
  return binder.error('generated_value', message, span)
}

/** Which of the rows a column is of, and its ordinal in that row's table. */
function targetOf(
  { binder, scope }: ExpressionBinder,
  target: ast.ColumnReference,
  rows: readonly AssignedRow[],
): { readonly place: number; readonly ordinal: number } {
  const resolved = scope.resolve(binder, target, 'field list')
  for (const [place, { columns }] of rows.entries()) {
    const ordinal = columns.findIndex(
      (column) => resolved.kind === 'column' && column.id === resolved.column,
    )
    if (ordinal >= 0) return { place, ordinal }
  }
  const owner = scope.relations.find(({ columns }) =>
    columns.some(({ id }) => resolved.kind === 'column' && id === resolved.column),
  )
  if (owner !== undefined) throw notChangeable(binder, owner, 'UPDATE', target.span)
  const message = `Column '${target.name.name}' is not of a table that changes`
  throw binder.error('not_updatable', message, target.span)
}

function bindDefault(
  binder: Binder,
  node: ast.DefaultValue,
  ordinal: number,
  row: AssignedRow,
  environment: Environment,
): Expression {
  const { table } = row.table
  const from = node.column === null ? ordinal : findColumn(table, node.column.name.name)
  if (from < 0) {
    const { name } = node.column!.name
    const known = table.columns.map((column) => column.name)
    const message = `Unknown column '${name}' in 'field list'${didYouMean(name, known)}`
    throw binder.error('unknown_column', message, node.span)
  }
  const value = defaultOf(binder, table.columns[from], environment.bindQuery)
  if (value !== null) return value
  const message = `Field '${table.columns[from].name}' doesn't have a default value`
  throw binder.error('no_default', message, node.span)
}
