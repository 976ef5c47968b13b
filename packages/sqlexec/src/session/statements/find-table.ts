import { SqlError } from '../../base/errors.ts'
import type { ViewDefinition } from '../../catalog/definition.ts'
import { didYouMean } from '../../plan/suggestion.ts'
import type * as ast from '../../sql/index.ts'
import type { StorageEngine, Table, TableSpace } from '../../storage/table-access.ts'
import type { Session } from '../session.ts'

/** The database that a name speaks of. */
export function databaseOf(session: Session, name: ast.ObjectName, sql: string): string {
  const database = name.database?.name ?? session.database
  if (database === null)
    throw new SqlError('unknown_database', 'No database selected', { span: name.span, sql })
  return database
}

export function engineOf(session: Session, name: ast.ObjectName, sql: string): StorageEngine {
  return session.shared.databases.engine(databaseOf(session, name, sql))
}

/** Where the table of a name stands, to be changed: among the session's temporary tables, or in its database. */
export function spaceOf(session: Session, name: ast.ObjectName, sql: string): TableSpace {
  const database = databaseOf(session, name, sql)
  const engine = session.shared.databases.engine(database)
  const { temporary } = session
  return temporary.table(database, name.name.name) ? temporary.space(database, engine) : engine
}

/** The view of a name; `undefined` where that is no view. */
export function viewOf(
  session: Session,
  name: ast.ObjectName,
  sql: string,
): ViewDefinition | undefined {
  if (session.temporary.table(databaseOf(session, name, sql), name.name.name)) return undefined
  return engineOf(session, name, sql).view(name.name.name)
}

/** The table of a name, or an error that says what there is. */
export function tableOf(session: Session, name: ast.ObjectName, sql: string): Table {
  const database = databaseOf(session, name, sql)
  const engine = session.shared.databases.engine(database)
  const own = session.temporary.table(database, name.name.name)
  const table = own ?? engine.table(name.name.name)
  if (!table) {
    if (engine.view(name.name.name) === undefined) throw unknownTable(session, name, sql)
    const message = `'${database}.${name.name.name}' is not BASE TABLE`
    throw new SqlError('wrong_object', message, { span: name.span, sql })
  }
  if (table.damage) throw table.damage
  return table
}

export function unknownTable(session: Session, name: ast.ObjectName, sql: string): SqlError {
  const database = databaseOf(session, name, sql)
  const engine = session.shared.databases.engine(database)
  const hint = didYouMean(name.name.name, [...engine.tableNames(), ...engine.viewNames()])
  const reason = engine.damage === null ? '' : `. It may have been lost: ${engine.damage.message}`
  const message = `Table '${database}.${name.name.name}' doesn't exist${hint}${reason}`
  return new SqlError('unknown_table', message, { span: name.span, sql })
}
