import { SqlError } from '../../../base/errors.ts'
import {
  columnOrdinal,
  type ForeignKeyDefinition,
  type TableDefinition,
} from '../../../catalog/definition.ts'
import { childRowError } from '../../../exec/foreign-keys/errors.ts'
import type { Stage } from '../../../exec/maybe-async.ts'
import { printName } from '../../../sql/index.ts'
import { boundParameters } from '../../parameters.ts'
import type { Session } from '../../session.ts'

/**
 * Throws `no_referenced_row` where a row of a table refers to nothing by one of the keys. The table is read as it is; columns and the
 * table itself are called as they are `now`.
 */
export function* assertRowsRefer(
  session: Session,
  database: string,
  definition: TableDefinition,
  keys: readonly ForeignKeyDefinition[],
  now: TableDefinition,
): Stage<void> {
  for (const key of keys) {
    const columns = key.columns.map((id) => now.columns[columnOrdinal(now, id)]?.name)
    // A column that is new holds what it is given for every row.
    if (columns.some((name) => name === undefined)) continue
    const sql = orphanQuery(database, now.name, columns, key)
    const outcome = yield* session.perform(session.parse(sql), boundParameters([]), 'array')
    if (outcome.kind !== 'rows') throw new SqlError('internal', 'a query answers rows')
    if (outcome.rows.length > 0) throw childRowError(definition, key)
  }
}

function orphanQuery(
  database: string,
  table: string,
  columns: readonly string[],
  { table: parent, referenced }: ForeignKeyDefinition,
): string {
  const name = (owner: string, column: string) => `${owner}.${printName(column)}`
  const equal = columns.map((column, i) => `${name('p', referenced[i])} = ${name('c', column)}`)
  const known = columns.map((column) => `${name('c', column)} IS NOT NULL`)
  const of = (each: string) => `${printName(database)}.${printName(each)}`
  return (
    `SELECT 1 FROM ${of(table)} AS c WHERE ${known.join(' AND ')} AND NOT EXISTS ` +
    `(SELECT 1 FROM ${of(parent)} AS p WHERE ${equal.join(' AND ')}) LIMIT 1`
  )
}
