import type { IsolationLevel } from '../storage/table-access.ts'
import type { Connection } from './connection.ts'
import { Queryable, type QueryTarget } from './queryable.ts'

export interface TransactionRunOptions {
  /** Default `repeatable read`: every statement sees what was committed when the transaction began. */
  readonly isolation?: IsolationLevel
  readonly readOnly?: boolean
  /** How often a transaction that lost a write conflict is run again. Default 0. */
  readonly retries?: number
}

/** A transaction as the function that `Database.transaction` runs sees it. It ends when that function does. */
export class TransactionHandle extends Queryable {
  readonly #connection: Connection

  constructor(connection: Connection) {
    super()
    this.#connection = connection
  }

  protected override target(): QueryTarget {
    return this.#connection
  }
}
