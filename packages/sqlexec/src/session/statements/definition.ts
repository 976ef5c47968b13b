import { SqlError } from '../../base/errors.ts'
import type {
  ColumnDefault,
  ColumnDefinition,
  IndexDefinition,
  TableDefinition,
} from '../../catalog/definition.ts'
import { findColumn } from '../../catalog/definition.ts'
import { castValue } from '../../functions/cast.ts'
import { sqlTypeOf } from '../../plan/data-type.ts'
import { literalValue } from '../../plan/literal.ts'
import { didYouMean } from '../../plan/suggestion.ts'
import type * as ast from '../../sql/index.ts'
import { printExpressionText } from '../../sql/index.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { Session } from '../session.ts'
import { databaseOf, engineOf, tableOf } from './find-table.ts'

/** A change of definitions, checked and ready to be carried out. */
export type Change = () => Promise<void>

const nothing: Change = async () => {}

/** A column that a query gives to a table. */
export type SelectedColumn = Pick<ColumnDefinition, 'name' | 'type' | 'nullable'>

/** @param selected the columns that a query gives to the table, beside those that are declared */
export function createTable(
  session: Session,
  statement: ast.CreateTable,
  sql: string,
  selected: readonly SelectedColumn[] = [],
): Change {
  refuse(statement.temporary, 'TEMPORARY tables', statement.span, sql)
  refuse(statement.partitioning !== null, 'PARTITION BY', statement.span, sql)
  const engine = engineOf(session, statement.name, sql)
  const { name } = statement.name.name
  if (engine.table(name) || engine.view(name)) {
    if (statement.ifNotExists) {
      session.warn(1050, `Table '${name}' already exists`, 'Note')
      return nothing
    }
    throw new SqlError('table_exists', `Table '${name}' already exists`, {
      span: statement.name.span,
      sql,
    })
  }
  const definition =
    statement.like === null
      ? tableDefinition(statement, name, sql, selected)
      : likeTable(tableOf(session, statement.like, sql).definition, name)
  return () => engine.createTable(definition)
}

/** CREATE TABLE … LIKE: the columns, keys and defaults of another table, and none of its rows. */
function likeTable(
  { columns, indexes, comment }: TableDefinition,
  name: string,
): Omit<TableDefinition, 'id'> {
  return { name, columns, indexes, comment }
}

function refuse(
  condition: boolean,
  what: string,
  span: ast.CreateTable['span'],
  sql: string,
): void {
  if (condition) throw new SqlError('unsupported', `${what}: not supported yet`, { span, sql })
}

function tableDefinition(
  statement: ast.CreateTable,
  name: string,
  sql: string,
  selected: readonly SelectedColumn[],
): Omit<TableDefinition, 'id'> {
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
      columns.push({ ...noOptions, ...column, id: columns.length + 1 })
    }
  }
  const indexes = indexDefinitions(statement, columns, sql)
  const primary = indexes.find((index) => index.primary)
  const keyed = new Set(primary?.columns.map(({ column }) => column))
  const finished = columns.map((column) =>
    keyed.has(column.id) ? { ...column, nullable: false } : column,
  )
  checkAutoIncrement(finished, indexes, statement, sql)
  const comment = statement.options.find((option) => option.name === 'comment')?.value
  return {
    name,
    columns: selectedLast(finished, selected),
    indexes,
    comment: typeof comment === 'string' ? comment : '',
  }
}

const noOptions = { default: null, autoIncrement: false, comment: '' }

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

