import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import type * as ast from '../../sql/index.ts'
import { printName } from '../../sql/index.ts'
import type { StorageEngine, Table as StoredTable } from '../../storage/table-access.ts'
import { boundParameters } from '../parameters.ts'
import type { Session } from '../session.ts'
import { databaseOf, engineOf, spaceOf, tableOf, viewOf } from './find-table.ts'
import type { Table } from './table-result.ts'
import { viewColumns } from './view.ts'

type Row = [table: string, op: string, type: string, text: string]

/**
 * ANALYZE, CHECK, OPTIMIZE, REPAIR and CHECKSUM TABLE. As in MySQL, a table that is not there is a row of the answer, not an error.
 */
export function* maintainTables(
  session: Session,
  statement: ast.MaintainTables,
  sql: string,
): Stage<Table> {
  const { action, tables } = statement
  if (action === 'checksum') return yield* checksums(session, tables, sql)
  const rows: Row[] = []
  for (const name of tables) {
    const full = `${databaseOf(session, name, sql)}.${name.name.name}`
    const add = (type: string, text: string) => rows.push([full, action, type, text])
    try {
      yield* maintain(session, action, name, sql, add)
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      add('Error', error.message)
      add('status', 'Operation failed')
    }
  }
  return { columns: ['Table', 'Op', 'Msg_type', 'Msg_text'], rows }
}

function* maintain(
  session: Session,
  action: Exclude<ast.MaintainTables['action'], 'checksum'>,
  name: ast.ObjectName,
  sql: string,
  add: (type: string, text: string) => void,
): Stage<void> {
  const engine = engineOf(session, name, sql)
  const view = viewOf(session, name, sql)
  if (view !== undefined && action === 'check') {
    viewColumns(session, view, databaseOf(session, name, sql))
    add('status', 'OK')
    return
  }
  const table = tableOf(session, name, sql)
  switch (action) {
    // Estimates come from footers and from what is in memory, so they are always those of now.
    case 'analyze':
      break
    case 'check':
      yield readAll(engine, table)
      break
    case 'optimize':
      yield spaceOf(session, name, sql).optimizeTable(table.definition.name)
      break
    case 'repair':
      add('note', "Damage is settled by 'sqlexec repair', while the database is closed")
      return
  }
  add('status', 'OK')
}

/** Reads every column of a table, as it is now. */
async function readAll(engine: StorageEngine, table: StoredTable): Promise<void> {
  const transaction = engine.begin({ readOnly: true })
  try {
    for (const segment of table.snapshot(transaction).segments) {
      for (let i = 0; i < table.definition.columns.length; i++) await segment.load([i])
    }
  } finally {
    engine.rollback(transaction)
  }
}

/** CHECKSUM TABLE: the sum of the checksums of all rows, so that their order does not matter. */
function* checksums(
  session: Session,
  tables: readonly ast.ObjectName[],
  sql: string,
): Stage<Table> {
  const rows: (string | number | null)[][] = []
  for (const name of tables) {
    const database = databaseOf(session, name, sql)
    const full = `${database}.${name.name.name}`
    try {
      const { columns } = tableOf(session, name, sql).definition
      const values = columns.map((column) => {
        const own = printName(column.name)
        return `ISNULL(${own}), HEX(CAST(${own} AS BINARY))`
      })
      const from = `${printName(database)}.${printName(name.name.name)}`
      const statement = session.parse(
        `SELECT CAST(COALESCE(SUM(CRC32(CONCAT_WS('#', ${values.join(', ')}))), 0) % 4294967296 AS SIGNED) FROM ${from}`,
      )
      const outcome = yield* session.perform(statement, boundParameters([]), 'array')
      const [[sum]] = (outcome.kind === 'rows' ? outcome.rows : [[null]]) as (number | null)[][]
      rows.push([full, sum])
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      session.warn(error.errno, error.message)
      rows.push([full, null])
    }
  }
  return { columns: ['Table', 'Checksum'], rows }
}
