import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import type { RowShape } from '../../exec/sinks/rows.ts'
import { emptySelect, selectQuery } from '../../plan/made-query.ts'
import type * as ast from '../../sql/index.ts'
import { newCounters } from '../counters.ts'
import { informationSchema, isInformationSchema } from '../information-schema/information-schema.ts'
import type { BoundParameters } from '../parameters.ts'
import type { Statement } from '../plan-cache.ts'
import type { Outcome } from '../result.ts'
import type { Session } from '../session.ts'
import type { TransactionOptions } from '../transaction-state.ts'
import { alterTable } from './alter-table/alter-table.ts'
import { renameTables } from './alter-table/rename-tables.ts'
import { createTableAs } from './create-table-as.ts'
import { createDatabase, dropDatabase } from './database.ts'
import {
  type Change,
  createIndex,
  createTable,
  dropIndex,
  dropTable,
  truncateTable,
} from './definition.ts'
import { showDiagnostics } from './diagnostics.ts'
import { explain } from './explain.ts'
import { tableOf, viewOf } from './find-table.ts'
import { kill } from './kill.ts'
import { maintainTables } from './maintenance.ts'
import { deallocate, execute, prepare } from './prepared.ts'
import { selectInto } from './select-into.ts'
import { setNames, setTransaction, setVariables } from './set.ts'
import { showCreate, showGrants } from './show.ts'
import { showQuery } from './show-query.ts'
import { type Table, tableResult } from './table-result.ts'
import { createTrigger, dropTrigger } from './trigger.ts'
import { createView, dropView } from './view.ts'

const planned = new Set<ast.Statement['kind']>([
  'insert',
  'update',
  'delete',
  'load_data',
  'copy_from',
  'copy_to',
])

/** Whether a statement is carried out from its syntax tree, without a plan. */
export function isService(statement: ast.Statement): boolean {
  if (statement.kind === 'query') return statement.into?.kind === 'into_variables'
  return !planned.has(statement.kind)
}

const none: Outcome = { kind: 'change', changes: 0, lastInsertId: 0 }

/** Carries out a statement of definition, transaction control or information. */
export function* executeService(
  session: Session,
  parsed: Statement,
  parameters: BoundParameters,
  shape: RowShape,
): Stage<Outcome> {
  const { statement, sql } = parsed
  const rows = (table: Table) => tableResult(table, shape)
  switch (statement.kind) {
    case 'create_table': {
      const { query } = statement
      if (query !== null) {
        const define = (change: Change) => definition(session, change, statement.temporary)
        return yield* createTableAs(session, { ...statement, query }, parsed, parameters, define)
      }
      const change = createTable(session, statement, sql)
      return yield* definition(session, change, statement.temporary)
    }
    case 'alter_table':
      return yield* definition(session, yield* alterTable(session, statement, sql))
    case 'rename_table':
      return yield* definition(session, renameTables(session, statement, sql))
    case 'drop_table':
      return yield* definition(session, dropTable(session, statement, sql), statement.temporary)
    case 'truncate_table':
      return yield* definition(session, truncateTable(session, statement, sql))
    case 'create_index':
      return yield* definition(session, createIndex(session, statement, sql))
    case 'drop_index':
      return yield* definition(session, dropIndex(session, statement, sql))
    case 'create_database':
      return yield* definition(session, createDatabase(session, statement, sql))
    case 'drop_database':
      session.transaction.assertMayEnd('DROP DATABASE')
      yield* commitOpen(session)
      yield* dropDatabase(session, statement, sql)
      return none
    case 'create_view':
      return yield* definition(session, createView(session, statement, parsed.parameterCount, sql))
    case 'create_trigger':
      return yield* definition(session, createTrigger(session, statement, sql))
    case 'drop_routine':
      if (statement.type !== 'trigger') throw notYet(`DROP ${statement.type.toUpperCase()}`, parsed)
      return yield* definition(session, dropTrigger(session, statement, sql))
    case 'drop_view':
      return yield* definition(session, dropView(session, statement, sql))
    case 'start_transaction':
      session.transaction.assertMayEnd('BEGIN')
      yield* commitOpen(session)
      session.transaction.begin(accessOf(statement))
      return none
    case 'commit':
      session.transaction.assertMayEnd('COMMIT')
      requireNoRelease(statement, sql)
      yield* commitOpen(session)
      if (statement.chain) session.transaction.beginAgain()
      return none
    case 'rollback':
      if (statement.savepoint) session.transaction.rollbackTo(statement.savepoint.name)
      else {
        session.transaction.assertMayEnd('ROLLBACK')
        requireNoRelease(statement, sql)
        session.transaction.rollback()
        if (statement.chain) session.transaction.beginAgain()
      }
      return none
    case 'savepoint':
      session.transaction.savepoint(statement.name.name)
      return none
    case 'release_savepoint':
      session.transaction.release(statement.name.name)
      return none
    case 'set_transaction':
      yield* setTransaction(session, statement)
      return none
    case 'set_variables':
      yield* setVariables(session, parsed, statement, parameters)
      return none
    case 'set_names':
      yield* setNames(session, statement)
      return none
    case 'query':
      return yield* selectInto(session, parsed, statement, parameters)
    case 'prepare':
      prepare(session, statement)
      return none
    case 'execute':
      return yield* execute(session, statement, shape)
    case 'deallocate':
      deallocate(session, statement)
      return none
    case 'kill':
      yield* kill(session, statement, sql)
      return none
    case 'lock_tables':
      yield* lockTables(session, statement, sql)
      return none
    case 'unlock_tables':
      if (session.transaction.unlockTables()) yield* commitOpen(session)
      return none
    case 'maintain_tables':
      session.transaction.assertMayEnd(`${statement.action.toUpperCase()} TABLE`)
      yield* commitOpen(session)
      return rows(yield* maintainTables(session, statement, sql))
    case 'use':
      use(session, statement)
      return none
    case 'show_list':
    case 'show_columns':
    case 'show_indexes':
      if (statement.kind === 'show_list' && statement.subject === 'grants') {
        return rows(showGrants())
      }
      return yield* session.perform(showQuery(session, parsed, statement), parameters, shape)
    case 'show_create':
      return rows(showCreate(session, statement, sql))
    case 'show_diagnostics':
      return rows(showDiagnostics(session, statement))
    case 'explain':
      return rows(yield* explain(session, parsed, statement, parameters))
    case 'do':
      return yield* evaluate(session, parsed, statement, parameters)
    case 'flush':
      if (statement.withReadLock || statement.forExport) {
        const message =
          'FLUSH TABLES with a lock is not supported: readers see a snapshot, and nothing is ever locked'
        throw new SqlError('unsupported', message, { span: statement.span, sql })
      }
      if (statement.subject === 'status') session.counters = newCounters()
      if (!writesTables(statement)) return none
      for (const engine of session.shared.databases.all()) yield engine.checkpoint()
      return none
    case 'checkpoint':
      for (const engine of session.shared.databases.all()) yield engine.checkpoint()
      return none
    default:
      throw notYet(statement.kind.replaceAll('_', ' ').toUpperCase(), parsed)
  }
}

