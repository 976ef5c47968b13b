import { SqlError } from '../../base/errors.ts'
import type {
  ColumnDefinition,
  IndexDefinition,
  TableDefinition,
} from '../../catalog/definition.ts'
import { plainColumn, plainTable } from '../../catalog/definition.ts'
import type * as ast from '../../sql/index.ts'
import type { StorageEngine } from '../../storage/table-access.ts'
import { addChecks, declaredChecks } from './check-definition.ts'
import { columnDefinition } from './column-definition.ts'
import { assertGeneratedColumns } from './generated-columns.ts'
import { indexDefinitions } from './index-definition.ts'

/** A column that a query gives to a table. */
export type SelectedColumn = Pick<ColumnDefinition, 'name' | 'type' | 'nullable'>

export function tableDefinition(
  statement: ast.CreateTable,
  engine: StorageEngine,
  sql: string,
  selected: readonly SelectedColumn[],
): Omit<TableDefinition, 'id'> {
  const { name } = statement.name.name
  const columns: ColumnDefinition[] = []
  for (const column of statement.columns) {
    if (columns.some((other) => sameName(other, column.name))) {
      throw duplicateColumn(column.name.name, column.name.span, sql)
    }
    columns.push(columnDefinition(column, columns.length + 1, sql))
  }
  for (const [i, column] of selected.entries()) {
    if (selected.slice(0, i).some((other) => sameName(other, column))) {
      throw duplicateColumn(column.name, statement.span, sql)
    }
    if (!columns.some((other) => sameName(other, column))) {
      columns.push({ ...plainColumn, ...column, id: columns.length + 1 })
    }
  }
  const indexes = indexDefinitions(statement, columns, sql)
  const primary = indexes.find((index) => index.primary)
  const keyed = new Set(primary?.columns.map(({ column }) => column))
  const finished = columns.map((column) =>
    keyed.has(column.id) ? { ...column, nullable: false } : column,
  )
  checkAutoIncrement(finished, indexes, statement, sql)
  const ordered = selectedLast(finished, selected)
  assertGeneratedColumns({ name, columns: ordered, indexes }, statement.span, sql)
  const constrained = { name, columns: ordered, engine, sql }
  const checks = addChecks(declaredChecks(statement), [], constrained)
  const comment = statement.options.find((option) => option.name === 'comment')?.value
  return {
    ...plainTable,
    name,
    columns: ordered,
    indexes,
    checks,
    comment: typeof comment === 'string' ? comment : '',
  }
}

interface Named {
  readonly name: string
}

function sameName(left: Named, right: Named): boolean {
  return left.name.toLowerCase() === right.name.toLowerCase()
}

function duplicateColumn(name: string, span: ast.CreateTable['span'], sql: string): SqlError {
  return new SqlError('duplicate_column', `Duplicate column name '${name}'`, { span, sql })
}

/** The columns in the order that MySQL gives them: those that the query has stand last, in its order. */
function selectedLast(
  columns: readonly ColumnDefinition[],
  selected: readonly SelectedColumn[],
): readonly ColumnDefinition[] {
  const own = columns.filter((column) => !selected.some((other) => sameName(other, column)))
  return [...own, ...selected.map((name) => columns.find((column) => sameName(column, name))!)]
}

export function checkAutoIncrement(
  columns: readonly ColumnDefinition[],
  indexes: readonly IndexDefinition[],
  { span }: Pick<ast.CreateTable, 'span'>,
  sql: string,
): void {
  const counters = columns.filter((column) => column.autoIncrement)
  if (counters.length === 0) return
  const keyed = indexes.some((index) => index.columns[0].column === counters[0].id)
  if (counters.length > 1 || !keyed) {
    throw new SqlError(
      'auto_increment',
      'Incorrect table definition; there can be only one AUTO_INCREMENT column and it must be defined as a key',
      { span, sql },
    )
  }
}

/** CREATE TABLE … LIKE: the columns, keys, checks and defaults of another table, without its foreign keys, its triggers and its rows. */
export function likeTable(
  { columns, indexes, checks, comment }: TableDefinition,
  name: string,
): Omit<TableDefinition, 'id'> {
  const renamed = checks.map((check, i) => ({ ...check, name: `${name}_chk_${i + 1}` }))
  return { ...plainTable, name, columns, indexes, checks: renamed, comment }
}
