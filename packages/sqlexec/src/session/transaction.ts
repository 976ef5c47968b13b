import type { IsolationLevel } from '../storage/table-access.ts'
import type { Connection } from './connection.ts'
import { PreparedStatement } from './prepared-statement.ts'
import type { ArrayRows, QueryOptions, Rows, RunResult, StatementResult } from './result.ts'

export interface TransactionRunOptions {
  /** Default `repeatable read`: every statement sees what was committed when the transaction began. */
  readonly isolation?: IsolationLevel
  readonly readOnly?: boolean
  /** How often a transaction that lost a write conflict is run again. Default 0. */
  readonly retries?: number
}

/** A transaction as the function that `Database.transaction` runs sees it. It ends when that function does. */
export class TransactionHandle {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  exec(script: string, options?: QueryOptions): Promise<StatementResult[]> {
    return this.#connection.exec(script, options)
  }

  query(
    sql: string,
    parameters: readonly unknown[] | undefined,
    options: ArrayRows,
  ): Promise<Rows<unknown[]>>
  query<R = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<Rows<R>>
  query<R = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<Rows<R>> {
    return this.#connection.query<R>(sql, parameters, options)
  }

  run(sql: string, parameters?: readonly unknown[]): Promise<RunResult> {
    return this.#connection.run(sql, parameters)
  }

  async prepare<R = Record<string, unknown>>(sql: string): Promise<PreparedStatement<R>> {
    return new PreparedStatement<R>(this.#connection, this.#connection.shared.plans.parse(sql))
  }
}
