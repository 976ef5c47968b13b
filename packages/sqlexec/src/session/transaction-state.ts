import { SqlError } from '../base/errors.ts'
import type * as ast from '../sql/index.ts'
import type { IsolationLevel, StorageEngine, Transaction } from '../storage/table-access.ts'
import type { Databases } from './databases.ts'
import { isolationOf } from './variables/isolation.ts'

export interface TransactionOptions {
  readonly isolation?: IsolationLevel
  readonly readOnly?: boolean
}

/**
 * The transaction of a session. Each database has a log of its own, so a transaction is of the first database that it touches, and
 * touching another is an error rather than a commit that is not atomic.
 */
export class TransactionState {
  readonly #databases: Databases
  /** Whether BEGIN has been said. */
  #explicit = false
  #options: TransactionOptions = {}
  #database: string | null = null
  #transaction: Transaction | null = null
  #savepoints: { readonly name: string; readonly mark: number }[] = []
  #confined = false
  #locksTables = false
  /** Of the session: what transactions begin with. */
  isolation: IsolationLevel = 'repeatable read'
  readOnly = false
  /** Without it, the first statement begins a transaction that lasts until COMMIT or ROLLBACK. */
  autocommit = true
  /** What SET TRANSACTION has said of the next transaction. */
  #next: TransactionOptions = {}

  constructor(databases: Databases) {
    this.#databases = databases
  }

  get isOpen(): boolean {
    return this.#explicit
  }

  /**
   * Makes the transaction that has just begun the only one of this session: no statement runs after its end, and none
   * can end it but `commit` and `rollback` here.
   */
  confine(): void {
    this.#confined = true
  }

  /** Refuses a statement that would end the transaction that the session is confined to. */
  assertMayEnd(statement: string): void {
    if (!this.#confined) return
    const message = `${statement} is not possible here: the transaction ends when its function does`
    throw new SqlError('transaction_state', message)
  }

  lockTables(): void {
    this.#locksTables = true
  }

  /** Whether LOCK TABLES has been said before. */
  unlockTables(): boolean {
    const locked = this.#locksTables
    this.#locksTables = false
    return locked
  }

  begin(options: TransactionOptions): void {
    this.#explicit = true
    this.#options = this.#withDefaults(options)
    this.#savepoints = []
  }

  /** AND CHAIN: a transaction with what the last one began with. */
  beginAgain(): void {
    this.begin(this.#options)
  }

  /** The transaction that a statement over a database runs in. */
  forStatement(database: string | null): { transaction: Transaction; autocommit: boolean } {
    if (!this.#explicit && this.#confined) {
      throw new SqlError(
        'transaction_state',
        'The transaction has been rolled back; no statement can follow in it',
      )
    }
    if (!this.#explicit && !this.autocommit && database !== null) this.begin({})
    // What reads no table has no need to begin anything.
    if (!this.#explicit || (database === null && this.#transaction === null)) {
      const options = this.#explicit ? {} : this.#withDefaults({})
      const transaction = this.#engine(database).begin(options)
      transaction.beginStatement()
      return { transaction, autocommit: true }
    }
    if (this.#transaction === null) {
      this.#database = database
      this.#transaction = this.#engine(database).begin(this.#options)
    } else if (database !== null && this.#database !== null && database !== this.#database) {
      throw new SqlError(
        'unsupported',
        `This transaction is of database '${this.#database}'; one that spans databases is not supported`,
      )
    }
    this.#transaction.beginStatement()
    return { transaction: this.#transaction, autocommit: false }
  }

  #engine(database: string | null): StorageEngine {
    if (database !== null) return this.#databases.engine(database)
    const [first] = this.#databases.all()
    if (!first) throw new SqlError('closed', 'The database is closed')
    return first
  }

  commitStatement(database: string | null, transaction: Transaction): Promise<void> | undefined {
    return this.#engine(database).commit(transaction)
  }

  /** Rolls back a statement's own transaction, unless a failed commit has done so. */
  abandon(database: string | null, transaction: Transaction): void {
    if (transaction.state === 'active') this.#engine(database).rollback(transaction)
  }

  /** After a failed statement: back to where it began; a write conflict ends the transaction, as a deadlock does in MySQL. */
  failed(error: unknown, savepoint: number): void {
    if (this.#transaction?.state !== 'active') return
    if (error instanceof SqlError && error.code === 'write_conflict') this.rollback()
    else this.#transaction.rollbackTo(savepoint)
  }

  /** Commits what is open, if anything is. */
  commit(): Promise<void> | undefined {
    const transaction = this.#transaction
    const database = this.#database
    this.#end()
    return transaction === null ? undefined : this.#engine(database).commit(transaction)
  }

  rollback(): void {
    const transaction = this.#transaction
    const database = this.#database
    this.#end()
    if (transaction?.state === 'active') this.#engine(database).rollback(transaction)
  }

  #end(): void {
    this.#explicit = false
    this.#transaction = null
    this.#database = null
    this.#savepoints = []
  }

  /** SET TRANSACTION without a scope: for the next transaction, then the session's defaults count again. */
  setNext({ isolation, access }: ast.SetTransaction): void {
    if (this.#explicit) {
      const message =
        "Transaction characteristics can't be changed while a transaction is in progress"
      throw new SqlError('transaction_state', message)
    }
    if (isolation !== null) this.#next = { ...this.#next, isolation: isolationOf(isolation) }
    if (access !== null) this.#next = { ...this.#next, readOnly: access === 'read_only' }
  }

  /** New defaults of the session hold for the next transaction too. */
  forgetNext(): void {
    this.#next = {}
  }

  #withDefaults({ isolation, readOnly }: TransactionOptions): TransactionOptions {
    const next = this.#next
    this.#next = {}
    return {
      isolation: isolation ?? next.isolation ?? this.isolation,
      readOnly: readOnly ?? next.readOnly ?? this.readOnly,
    }
  }

  savepoint(name: string): void {
    // Each statement is a transaction of its own, and ends its savepoints.
    if (!this.#explicit && this.autocommit) return
    const mark = this.#transaction?.savepoint() ?? 0
    const others = this.#savepoints.filter((savepoint) => savepoint.name !== name.toLowerCase())
    this.#savepoints = [...others, { name: name.toLowerCase(), mark }]
  }

  rollbackTo(name: string): void {
    const index = this.#find(name)
    this.#transaction?.rollbackTo(this.#savepoints[index].mark)
    this.#savepoints = this.#savepoints.slice(0, index + 1)
  }

  release(name: string): void {
    this.#savepoints = this.#savepoints.slice(0, this.#find(name))
  }

  #find(name: string): number {
    const index = this.#savepoints.findIndex((savepoint) => savepoint.name === name.toLowerCase())
    if (index < 0) throw new SqlError('unknown_savepoint', `SAVEPOINT ${name} does not exist`)
    return index
  }
}
