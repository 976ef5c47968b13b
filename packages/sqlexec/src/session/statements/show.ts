import { SqlError } from '../../base/errors.ts'
import type {
  ColumnDefinition,
  ForeignKeyDefinition,
  TableDefinition,
} from '../../catalog/definition.ts'
import { columnOrdinal } from '../../catalog/definition.ts'
import { formatValue } from '../../functions/format-value.ts'
import type * as ast from '../../sql/index.ts'
import { printName, printString } from '../../sql/index.ts'
import { typeName } from '../../types/type-name.ts'
import type { Session } from '../session.ts'
import { databaseOf, engineOf, tableOf, viewOf } from './find-table.ts'
import type { Table } from './table-result.ts'
import { createTriggerText, findTrigger } from './trigger.ts'
import { createViewText } from './view.ts'

/** SHOW GRANTS: there is one user, who may do everything. */
export function showGrants(): Table {
  const grant = 'GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION'
  return { columns: ['Grants for root@localhost'], rows: [[grant]] }
}

export function showCreate(session: Session, { type, name }: ast.ShowCreate, sql: string): Table {
  if (type === 'database') {
    const database = name.name.name
    session.shared.databases.engine(database)
    const text = `CREATE DATABASE ${printName(database)}`
    return { columns: ['Database', 'Create Database'], rows: [[database, text]] }
  }
  if (type === 'trigger') return showCreateTrigger(session, name, sql)
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
  const own = session.temporary.table(databaseOf(session, name, sql), definition.name)
  return {
    columns: ['Table', 'Create Table'],
    rows: [[definition.name, createTableText(definition, own !== undefined)]],
  }
}

function showCreateTrigger(session: Session, name: ast.ObjectName, sql: string): Table {
  const found = findTrigger(engineOf(session, name, sql), name.name.name)
  if (found === undefined) {
    const message = `Trigger does not exist: '${name.name.name}'`
    throw new SqlError('unknown_trigger', message, { span: name.span, sql })
  }
  const { trigger } = found
  const charset = ['utf8mb4', 'utf8mb4_0900_ai_ci', 'utf8mb4_0900_ai_ci']
  return {
    columns: [
      ...['Trigger', 'sql_mode', 'SQL Original Statement', 'character_set_client'],
      ...['collation_connection', 'Database Collation'],
    ],
    rows: [[trigger.name, trigger.sqlMode, createTriggerText(found), ...charset]],
  }
}

/** The statement that would make a table like this one. */
export function createTableText(definition: TableDefinition, temporary = false): string {
  const lines = definition.columns.map(columnText)
  for (const index of definition.indexes) {
    const columns = index.columns.map(({ column, descending, prefix }) => {
      const { name } = definition.columns[columnOrdinal(definition, column)]
      const length = prefix === null ? '' : `(${prefix})`
      return printName(name) + length + (descending ? ' DESC' : '')
    })
    const name = printName(index.name)
    const head = index.primary ? 'PRIMARY KEY' : `${index.unique ? 'UNIQUE KEY' : 'KEY'} ${name}`
    lines.push(`  ${head} (${columns.join(',')})`)
  }
  for (const key of definition.foreignKeys) lines.push(`  ${foreignKeyText(definition, key)}`)
  for (const { name, sql, enforced } of definition.checks) {
    const suffix = enforced ? '' : ' /*!80016 NOT ENFORCED */'
    lines.push(`  CONSTRAINT ${printName(name)} CHECK ((${sql}))${suffix}`)
  }
  const comment = definition.comment === '' ? '' : ` COMMENT=${printString(definition.comment)}`
  const what = temporary ? 'TEMPORARY TABLE' : 'TABLE'
  const text = `CREATE ${what} ${printName(definition.name)} (\n${lines.join(',\n')}\n)${comment}`
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
  const { generated } = column
  if (generated !== null) {
    parts.push(`GENERATED ALWAYS AS (${generated.sql}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`)
  }
  if (!column.nullable) parts.push('NOT NULL')
  if (column.autoIncrement) parts.push('AUTO_INCREMENT')
  const { default: given } = column
  if (given?.kind === 'expression') parts.push(`DEFAULT (${given.sql})`)
  else if (given) {
    const value = given.value === null ? 'NULL' : printString(formatValue(given.value, column.type))
    parts.push(`DEFAULT ${value}`)
  } else if (column.nullable && generated === null) parts.push('DEFAULT NULL')
  if (column.onUpdate !== null) parts.push(`ON UPDATE ${momentCall(column.onUpdate)}`)
  if (column.comment !== '') parts.push(`COMMENT ${printString(column.comment)}`)
  return parts.join(' ')
}

function momentCall(digits: number): string {
  return digits === 0 ? 'CURRENT_TIMESTAMP' : `CURRENT_TIMESTAMP(${digits})`
}

function foreignKeyText(definition: TableDefinition, key: ForeignKeyDefinition): string {
  const columns = key.columns.map((id) => definition.columns[columnOrdinal(definition, id)].name)
  const list = (names: readonly string[]) => `(${names.map(printName).join(',')})`
  const parts = [
    `CONSTRAINT ${printName(key.name)} FOREIGN KEY ${list(columns)}`,
    `REFERENCES ${printName(key.table)} ${list(key.referenced)}`,
  ]
  if (key.onDelete !== 'no action') parts.push(`ON DELETE ${key.onDelete.toUpperCase()}`)
  if (key.onUpdate !== 'no action') parts.push(`ON UPDATE ${key.onUpdate.toUpperCase()}`)
  return parts.join(' ')
}
