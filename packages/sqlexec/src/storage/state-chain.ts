import type { TransactionContext } from '../txn/transaction.ts'
import type { StoredPlace, TableState } from './table-state.ts'
import type { VersionSegment } from './version-segment.ts'

/** The states of a table: the newest, and before it those that snapshots of their time still read. */
export class StateChain {
  /** Oldest first, each with a larger timestamp. Never empty. */
  #states: TableState[]

  constructor(state: TableState) {
    this.#states = [state]
  }

  get newest(): TableState {
    return this.#states[this.#states.length - 1]
  }

  get all(): readonly TableState[] {
    return this.#states
  }

  /** The newest state that was composed at or before the transaction's snapshot. */
  seenBy(transaction: TransactionContext): TableState {
    const states = this.#states
    let i = states.length - 1
    while (i > 0 && states[i].timestamp > transaction.snapshotTimestamp) i--
    return states[i]
  }

  /**
   * Where a version stands in the older state that a transaction reads, if that is another place than in the newest.
   * Its own changes are made in both.
   */
  olderPlace(
    transaction: TransactionContext,
    rowId: number,
    newest: VersionSegment | undefined,
  ): StoredPlace | undefined {
    if (this.#states.length === 1) return undefined
    const seen = this.seenBy(transaction)
    if (seen === this.newest) return undefined
    const place = seen.locate(rowId)
    return place === undefined || place.segment === newest ? undefined : place
  }

  /** Adds a newer state. */
  install(state: TableState): void {
    this.#states.push(state)
  }

  /** Puts another composition of the same content in the place of the newest state. */
  recompose(state: TableState): void {
    this.#states[this.#states.length - 1] = state
  }

  /** Starts over with one state. Answers those before. */
  reset(state: TableState): TableState[] {
    const old = this.#states
    this.#states = [state]
    return old
  }

  /** Takes out the states that only snapshots older than `oldest` could read. */
  prune(oldest: number): TableState[] {
    let dead = 0
    while (dead + 1 < this.#states.length && this.#states[dead + 1].timestamp <= oldest) dead++
    return dead === 0 ? none : this.#states.splice(0, dead)
  }
}

const none: TableState[] = []
