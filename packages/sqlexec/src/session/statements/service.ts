import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import type { RowShape } from '../../exec/sinks/rows.ts'
import type * as ast from '../../sql/index.ts'
import type { Connection } from '../connection.ts'
import type { Statement } from '../plan-cache.ts'
import type { Outcome } from '../result.ts'
import { createIndex, createTable, dropIndex, dropTable, truncateTable } from './definition.ts'
import { explain } from './explain.ts'
import { describeTable, showCreate, showIndexes, showList } from './show.ts'
import { type Table, tableResult } from './table-result.ts'

const planned = new Set<ast.Statement['kind']>(['query', 'insert', 'update', 'delete'])

/** Whether a statement is carried out from its syntax tree, without a plan. */
export function isService(statement: ast.Statement): boolean {
  return !planned.has(statement.kind)
}

const none: Outcome = { kind: 'change', changes: 0, lastInsertId: 0 }

/** Carries out a statement of definition, transaction control or information. */
export function* executeService(
  connection: Connection,
  parsed: Statement,
  shape: RowShape,
): Stage<Outcome> {
  const { statement, sql } = parsed
  const rows = (table: Table) => tableResult(table, shape)
  switch (statement.kind) {
    case 'create_table':
      return yield* definition(connection, createTable(connection, statement, sql))
    case 'drop_table':
      return yield* definition(connection, dropTable(connection, statement, sql))
    case 'truncate_table':
      return yield* definition(connection, truncateTable(connection, statement, sql))
    case 'create_index':
      return yield* definition(connection, createIndex(connection, statement, sql))
    case 'drop_index':
      return yield* definition(connection, dropIndex(connection, statement, sql))
    case 'start_transaction':
      yield* commitOpen(connection)
      connection.transaction.begin({ readOnly: statement.access === 'read_only' || undefined })
      return none
    case 'commit':
      yield* commitOpen(connection)
      return none
    case 'rollback':
      if (statement.savepoint) connection.transaction.rollbackTo(statement.savepoint.name)
      else connection.transaction.rollback()
      return none
    case 'savepoint':
      connection.transaction.savepoint(statement.name.name)
      return none
    case 'release_savepoint':
      connection.transaction.release(statement.name.name)
      return none
    case 'set_transaction':
      connection.transaction.setIsolation(statement)
      return none
    case 'set_names':
    case 'lock_tables':
    case 'unlock_tables':
      return none
    case 'use':
      connection.shared.databases.engine(statement.database.name)
      connection.database = statement.database.name
      return none
    case 'show_list':
      return rows(showList(connection, statement))
    case 'show_columns':
      return rows(describeTable(connection, statement, sql))
    case 'show_indexes':
      return rows(showIndexes(connection, statement, sql))
    case 'show_create':
      return rows(showCreate(connection, statement, sql))
    case 'explain':
      return rows(explain(connection, parsed))
    case 'flush':
    case 'checkpoint':
      for (const engine of connection.shared.databases.all()) yield engine.checkpoint()
      return none
    default:
      throw new SqlError(
        'unsupported',
        `${statement.kind.replaceAll('_', ' ').toUpperCase()} is not supported yet`,
        { span: statement.span, sql },
      )
  }
}

/** A change of definitions ends the open transaction first, as MySQL's implicit commit. */
function* definition(connection: Connection, change: () => Promise<void>): Stage<Outcome> {
  yield* commitOpen(connection)
  yield change()
  return none
}

function* commitOpen(connection: Connection): Stage<void> {
  const committing = connection.transaction.commit()
  if (committing) yield committing
}
