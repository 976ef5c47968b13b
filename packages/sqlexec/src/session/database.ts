import { basename, resolve } from 'node:path'
import { SqlError } from '../base/errors.ts'
import {
  requireObject,
  requirePath,
  requireText,
  requireTransaction,
  wrongArgument,
} from './check-arguments.ts'
import { Connection } from './connection.ts'
import { newCounters } from './counters.ts'
import { type DataSource, openSource } from './data-source.ts'
import { DatabaseMaker } from './database-maker.ts'
import { Databases } from './databases.ts'
import type { OpenOptions } from './options.ts'
import { PlanCache } from './plan-cache.ts'
import { Queryable, type QueryTarget } from './queryable.ts'
import { TransactionHandle, type TransactionRunOptions } from './transaction.ts'
import type { UserAggregate, UserFunction } from './user-function-definition.ts'
import { defaultVariables } from './variables/session-variables.ts'

export type { DataSource }

/**
 * Opens a directory as a database, making it where it is missing; `:memory:` is a database without files. The database's name in
 * SQL is the directory's.
 *
 * @throws SqlError `locked` where another process has it open for writing, `wrong_usage` for options that make no sense,
 * `io` where the directory cannot be used
 */
export async function open(path: string, options: OpenOptions = {}): Promise<Database> {
  requirePath(path, options)
  return openSources([{ database: databaseName(path), path, options }])
}

function isRetryable(error: unknown): boolean {
  if (!(error instanceof SqlError)) return false
  return error.code === 'write_conflict' || error.code === 'definition_changed'
}

/** The name of the database in a directory. */
export function databaseName(path: string): string {
  return path === ':memory:' ? 'memory' : basename(resolve(path)) || 'main'
}

/** Opens several data sources as the databases of one Database. The first is the current one. */
export async function openSources(sources: readonly DataSource[]): Promise<Database> {
  if (!Array.isArray(sources)) throw wrongArgument('sources', 'an array of data sources', sources)
  for (const [i, source] of sources.entries()) {
    const { database, path, options } = requireObject(source, `sources[${i}]`)
    requireText(database, `sources[${i}].database`)
    requirePath(path, options === undefined ? {} : options)
  }
  const [model = { database: 'memory', path: ':memory:' }] = sources
  const databases = new Databases(new DatabaseMaker(model))
  try {
    for (const source of sources) databases.add(source.database, await openSource(source))
  } catch (error) {
    for (const engine of databases.all()) await engine.close()
    throw error
  }
  return new Database(databases, sources[0]?.database ?? null)
}

/**
 * An open database. Its methods run on one session of its own; `connect` makes further ones, and `transaction` runs each
 * transaction on a session of its own.
 */
export class Database extends Queryable implements AsyncDisposable {
  readonly #databases: Databases
  readonly #name: string | null
  readonly #plans: PlanCache
  readonly #session: Connection
  readonly #connections = new Map<number, Connection>()
  readonly #variables = defaultVariables()
  readonly #counters = newCounters()
  #closing: Promise<void> | null = null

  constructor(databases: Databases, name: string | null) {
    super()
    this.#databases = databases
    this.#name = name
    this.#plans = new PlanCache(databases)
    this.#session = this.connect()
  }

  protected override target(): QueryTarget {
    this.#assertOpen()
    return this.#session
  }

  /**
   * Runs `work` in a transaction: committed when its promise resolves, rolled back when it rejects. With `retries`, a transaction that
   * lost a write conflict, or met a table that was altered since it began, is run again from its beginning.
   */
  async transaction<T>(
    work: (transaction: TransactionHandle) => Promise<T>,
    options: TransactionRunOptions = {},
  ): Promise<T> {
    requireTransaction(work, options)
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#attempt(work, options)
      } catch (error) {
        if (!isRetryable(error) || attempt >= (options.retries ?? 0)) throw error
      }
    }
  }

  async #attempt<T>(
    work: (transaction: TransactionHandle) => Promise<T>,
    options: TransactionRunOptions,
  ): Promise<T> {
    const connection = this.connect()
    try {
      connection.transaction.begin(options)
      connection.transaction.confine()
      const result = await work(new TransactionHandle(connection))
      if (!connection.transaction.isOpen) {
        throw new SqlError(
          'write_conflict',
          'The transaction was rolled back after a write conflict; try it again',
        )
      }
      await connection.commit()
      return result
    } finally {
      await connection.close()
    }
  }

  /**
   * Adds a function that SQL can call by its name, in all connections of this Database until it is dropped or closed: `call` over values, or
   * an aggregate of `init`, `step` and `finish`.
   *
   * @throws SqlError `wrong_usage` for a definition that makes no sense, `function_exists` where the name is taken. A statement
   * fails with `function_failed` where a callback throws or answers what is no value
   */
  createFunction(name: string, definition: UserFunction | UserAggregate): void {
    this.#assertOpen()
    this.#plans.functions.create(name, definition)
  }

  /** @throws SqlError `unknown_function` where no function of that name was created */
  dropFunction(name: string): void {
    this.#assertOpen()
    this.#plans.functions.drop(name)
  }

  /** A further session, with a transaction and a current database of its own. */
  connect(): Connection {
    this.#assertOpen()
    const connection = new Connection(
      {
        databases: this.#databases,
        plans: this.#plans,
        variables: this.#variables,
        counters: this.#counters,
        sessions: this.#connections,
      },
      this.#name,
      ({ id }) => this.#connections.delete(id),
    )
    this.#connections.set(connection.id, connection)
    return connection
  }

  /**
   * What went wrong without anybody having asked, for people: damage that opening found and what became of it, columns of
   * foreign files that cannot be read, checkpoints that failed.
   */
  get warnings(): readonly string[] {
    return [...this.#databases.all()].flatMap((engine) => engine.warnings)
  }

  /** Writes what has changed to the table files and cuts the log. */
  async flush(): Promise<void> {
    for (const engine of this.#databases.all()) await engine.checkpoint()
  }

  /** Rolls back what is open, writes what has changed to the table files, and lets go of the directory. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw new SqlError('closed', 'The database is closed')
  }

  async #close(): Promise<void> {
    for (const connection of [...this.#connections.values()]) await connection.close()
    for (const engine of this.#databases.all()) await engine.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
