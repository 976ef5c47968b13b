import { SqlError } from '../base/errors.ts'
import type { IndexDefinition, TableDefinition, TriggerDefinition } from '../catalog/definition.ts'
import type { Execution, Progress, RowTrigger, RowTriggers } from '../exec/execution.ts'
import { drive, type Stage } from '../exec/maybe-async.ts'
import type { RowShape } from '../exec/sinks/rows.ts'
import { SubqueryRunner } from '../exec/subquery.ts'
import type { SessionAccess, StatementEnvironment } from '../functions/environment.ts'
import { NodeFileSystem } from '../io/node-file-system.ts'
import { parseScript, type SqlModes } from '../sql/index.ts'
import type { IndexHandle, Transaction } from '../storage/table-access.ts'
import type { SqlValue } from '../types/value.ts'
import { computedVariables, inheritVariables } from './computed-variables.ts'
import { countRows, countStatement, newCounters } from './counters.ts'
import { Diagnostics } from './diagnostics.ts'
import { virtualRows } from './information-schema/information-schema.ts'
import { Interruption } from './interruption.ts'
import { type BoundParameters, bindParameters } from './parameters.ts'
import { prepareLiterals, type Statement } from './plan-cache.ts'
import { changedTables, type Program } from './program.ts'
import { Queryable, type QueryTarget } from './queryable.ts'
import { columnsInZone, type Outcome, type QueryOptions } from './result.ts'
import { requireSafeUpdate } from './safe-updates.ts'
import type { Activity, Session, Shared } from './session.ts'
import { sessionAccess } from './session-access.ts'
import { executeService, isService } from './statements/service.ts'
import { TemporaryScope } from './temporary-scope.ts'
import { TransactionState } from './transaction-state.ts'
import { rowTriggers } from './triggers/row-triggers.ts'
import { SessionVariables } from './variables/session-variables.ts'
import { liveModes } from './variables/sql-mode.ts'

/** The files that statements name: those of the machine, whatever holds the database. */
const files = new NodeFileSystem()

let nextConnectionId = 1

/** A statement of which a trigger runs. */
interface EnclosingStatement {
  readonly transaction: Transaction
  /** What it and those around it use, by name: no statement of the trigger may change these tables. */
  readonly tables: ReadonlySet<string>
  readonly database: string
}

/**
 * One session: a current database, a transaction, the values of LAST_INSERT_ID() and ROW_COUNT(). It runs one statement at a
 * time; further ones wait their turn.
 */
export class Connection extends Queryable implements Session {
  readonly id = nextConnectionId++
  readonly shared: Shared
  readonly transaction: TransactionState
  readonly variables: SessionVariables
  readonly diagnostics = new Diagnostics()
  counters = newCounters()
  readonly temporary = new TemporaryScope()
  readonly prepared = new Map<string, Statement>()
  database: string | null
  lastInsertId: number | bigint = 0
  assignedInsertId: number | bigint = 0
  rowCount = 0
  foundRows = 0
  fixedNow: number | null = null
  readonly activity: Activity = { statement: null, since: Date.now() }
  /** Settles when the statement under way is over; `null`: none is. */
  #running: Promise<unknown> | null = null
  #closed = false
  readonly #onClose: (connection: Connection) => void
  readonly #interruption = new Interruption()
  readonly #access: SessionAccess
  readonly #modes: SqlModes
  /** The statement whose trigger runs; `null`: none does. */
  #enclosing: EnclosingStatement | null = null
  /** Of the statement under way. */
  #signal: AbortSignal | undefined
  #onProgress: ((progress: Progress) => void) | null = null

  constructor(
    shared: Shared,
    database: string | null,
    onClose: (connection: Connection) => void = () => {},
  ) {
    super()
    this.shared = shared
    this.database = database
    this.#onClose = onClose
    this.transaction = new TransactionState(shared.databases)
    this.variables = new SessionVariables(shared.variables, computedVariables(this))
    inheritVariables(this)
    this.#access = sessionAccess(this)
    this.#modes = liveModes(this.variables)
  }

