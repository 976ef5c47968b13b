import { firstTransactionId } from './timestamp.ts'
import { type IsolationLevel, TransactionContext } from './transaction.ts'

/** Gives out transactions and commit timestamps, and knows which snapshots are in use. */
export class TransactionManager {
  /** The newest commit that snapshots see. */
  visible = 0
  /** The newest timestamp given out; ahead of `visible` while commits wait for their sync. */
  #assigned = 0
  #nextId = firstTransactionId
  /** In the order begun, so the first one holds the oldest pin. */
  readonly #active = new Set<TransactionContext>()

  /** Sets the clock of a database that was just opened. */
  restore(timestamp: number): void {
    this.visible = Math.max(this.visible, timestamp)
    this.#assigned = Math.max(this.#assigned, timestamp)
  }

  begin(isolation: IsolationLevel, readOnly: boolean): TransactionContext {
    const transaction = new TransactionContext(this.#nextId++, this, isolation, readOnly)
    this.#active.add(transaction)
    return transaction
  }

  /** The timestamp of the commit that comes next in the log. */
  assignTimestamp(): number {
    return ++this.#assigned
  }

  /** Makes commits up to `timestamp` visible to snapshots from now on. */
  advance(timestamp: number): void {
    if (timestamp > this.visible) this.visible = timestamp
    if (timestamp > this.#assigned) this.#assigned = timestamp
  }

  /** Forgets a transaction that committed or rolled back. */
  end(transaction: TransactionContext): void {
    this.#active.delete(transaction)
  }

  get active(): Iterable<TransactionContext> {
    return this.#active
  }

  get activeCount(): number {
    return this.#active.size
  }

  /** No snapshot older than this is in use, and none will be taken. */
  get oldestSnapshot(): number {
    for (const transaction of this.#active) return transaction.pinnedTimestamp
    return this.visible
  }
}
