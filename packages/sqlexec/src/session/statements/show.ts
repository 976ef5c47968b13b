import { SqlError } from '../../base/errors.ts'
import type { ColumnDefinition, TableDefinition } from '../../catalog/definition.ts'
import { columnOrdinal } from '../../catalog/definition.ts'
import { formatValue } from '../../functions/format-value.ts'
import { likeMatches } from '../../functions/like.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import type * as ast from '../../sql/index.ts'
import { printName, printString } from '../../sql/index.ts'
import { typeName } from '../../types/type-name.ts'
import type { Session } from '../session.ts'
import { databaseOf, tableOf, viewOf } from './find-table.ts'
import type { Table } from './table-result.ts'
import { createViewText, viewColumns } from './view.ts'

export function showList(session: Session, statement: ast.ShowList): Table {
  const { databases } = session.shared
  switch (statement.subject) {
    case 'databases':
      return filtered('Database', databases.names(), statement)
    case 'tables': {
      const database = statement.database?.name ?? session.database
      if (database === null) throw new SqlError('unknown_database', 'No database selected')
      const engine = databases.engine(database)
      const names = [...engine.tableNames(), ...engine.viewNames()].sort()
      const table = filtered(`Tables_in_${database}`, names, statement)
      if (!statement.full) return table
      const typeOf = (name: unknown) => (engine.view(String(name)) ? 'VIEW' : 'BASE TABLE')
      const rows = table.rows.map((row) => [...row, typeOf(row[0])])
      return { columns: [...table.columns, 'Table_type'], rows }
    }
    default:
      throw new SqlError(
        'unsupported',
        `SHOW ${statement.subject.replaceAll('_', ' ').toUpperCase()} is not supported yet`,
      )
  }
}

function filtered(column: string, names: readonly string[], { filter }: ast.ShowList): Table {
  if (filter?.kind === 'where')
    throw new SqlError('unsupported', 'SHOW … WHERE is not supported yet')
  const kept = filter ? names.filter((name) => likeMatches(name, filter.pattern)) : names
  return { columns: [column], rows: kept.map((name) => [name]) }
}

/** DESCRIBE. */
export function describeTable(
  session: Session,
  { table, filter }: ast.ShowColumns,
  sql: string,
): Table {
  if (filter?.kind === 'where')
    throw new SqlError('unsupported', 'SHOW … WHERE is not supported yet')
  const view = viewOf(session, table, sql)
  const rows =
    view === undefined
      ? tableColumnRows(tableOf(session, table, sql).definition)
      : viewColumnRows(viewColumns(session, view, databaseOf(session, table, sql)))
  return {
    columns: ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'],
    rows: rows.filter(([name]) => !filter || likeMatches(name, filter.pattern)),
  }
}

type ColumnRow = readonly [name: string, ...rest: (string | null)[]]

function tableColumnRows(definition: TableDefinition): ColumnRow[] {
  return definition.columns.map((column) => [
    column.name,
    typeName(column.type),
    column.nullable ? 'YES' : 'NO',
    keyOf(definition, column),
    defaultText(column),
    column.autoIncrement ? 'auto_increment' : '',
  ])
}

function viewColumnRows(columns: readonly OutputColumn[]): ColumnRow[] {
  return columns.map(({ name, type, nullable }) => [
    name,
    typeName(type),
    nullable ? 'YES' : 'NO',
    '',
    null,
    '',
  ])
}

/** PRI, UNI or MUL as MySQL marks a column. */
function keyOf(definition: TableDefinition, { id }: ColumnDefinition): string {
  const leading = definition.indexes.filter((index) => index.columns[0].column === id)
  const primary = definition.indexes.find((index) => index.primary)
  if (primary?.columns.some(({ column }) => column === id)) return 'PRI'
  if (leading.some((index) => index.unique && index.columns.length === 1)) return 'UNI'
  return leading.length > 0 ? 'MUL' : ''
}

function defaultText({ default: given, type }: ColumnDefinition): string | null {
  if (given === null) return null
  if (given.kind === 'expression') return given.sql
  return given.value === null ? null : formatValue(given.value, type)
}

