import { SqlError } from '../base/errors.ts'
import type { IndexDefinition } from '../catalog/definition.ts'
import type { Execution } from '../exec/execution.ts'
import { drive, type Stage } from '../exec/maybe-async.ts'
import type { RowShape } from '../exec/sinks/rows.ts'
import { SubqueryRunner } from '../exec/subquery.ts'
import type { IndexHandle, Transaction } from '../storage/table-access.ts'
import { type BoundParameters, bindParameters } from './parameters.ts'
import type { PlanCache, Statement } from './plan-cache.ts'
import type { Program } from './program.ts'
import { Queryable, type QueryTarget } from './queryable.ts'
import type { Outcome, QueryOptions } from './result.ts'
import type { Session, Shared } from './session.ts'
import { executeService, isService } from './statements/service.ts'
import { TransactionState } from './transaction-state.ts'

let nextConnectionId = 1

/**
 * One session: a current database, a transaction, the values of LAST_INSERT_ID() and ROW_COUNT(). It runs one statement at a
 * time; further ones wait their turn.
 */
export class Connection extends Queryable implements Session {
  readonly id = nextConnectionId++
  readonly shared: Shared
  readonly transaction: TransactionState
  database: string | null
  lastInsertId = 0
  rowCount = 0
  foundRows = 0
  /** Settles when the statement under way is over; `null`: none is. */
  #running: Promise<unknown> | null = null
  #closed = false
  readonly #onClose: (connection: Connection) => void

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
  }

  get plans(): PlanCache {
    return this.shared.plans
  }

  protected override target(): QueryTarget {
    return this
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
    try {
      return yield* this.#dispatch(statement, given, options)
    } catch (error) {
      throw asSqlError(error)
    }
  }

  *#dispatch(
    statement: Statement,
    given: readonly unknown[],
    options: QueryOptions,
  ): Stage<Outcome> {
    const parameters = bindParameters(given, statement.parameterCount)
    const shape: RowShape = options.rowMode === 'array' ? 'array' : 'object'
    if (isService(statement.statement)) {
      return yield* executeService(this, statement, parameters, shape)
    }
    const program = this.shared.plans.program(statement, parameters, this.database)
    return yield* this.runProgram(program, statement, parameters, shape, options.signal)
  }

  /** Runs a program in the open transaction, or in one of its own. A statement that fails leaves nothing behind. */
  *runProgram(
    program: Program,
    statement: Statement,
    parameters: BoundParameters,
    shape: RowShape,
    signal?: AbortSignal,
  ): Stage<Outcome> {
    if (signal?.aborted) {
      throw new SqlError('interrupted', 'Query execution was interrupted', { cause: signal.reason })
    }
    const database = databaseOf(program) ?? this.database
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
    return { kind: 'rows', rows, columns: program.columns }
  }

  *#runChange(program: Program, execution: Execution, shape: RowShape): Stage<Outcome> {
    if (!program.change) throw new SqlError('internal', 'a query changes nothing')
    const { changes, lastInsertId, rows } = yield* program.change.run(execution, shape)
    if (lastInsertId !== 0) this.lastInsertId = lastInsertId
    this.rowCount = changes
    if (rows === null) return { kind: 'change', changes, lastInsertId }
    return { kind: 'rows', rows, columns: program.columns, change: { changes, lastInsertId } }
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
      program.tables.map((reference) => [reference.table, databases.table(reference)]),
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
      environment: {
        now: Date.now(),
        zoneOffset: 0,
        database: this.database,
        connectionId: this.id,
        lastInsertId: this.lastInsertId,
        rowCount: this.rowCount,
        foundRows: this.foundRows,
      },
      transaction,
      signal,
      table: (reference) => tables.get(reference.table) ?? databases.table(reference),
      index: (definition) => indexes.get(definition)!,
      states: [],
      subqueries: new SubqueryRunner(),
      found: { rows: -1 },
      nested: false,
    }
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
