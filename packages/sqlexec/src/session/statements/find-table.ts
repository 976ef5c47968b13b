import { SqlError } from '../../base/errors.ts'
import { didYouMean } from '../../plan/suggestion.ts'
import type * as ast from '../../sql/index.ts'
import type { StorageEngine, Table } from '../../storage/table-access.ts'
import type { Connection } from '../connection.ts'

/** The database that a name speaks of. */
export function databaseOf(connection: Connection, name: ast.ObjectName, sql: string): string {
  const database = name.database?.name ?? connection.database
  if (database === null)
    throw new SqlError('unknown_database', 'No database selected', { span: name.span, sql })
  return database
}

export function engineOf(connection: Connection, name: ast.ObjectName, sql: string): StorageEngine {
  return connection.shared.databases.engine(databaseOf(connection, name, sql))
}

/** The table of a name, or an error that says what there is. */
export function tableOf(connection: Connection, name: ast.ObjectName, sql: string): Table {
  const database = databaseOf(connection, name, sql)
  const engine = connection.shared.databases.engine(database)
  const table = engine.table(name.name.name)
  if (!table) {
    const hint = didYouMean(name.name.name, engine.tableNames())
    const message = `Table '${database}.${name.name.name}' doesn't exist${hint}`
    throw new SqlError('unknown_table', message, { span: name.span, sql })
  }
  if (table.damage) throw table.damage
  return table
}
