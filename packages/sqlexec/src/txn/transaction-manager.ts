import { firstTransactionId } from './timestamp.ts'
import { type IsolationLevel, TransactionContext } from './transaction.ts'

/** Gives out transactions and commit timestamps, and knows which snapshots are in use. */
export class TransactionManager {
  /** The newest commit that snapshots see. */
  visible = 0
  /** The newest timestamp given out; ahead of `visible` while commits wait for their sync. */
  #assigned = 0
  #nextId = firstTransactionId
  /** The active transactions as a list in the order begun, so that the first one holds the oldest pin. */
  #first: TransactionContext | null = null
  #last: TransactionContext | null = null

  /** Sets the clock of a database that was just opened. */
  restore(timestamp: number): void {
    this.visible = Math.max(this.visible, timestamp)
    this.#assigned = Math.max(this.#assigned, timestamp)
  }

  begin(isolation: IsolationLevel, readOnly: boolean): TransactionContext {
    const transaction = new TransactionContext(this.#nextId++, this, isolation, readOnly)
    transaction.previous = this.#last
    if (this.#last === null) this.#first = transaction
    else this.#last.next = transaction
    this.#last = transaction
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

  /** Forgets a transaction that committed or rolled back. Once per transaction. */
  end(transaction: TransactionContext): void {
    const { previous, next } = transaction
    if (previous === null) this.#first = next
    else previous.next = next
    if (next === null) this.#last = previous
    else next.previous = previous
    transaction.previous = transaction.next = null
  }

  /** The active transactions, which must not end while they are walked through. */
  *active(): Iterable<TransactionContext> {
    for (let one = this.#first; one !== null; one = one.next) yield one
  }

  /** No snapshot older than this is in use, and none will be taken. */
  get oldestSnapshot(): number {
    return this.#first === null ? this.visible : this.#first.pinnedTimestamp
  }
}
