import type * as ast from '../sql/index.ts'
import type { Binder } from './binder.ts'
import type { TableReference } from './logical-plan.ts'
import { suggestName } from './suggestion.ts'

/** The stored table that a name means; throws `unknown_table`, `unknown_database`, or `not_updatable` for a view. */
export function findTable(binder: Binder, name: ast.ObjectName): TableReference {
  const { catalog } = binder.context
  const database = name.database?.name ?? null
  const found = catalog.findTable(database, name.name.name)
  if (found !== undefined) return found
  if (catalog.findView(database, name.name.name) !== undefined) {
    const message = `The view '${name.name.name}' can only be read`
    throw binder.error('not_updatable', message, name.span)
  }
  const within = database ?? catalog.currentDatabase
  if (within === null) {
    throw binder.error('unknown_database', 'No database selected', name.span)
  }
  const databases = catalog.databaseNames()
  if (database !== null && !databases.includes(database)) {
    const meant = suggestName(database, databases)
    const hint = meant === undefined ? '' : `; did you mean '${meant}'?`
    throw binder.error('unknown_database', `Unknown database '${database}'${hint}`, name.span)
  }
  const meant = suggestName(name.name.name, catalog.tableNames(within))
  const hint = meant === undefined ? '' : `; did you mean '${meant}'?`
  const loss = catalog.lossIn?.(within)
  const reason = loss === undefined ? '' : `. It may have been lost: ${loss}`
  const message = `Table '${within}.${name.name.name}' doesn't exist${hint}${reason}`
  throw binder.error('unknown_table', message, name.span)
}

/** The table that a name means, to be changed; throws `database_access` for one that is made when it is read. */
export function findStoredTable(binder: Binder, name: ast.ObjectName): TableReference {
  const table = findTable(binder, name)
  if (table.virtual !== true) return table
  const message = `Access denied to database '${table.database}': its tables cannot be changed`
  throw binder.error('database_access', message, name.span)
}