function notYet(what: string, { statement, sql }: Statement): SqlError {
  return new SqlError('unsupported', `${what} is not supported yet`, { span: statement.span, sql })
}

/** What FLUSH is about beside the tables and the log has nothing to write. */
function writesTables({ subject }: ast.Flush): boolean {
  return subject === null || subject === 'tables' || subject.endsWith('logs')
}

/** DO expression, …: a SELECT whose row nobody sees. */
function* evaluate(
  session: Session,
  parsed: Statement,
  { expressions, span }: ast.Do,
  parameters: BoundParameters,
): Stage<Outcome> {
  const items = expressions.map((expression) => ({
    kind: 'expression_item' as const,
    expression,
    alias: null,
    text: '',
    span: expression.span,
  }))
  const select = { ...emptySelect(span), items }
  yield* session.perform({ ...parsed, statement: selectQuery(select) }, parameters, 'engine')
  session.rowCount = 0
  return none
}

function requireNoRelease({ release, span }: ast.Commit | ast.Rollback, sql: string): void {
  if (!release) return
  const message = 'RELEASE is not supported: close the connection instead'
  throw new SqlError('unsupported', message, { span, sql })
}

/**
 * LOCK TABLES: what dump files need of it. It commits what is open, as in MySQL, and names tables that must be there; but no table is
 * ever locked, so where others change the same rows meanwhile, one of both gets a write conflict.
 */
function* lockTables(session: Session, { tables }: ast.LockTables, sql: string): Stage<void> {
  session.transaction.assertMayEnd('LOCK TABLES')
  for (const { name } of tables) {
    if (viewOf(session, name, sql) === undefined) tableOf(session, name, sql)
  }
  yield* commitOpen(session)
  session.transaction.lockTables()
}

function use(session: Session, { database: { name } }: ast.Use): void {
  const isVirtual = isInformationSchema(name)
  if (!isVirtual) session.shared.databases.engine(name)
  session.database = isVirtual ? informationSchema : name
}

function accessOf({ access }: ast.StartTransaction): TransactionOptions {
  return access === null ? {} : { readOnly: access === 'read_only' }
}

/**
 * A change of definitions ends the open transaction first, as MySQL's implicit commit.
 * @param temporary whether it makes or drops a temporary table, which does not
 */
function* definition(session: Session, change: Change, temporary = false): Stage<Outcome> {
  if (temporary) {
    yield change()
    return none
  }
  session.transaction.assertMayEnd('A change of definitions')
  yield* commitOpen(session)
  yield change()
  return none
}

function* commitOpen(session: Session): Stage<void> {
  const committing = session.transaction.commit()
  if (committing) yield committing
}
