import { SqlError } from '../base/errors.ts'

export type IsolationLevel = 'read committed' | 'repeatable read' | 'serializable'

export type TransactionStatus = 'active' | 'committing' | 'committed' | 'rolled back'

/** What holds row versions, as a transaction sees it: it takes changes back and stamps them. */
export interface ChangeTarget {
  /**
   * Takes back `changes[start …]` of the transaction, the newest first: makes inserted versions dead for good, and takes delete marks
   * off. A positive number is the row id of an insert, a negative one that of a delete.
   */
  undo(changes: readonly number[], start: number, transaction: TransactionContext): void
}

/** Changes to one target in the order made: `changes[start … next run's start)`. */
interface Run {
  readonly target: ChangeTarget
  readonly start: number
}

/**
 * A transaction: its snapshot, and its changes as an undo list.
 *
 * The list is one array of numbers, a row id for an insert and its negative for a delete, and the runs say which
 * target a stretch of it belongs to, so that a change costs eight bytes and a savepoint is a length.
 */
export class TransactionContext {
  readonly id: number
  readonly isolation: IsolationLevel
  readonly readOnly: boolean
  state: TransactionStatus = 'active'
  /** Commits up to this timestamp are visible. */
  snapshotTimestamp: number
  /** The first snapshot it took. What a snapshot of this age needs is kept until the transaction ends. */
  readonly pinnedTimestamp: number
  /** Neighbours in the list of active transactions, which TransactionManager keeps. */
  previous: TransactionContext | null = null
  next: TransactionContext | null = null
  readonly #clock: { readonly visible: number }
  readonly #changes: number[] = []
  readonly #runs: Run[] = []
  /** Targets that it read, kept for `serializable` alone. */
  readonly #reads: Set<ChangeTarget> | null

  constructor(
    id: number,
    clock: { readonly visible: number },
    isolation: IsolationLevel,
    readOnly: boolean,
  ) {
    this.id = id
    this.#clock = clock
    this.isolation = isolation
    this.readOnly = readOnly
    this.snapshotTimestamp = clock.visible
    this.pinnedTimestamp = clock.visible
    this.#reads = isolation === 'serializable' ? new Set() : null
  }

  get hasWrites(): boolean {
    return this.#changes.length > 0
  }

  beginStatement(): void {
    if (this.isolation === 'read committed' && this.state === 'active') {
      this.snapshotTimestamp = this.#clock.visible
    }
  }

  savepoint(): number {
    return this.#changes.length
  }

  /** Takes back every change made after the savepoint, the newest first. */
  rollbackTo(savepoint: number): void {
    this.assertActive()
    this.undo(savepoint)
  }

  recordInsert(target: ChangeTarget, rowId: number): void {
    this.#run(target)
    this.#changes.push(rowId)
  }

  recordDelete(target: ChangeTarget, rowId: number): void {
    this.#run(target)
    this.#changes.push(-rowId)
  }

  recordRead(target: ChangeTarget): void {
    if (this.#reads !== null) this.#reads.add(target)
  }

  get reads(): Iterable<ChangeTarget> {
    return this.#reads ?? []
  }

  /** Whether it changed `target`. */
  changed(target: ChangeTarget): boolean {
    return this.#runs.some((run) => run.target === target)
  }

  /** The changes as stretches of one target each, in order. A positive number is an insert, a negative one a delete. */
  *runs(): Iterable<{ readonly target: ChangeTarget; readonly changes: readonly number[] }> {
    const runs = this.#runs
    for (let i = 0; i < runs.length; i++) {
      const end = i + 1 < runs.length ? runs[i + 1].start : this.#changes.length
      const whole = runs.length === 1
      yield {
        target: runs[i].target,
        changes: whole ? this.#changes : this.#changes.slice(runs[i].start, end),
      }
    }
  }

  assertActive(): void {
    if (this.state !== 'active') {
      throw new SqlError('transaction_state', `The transaction is ${this.state}`)
    }
  }

  undo(savepoint: number): void {
    const changes = this.#changes
    while (changes.length > savepoint) {
      const { target, start } = this.#runs[this.#runs.length - 1]
      const stop = Math.max(start, savepoint)
      target.undo(changes, stop, this)
      changes.length = stop
      if (start >= stop) this.#runs.pop()
    }
  }

  #run(target: ChangeTarget): void {
    const runs = this.#runs
    if (runs.length === 0 || runs[runs.length - 1].target !== target) {
      runs.push({ target, start: this.#changes.length })
    }
  }
}