  protected override target(): QueryTarget {
    return this
  }

  parse(sql: string): Statement {
    return this.shared.plans.parse(sql, this.variables.mode)
  }

  *parseScript(script: string): Generator<Statement, void, undefined> {
    for (const parsed of parseScript(script, this.#modes)) {
      yield prepareLiterals(parsed, this.variables.mode)
    }
  }

  /** Runs a parsed statement: at once where the session is idle and all data is resident. */
  execute(
    statement: Statement,
    parameters: readonly unknown[],
    options: QueryOptions,
  ): Outcome | Promise<Outcome> {
    return this.enqueue(() => drive(this.#stage(statement, parameters, options)))
  }

  /** Runs work when the statements before it are over. */
  enqueue<T>(work: () => T | Promise<T>): T | Promise<T> {
    if (this.#closed) throw new SqlError('closed', 'The connection is closed')
    return this.#track(this.#running === null ? work() : this.#running.then(work, work))
  }

  #track<T>(result: T | Promise<T>): T | Promise<T> {
    if (!(result instanceof Promise)) return result
    this.#running = result
    const release = () => {
      if (this.#running === result) this.#running = null
    }
    result.then(release, release)
    return result
  }

  *#stage(statement: Statement, given: readonly unknown[], options: QueryOptions): Stage<Outcome> {
    this.activity.statement = statement
    this.activity.since = Date.now()
    countStatement(statement.statement, this.counters, this.shared.counters)
    if (!isDiagnostic(statement, this.diagnostics)) this.diagnostics.clear()
    const isQuery = statement.statement.kind === 'query'
    const limit = isQuery ? this.variables.maxExecutionTime : 0
    this.#signal = this.#interruption.begin(options.signal, limit)
    this.#onProgress = options.onProgress ?? null
    try {
      const parameters = bindParameters(given, statement.parameterCount)
      const shape: RowShape = options.rowMode === 'array' ? 'array' : 'object'
      return yield* this.perform(statement, parameters, shape)
    } catch (thrown) {
      const error = this.#interruption.explain(asSqlError(thrown))
      this.diagnostics.addError(error, this.variables.number('max_error_count'))
      this.rowCount = -1
      throw error
    } finally {
      this.#interruption.end()
      this.activity.statement = null
    }
  }

  /** Runs a statement as a part of the one under way. */
  *perform(statement: Statement, parameters: BoundParameters, shape: RowShape): Stage<Outcome> {
    if (isService(statement.statement)) {
      return yield* executeService(this, statement, parameters, shape)
    }
    const program = this.shared.plans.program(statement, parameters, this)
    if (program.change && this.variables.safeUpdates) requireSafeUpdate(program.logical)
    return yield* this.runProgram(program, statement, parameters, shape)
  }

  /** Runs a program in the open transaction, or in one of its own. A statement that fails leaves nothing behind. */
  *runProgram(
    program: Program,
    statement: Statement,
    parameters: BoundParameters,
    shape: RowShape,
  ): Stage<Outcome> {
    const signal = this.#signal
    if (signal?.aborted) {
      throw new SqlError('interrupted', 'Query execution was interrupted', { cause: signal.reason })
    }
    const database = databaseOf(program) ?? null
    if (this.#enclosing !== null) {
      return yield* this.#runWithin(this.#enclosing, program, statement, parameters, shape)
    }
    const { transaction, autocommit } = this.transaction.forStatement(database)
    const savepoint = autocommit ? 0 : transaction.savepoint()
    try {
      const execution = this.#execution(program, transaction, statement, parameters, signal)
      const result = program.change
        ? yield* this.#runChange(program, execution, shape)
        : yield* this.#runQuery(program, execution, shape, autocommit)
      if (autocommit) {
        const committing = this.transaction.commitStatement(database, transaction)
        if (committing) yield committing
      }
      return result
    } catch (error) {
      if (autocommit) this.transaction.abandon(database, transaction)
      else this.transaction.failed(error, savepoint)
      throw error
    }
  }

  /** Runs a program as a part of the statement whose trigger it is of. What goes wrong, that statement takes back. */
  *#runWithin(
    { transaction, tables, database }: EnclosingStatement,
    program: Program,
    statement: Statement,
    parameters: BoundParameters,
    shape: RowShape,
  ): Stage<Outcome> {
    const own = databaseOf(program)
    if (own !== undefined && own !== database) {
      const message = `A trigger of database '${database}' cannot use tables of '${own}'`
      throw new SqlError('unsupported', message)
    }
    const execution = this.#execution(program, transaction, statement, parameters, this.#signal)
    if (!program.change) return yield* this.#runQuery(program, execution, shape, true)
    const used = changedTables(program.logical).find(({ table }) => tables.has(table.name))
    if (used !== undefined) {
      const message = `Can't update table '${used.table.name}' in stored function/trigger because it is already used by statement which invoked this stored function/trigger.`
      throw new SqlError('trigger_table_used', message)
    }
    return yield* this.#runChange(program, execution, shape)
  }

  #triggers(
    table: TableDefinition,
    event: TriggerDefinition['event'],
    program: Program,
    transaction: Transaction,
  ): RowTriggers | null {
    if (table.triggers.length === 0) return null
    const triggers = rowTriggers(this, table, event)
    if (triggers === null) return null
    const names = program.tables.map((reference) => reference.table.name)
    const enclosing: EnclosingStatement = {
      transaction,
      tables: new Set([...(this.#enclosing?.tables ?? []), ...names]),
      database: databaseOf(program)!,
    }
    const nest = (run: RowTrigger | null) =>
      run &&
      ((before: readonly SqlValue[] | null, after: SqlValue[] | null) =>
        this.#within(enclosing, run(before, after)))
    return { before: nest(triggers.before), after: nest(triggers.after) }
  }

  /** Runs a part of the statement under way. What it leaves behind for LAST_INSERT_ID() and the like does not outlive it. */
  *#within(enclosing: EnclosingStatement, part: Stage<void>): Stage<void> {
    const { lastInsertId, assignedInsertId, rowCount, foundRows } = this
    const outer = this.#enclosing
    this.#enclosing = enclosing
    try {
      yield* part
    } finally {
      this.#enclosing = outer
      Object.assign(this, { lastInsertId, assignedInsertId, rowCount, foundRows })
    }
  }

  *#runQuery(
    program: Program,
    execution: Execution,
    shape: RowShape,
    autocommit: boolean,
  ): Stage<Outcome> {
    const rows = yield* program.query(shape).run(execution)
    // What a transaction of this statement alone would lock, nobody would wait for.
    if (program.locks !== null && !autocommit) yield* program.locks.run(execution)
    this.rowCount = -1
    this.foundRows = execution.found.rows < 0 ? rows.length : execution.found.rows
    return { kind: 'rows', rows, columns: columnsInZone(program.columns, this.variables.timeZone) }
  }

  *#runChange(program: Program, execution: Execution, shape: RowShape): Stage<Outcome> {
    if (!program.change) throw new SqlError('internal', 'a query changes nothing')
    this.assignedInsertId = 0
    const { changes, lastInsertId, rows } = yield* program.change.run(execution, shape)
    if (lastInsertId !== 0) this.lastInsertId = lastInsertId
    this.rowCount = changes
    countRows(program.logical, changes, this.counters, this.shared.counters)
    const drawn = lastInsertId || Number(this.assignedInsertId)
    if (rows === null) return { kind: 'change', changes, lastInsertId: drawn }
    const change = { changes, lastInsertId: drawn }
    return {
      kind: 'rows',
      rows,
      columns: columnsInZone(program.columns, this.variables.timeZone),
      change,
    }
  }

  environment(): StatementEnvironment {
    return {
      now: this.fixedNow ?? this.activity.since,
      zone: this.variables.timeZone,
      database: this.database,
      connectionId: this.id,
      lastInsertId: this.lastInsertId,
      rowCount: this.rowCount,
      session: this.#access,
    }
  }

  /** Tables and indexes are resolved here, once, so that a change of definitions meanwhile does not meet a running statement. */
  #execution(
    program: Program,
    transaction: Transaction,
    statement: Statement,
    parameters: BoundParameters,
    signal: AbortSignal | undefined,
  ): Execution {
    const { databases } = this.shared
    const tables = new Map(
      program.tables.map((reference) => [
        reference.table,
        databases.table(reference, this.temporary),
      ]),
    )
    const indexes = new Map<IndexDefinition, IndexHandle>()
    for (const { table, index } of program.indexes) {
      indexes.set(index, tables.get(table.table)!.findIndex(index.name))
    }
    return {
      parameters:
        statement.literalValues.length === 0
          ? parameters.values
          : [...parameters.values, ...statement.literalValues],
      environment: this.environment(),
      transaction,
      signal,
      virtualRows: (reference, wants) => virtualRows(reference, { session: this, wants }),
      table: (reference) =>
        tables.get(reference.table) ?? databases.table(reference, this.temporary),
      index: (definition) => indexes.get(definition)!,
      files,
      warn: (errno, message) => this.warn(errno, message),
      onProgress: this.#onProgress,
      related: this.variables.flag('foreign_key_checks')
        ? (database) => databases.engine(database)
        : null,
      triggers: (table, event) => this.#triggers(table, event, program, transaction),
      profile: program.profile,
      states: [],
      subqueries: new SubqueryRunner(),
      found: { rows: -1 },
      nested: false,
    }
  }

  warn(errno: number, message: string, level: 'Warning' | 'Note' = 'Warning'): void {
    const { variables, diagnostics } = this
    if (level === 'Note' && !variables.flag('sql_notes')) return
    diagnostics.add({ level, errno, message }, variables.number('max_error_count'))
  }

  interrupt(): void {
    this.#interruption.interrupt()
  }

  /** Commits what is open, after the statements before it. */
  async commit(): Promise<void> {
    await this.enqueue(() => this.transaction.commit())
  }

  /** Rolls back what is open. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#onClose(this)
    // What has been asked for before still runs.
    while (this.#running !== null) await this.#running.catch(() => {})
    this.transaction.rollback()
  }
}

/** Whether a statement asks about the one before it, whose warnings must then stay. */
function isDiagnostic({ statement, sql }: Statement, { warningCount }: Diagnostics): boolean {
  if (warningCount === 0) return false
  if (statement.kind === 'show_diagnostics') return true
  if (statement.kind !== 'query' && statement.kind !== 'set_variables') return false
  return /@@(?:session\.|local\.)?(?:warning|error)_count/iu.test(sql)
}

/** The database that a program works on. Each has a log of its own, so that no transaction could span two. */
function databaseOf({ tables }: Program): string | undefined {
  const [first, ...others] = tables
  const stranger = others.find(({ database }) => database !== first.database)
  if (stranger) {
    throw new SqlError(
      'unsupported',
      `A statement over tables of two databases ('${first.database}' and '${stranger.database}') is not supported yet`,
    )
  }
  return first?.database
}

/** What is thrown that is no SqlError is a fault of the engine, or of the machine under it. */
function asSqlError(error: unknown): SqlError {
  if (error instanceof SqlError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof RangeError && /call stack/u.test(message)) {
    return new SqlError('too_deep', 'The statement is nested too deeply', { cause: error })
  }
  return new SqlError('internal', `Internal error, please report it: ${message}`, { cause: error })
}