function columnDefinition(column: ast.ColumnDefinition, id: number, sql: string): ColumnDefinition {
  const span = column.span
  refuse(column.generated !== null, 'generated columns', span, sql)
  refuse(column.checks.length > 0, 'CHECK constraints', span, sql)
  refuse(column.references !== null, 'foreign keys', span, sql)
  refuse(column.onUpdate !== null, 'ON UPDATE', span, sql)
  const type = sqlTypeOf(column.type)
  if (typeof type === 'string') {
    const code = type.includes('not supported') ? 'unsupported' : 'bad_definition'
    throw new SqlError(code, type, { span: column.type.span, sql })
  }
  const integral = type.kind === 'integer'
  if (column.autoIncrement && !integral) {
    const message = `Incorrect column specifier for column '${column.name.name}': AUTO_INCREMENT wants an integer`
    throw new SqlError('bad_definition', message, { span, sql })
  }
  const nullable = column.nullable ?? (column.key !== 'primary' && !column.autoIncrement)
  return {
    id,
    name: column.name.name,
    type,
    nullable,
    default: columnDefault(column, type, nullable, sql),
    autoIncrement: column.autoIncrement,
    comment: column.comment ?? '',
  }
}

function columnDefault(
  { default: given, name }: ast.ColumnDefinition,
  type: SqlType,
  nullable: boolean,
  sql: string,
): ColumnDefault | null {
  if (given === null) return null
  if (given.kind !== 'literal') return { kind: 'expression', sql: printExpressionText(given) }
  const { type: from, value } = literalValue(given, sql)
  if (value === null && !nullable) {
    throw invalidDefault(name.name, given.span, sql)
  }
  try {
    const cast = castValue(value, from, type, { mode: 'assignment', target: name.name })
    return { kind: 'constant', value: cast }
  } catch (cause) {
    throw invalidDefault(name.name, given.span, sql, cause)
  }
}

function invalidDefault(name: string, span: ast.Literal['span'], sql: string, cause?: unknown) {
  const reason = cause instanceof Error ? `: ${cause.message}` : ''
  return new SqlError('bad_definition', `Invalid default value for '${name}'${reason}`, {
    span,
    sql,
    cause,
  })
}

function indexDefinitions(
  statement: ast.CreateTable,
  columns: readonly ColumnDefinition[],
  sql: string,
): IndexDefinition[] {
  const indexes: IndexDefinition[] = []
  const add = (index: IndexDefinition, span: ast.CreateTable['span']) => {
    if (index.primary && indexes.some(({ primary }) => primary)) {
      throw new SqlError('multiple_primary_keys', 'Multiple primary key defined', { span, sql })
    }
    if (indexes.some(({ name }) => name.toLowerCase() === index.name.toLowerCase())) {
      throw new SqlError('duplicate_index', `Duplicate key name '${index.name}'`, { span, sql })
    }
    indexes.push(index)
  }
  statement.columns.forEach((column, i) => {
    if (column.key === null) return
    const primary = column.key === 'primary'
    const name = primary ? 'PRIMARY' : freeName(column.name.name, indexes)
    const keyColumns = [{ column: columns[i].id, descending: false }]
    add({ name, kind: 'btree', unique: true, primary, columns: keyColumns }, column.span)
  })
  for (const constraint of statement.constraints) {
    if (constraint.kind !== 'index_definition') {
      const what = constraint.kind === 'check' ? 'CHECK constraints' : 'foreign keys'
      refuse(true, what, constraint.span, sql)
      continue
    }
    add(indexDefinition(constraint, columns, indexes, sql), constraint.span)
  }
  return indexes.sort((a, b) => Number(b.primary) - Number(a.primary))
}

