import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import type * as ast from '../../sql/index.ts'
import { isInformationSchema } from '../information-schema/information-schema.ts'
import type { Session } from '../session.ts'
import type { Change } from './definition.ts'

/** CREATE DATABASE, and ALTER DATABASE, whose options (character sets) have no effect here. */
export function createDatabase(
  session: Session,
  statement: ast.CreateDatabase,
  sql: string,
): Change {
  const { databases } = session.shared
  const { alter, ifNotExists, options, span } = statement
  const name = statement.name?.name ?? session.database
  if (name === null) {
    throw new SqlError('unknown_database', 'No database selected', { span, sql })
  }
  for (const option of options) {
    if (option.name !== 'read_only' || String(option.value) === '0') continue
    throw new SqlError('unsupported', 'READ ONLY of a database: not supported', { span, sql })
  }
  if (alter) {
    databases.engine(name)
    return async () => {}
  }
  if (isInformationSchema(name)) {
    throw new SqlError('database_access', `Access denied to database '${name}'`, { span, sql })
  }
  const exists = () =>
    new SqlError('database_exists', `Can't create database '${name}'; database exists`, {
      span,
      sql,
    })
  if (databases.has(name)) {
    if (!ifNotExists) throw exists()
    session.warn(1007, `Can't create database '${name}'; database exists`, 'Note')
    return async () => {}
  }
  return () => databases.create(name, ifNotExists)
}

/**
 * DROP DATABASE: its tables and views, then itself. One that the program opened, rather than CREATE DATABASE, stays open without
 * tables, since it is the program's.
 */
export function* dropDatabase(
  session: Session,
  { name: { name, span }, ifExists }: ast.DropDatabase,
  sql: string,
): Stage<void> {
  const { databases } = session.shared
  if (!databases.has(name) && !isInformationSchema(name)) {
    const message = `Can't drop database '${name}'; database doesn't exist`
    if (!ifExists) throw new SqlError('no_such_database', message, { span, sql })
    session.warn(1008, message, 'Note')
    return
  }
  const engine = databases.engine(name)
  for (const view of engine.viewNames()) yield engine.dropView(view)
  for (const table of engine.tableNames()) yield engine.dropTable(table)
  if (!databases.isMade(name)) return
  yield databases.remove(name)
  if (session.database === name) session.database = null
}