export function showIndexes(
  session: Session,
  { table, filter }: ast.ShowIndexes,
  sql: string,
): Table {
  if (filter) throw new SqlError('unsupported', 'SHOW INDEX … WHERE is not supported yet')
  const { definition } = tableOf(session, table, sql)
  return {
    columns: [
      'Table',
      'Non_unique',
      'Key_name',
      'Seq_in_index',
      'Column_name',
      'Collation',
      'Null',
      'Index_type',
    ],
    rows: definition.indexes.flatMap((index) =>
      index.columns.map(({ column, descending }, i) => {
        const { name, nullable } = definition.columns[columnOrdinal(definition, column)]
        return [
          definition.name,
          index.unique ? 0 : 1,
          index.name,
          i + 1,
          name,
          descending ? 'D' : 'A',
          nullable ? 'YES' : '',
          index.kind.toUpperCase(),
        ]
      }),
    ),
  }
}

export function showCreate(session: Session, { type, name }: ast.ShowCreate, sql: string): Table {
  if (type === 'database') {
    const database = name.name.name
    session.shared.databases.engine(database)
    const text = `CREATE DATABASE ${printName(database)}`
    return { columns: ['Database', 'Create Database'], rows: [[database, text]] }
  }
  const view = viewOf(session, name, sql)
  if (view !== undefined && (type === 'view' || type === 'table')) {
    return {
      columns: ['View', 'Create View', 'character_set_client', 'collation_connection'],
      rows: [[view.name, createViewText(view), 'utf8mb4', 'utf8mb4_0900_ai_ci']],
    }
  }
  if (type === 'view') {
    const full = `${databaseOf(session, name, sql)}.${tableOf(session, name, sql).definition.name}`
    throw new SqlError('wrong_object', `'${full}' is not VIEW`, { span: name.span, sql })
  }
  if (type !== 'table') {
    throw new SqlError('unsupported', `SHOW CREATE ${type.toUpperCase()} is not supported yet`)
  }
  const { definition } = tableOf(session, name, sql)
  return {
    columns: ['Table', 'Create Table'],
    rows: [[definition.name, createTableText(definition)]],
  }
}

/** The statement that would make a table like this one. */
export function createTableText(definition: TableDefinition): string {
  const lines = definition.columns.map(columnText)
  for (const index of definition.indexes) {
    const columns = index.columns.map(({ column, descending }) => {
      const { name } = definition.columns[columnOrdinal(definition, column)]
      return printName(name) + (descending ? ' DESC' : '')
    })
    const name = printName(index.name)
    const head = index.primary ? 'PRIMARY KEY' : `${index.unique ? 'UNIQUE KEY' : 'KEY'} ${name}`
    lines.push(`  ${head} (${columns.join(',')})`)
  }
  const comment = definition.comment === '' ? '' : ` COMMENT=${printString(definition.comment)}`
  const text = `CREATE TABLE ${printName(definition.name)} (\n${lines.join(',\n')}\n)${comment}`
  return text + unreadableText(definition)
}

/** A comment on what the table's file has besides. */
function unreadableText({ unreadable = [] }: TableDefinition): string {
  if (unreadable.length === 0) return ''
  const columns = unreadable.map(({ name, reason }) => `${name} (${reason})`).join(', ')
  return ` /* columns of the file that cannot be read: ${columns.replaceAll('*/', '* /')} */`
}

function columnText(column: ColumnDefinition): string {
  const parts = [`  ${printName(column.name)} ${typeName(column.type)}`]
  if (column.type.kind === 'text' && column.type.collation !== 'utf8mb4_0900_ai_ci') {
    parts.push(`COLLATE ${column.type.collation}`)
  }
  if (!column.nullable) parts.push('NOT NULL')
  if (column.autoIncrement) parts.push('AUTO_INCREMENT')
  const { default: given } = column
  if (given?.kind === 'expression') parts.push(`DEFAULT (${given.sql})`)
  else if (given) {
    const value = given.value === null ? 'NULL' : printString(formatValue(given.value, column.type))
    parts.push(`DEFAULT ${value}`)
  } else if (column.nullable) parts.push('DEFAULT NULL')
  if (column.comment !== '') parts.push(`COMMENT ${printString(column.comment)}`)
  return parts.join(' ')
}