function freeName(wanted: string, indexes: readonly IndexDefinition[]): string {
  const taken = new Set(indexes.map(({ name }) => name.toLowerCase()))
  let name = wanted
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wanted}_${i}`
  return name
}

function indexDefinition(
  { type, name, parts, options, span }: ast.IndexDefinition,
  columns: readonly ColumnDefinition[],
  others: readonly IndexDefinition[],
  sql: string,
): IndexDefinition {
  if (type !== 'primary' && type !== 'unique' && type !== 'index') {
    refuse(true, `${type.toUpperCase()} indexes`, span, sql)
  }
  const using = options.using ?? 'btree'
  refuse(using !== 'btree' && using !== 'hash', `USING ${using.toUpperCase()}`, span, sql)
  const table = { id: 0, name: '', columns, indexes: [], comment: '' }
  const seen = new Set<number>()
  const keyColumns = parts.map((part) => {
    refuse(part.length !== null, 'index prefix lengths', part.span, sql)
    const { expression } = part
    if (expression.kind !== 'column') {
      throw new SqlError('unsupported', 'indexes on expressions: not supported yet', {
        span: part.span,
        sql,
      })
    }
    const ordinal = findColumn(table, expression.name.name)
    if (ordinal < 0) {
      const hint = didYouMean(
        expression.name.name,
        columns.map((column) => column.name),
      )
      const message = `Key column '${expression.name.name}' doesn't exist in table${hint}`
      throw new SqlError('unknown_column', message, { span: part.span, sql })
    }
    if (seen.has(ordinal)) {
      const message = `Duplicate column name '${columns[ordinal].name}'`
      throw new SqlError('duplicate_column', message, { span: part.span, sql })
    }
    seen.add(ordinal)
    return { column: columns[ordinal].id, descending: part.descending }
  })
  const primary = type === 'primary'
  const first = columns.find(({ id }) => id === keyColumns[0].column)
  return {
    name: primary ? 'PRIMARY' : (name?.name ?? freeName(first?.name ?? 'key', others)),
    kind: 'btree',
    unique: primary || type === 'unique',
    primary,
    columns: keyColumns,
  }
}

function checkAutoIncrement(
  columns: readonly ColumnDefinition[],
  indexes: readonly IndexDefinition[],
  { span }: ast.CreateTable,
  sql: string,
): void {
  const counters = columns.filter((column) => column.autoIncrement)
  if (counters.length === 0) return
  const keyed = indexes.some((index) => index.columns[0].column === counters[0].id)
  if (counters.length > 1 || !keyed) {
    throw new SqlError(
      'bad_definition',
      'Incorrect table definition; there can be only one AUTO_INCREMENT column and it must be defined as a key',
      { span, sql },
    )
  }
}

export function dropTable(session: Session, statement: ast.DropTable, sql: string): Change {
  const found = statement.names.flatMap((name) => {
    const engine = engineOf(session, name, sql)
    if (engine.table(name.name.name)) return [{ engine, name: name.name.name }]
    const database = databaseOf(session, name, sql)
    if (statement.ifExists) {
      session.warn(1051, `Unknown table '${database}.${name.name.name}'`, 'Note')
      return []
    }
    const hint = didYouMean(name.name.name, engine.tableNames())
    const message = `Unknown table '${database}.${name.name.name}'${hint}`
    throw new SqlError('bad_table', message, { span: name.span, sql })
  })
  return async () => {
    for (const { engine, name } of found) await engine.dropTable(name)
  }
}

export function truncateTable(session: Session, { name }: ast.TruncateTable, sql: string): Change {
  const table = tableOf(session, name, sql)
  return () => engineOf(session, name, sql).truncateTable(table.definition.name)
}

export function createIndex(session: Session, statement: ast.CreateIndex, sql: string): Change {
  const { definition } = tableOf(session, statement.table, sql)
  const index = indexDefinition(statement.index, definition.columns, definition.indexes, sql)
  if (hasIndex(definition, index.name)) {
    if (statement.ifNotExists) return nothing
    const message = `Duplicate key name '${index.name}'`
    throw new SqlError('duplicate_index', message, { span: statement.span, sql })
  }
  return () => engineOf(session, statement.table, sql).createIndex(definition.name, index)
}

function hasIndex(definition: TableDefinition, name: string): boolean {
  return definition.indexes.some((index) => index.name.toLowerCase() === name.toLowerCase())
}

export function dropIndex(session: Session, statement: ast.DropIndex, sql: string): Change {
  const { definition } = tableOf(session, statement.table, sql)
  const { name } = statement.name
  const index = definition.indexes.find((each) => each.name.toLowerCase() === name.toLowerCase())
  if (!index) {
    if (statement.ifExists) return nothing
    const hint = didYouMean(
      name,
      definition.indexes.map((each) => each.name),
    )
    const message = `Can't DROP '${name}'; check that column/key exists${hint}`
    throw new SqlError('unknown_index', message, { span: statement.name.span, sql })
  }
  return () => engineOf(session, statement.table, sql).dropIndex(definition.name, index.name)
}
