import type { SqlValue } from '../types/value.ts'
import type { Delta } from './delta.ts'
import type { IndexSlot } from './index-slot.ts'

/** Work that waits until no snapshot is older than `timestamp`. */
interface Garbage {
  readonly timestamp: number
  readonly collect: () => void
}

/** A table, as the queue speaks to it. */
export interface GarbageOwner {
  readonly indexes: {
    forgetRows(delta: Delta, rows: readonly number[]): void
    forgetKeys(rowIds: readonly number[], keys: DroppedRows['keys']): void
  }
}

/** Dead versions of one delta. */
export interface DeadRows {
  readonly table: GarbageOwner
  readonly delta: Delta
  readonly rows: readonly number[]
}

/**
 * Dead versions of row groups that a checkpoint left out, with their keys per index. By slot, not by name: an index that is dropped
 * and made again under its name may have other columns.
 */
export interface DroppedRows {
  readonly table: GarbageOwner
  readonly rowIds: readonly number[]
  readonly keys: ReadonlyMap<IndexSlot, readonly (readonly SqlValue[])[]>
}

/**
 * Index entries stay while a snapshot may see their version. The queue is nearly in order of timestamp: a checkpoint adds work of
 * its own, older one behind that of later commits, which then goes with theirs. So looking at the head is enough.
 */
export class GarbageQueue {
  #queue: Garbage[] = []
  #head = 0

  addDead(timestamp: number, dead: DeadRows): void {
    const { rows, delta } = dead
    // The indexes of this time: those of an altered table may find the keys elsewhere in a row.
    const { indexes } = dead.table
    this.add(timestamp, () => indexes.forgetRows(delta, rows))
  }

  addDropped(timestamp: number, dropped: DroppedRows): void {
    const { rowIds, keys } = dropped
    const { indexes } = dropped.table
    this.add(timestamp, () => indexes.forgetKeys(rowIds, keys))
  }

  add(timestamp: number, collect: () => void): void {
    this.#queue.push({ timestamp, collect })
  }

  /**
   * Takes out what no snapshot of `oldest` or later can see. Never throws, as whoever commits meanwhile is not to blame.
   * @param failed told of work that threw; the rest goes on
   */
  collect(oldest: number, failed: (error: unknown) => void): void {
    const queue = this.#queue
    while (this.#head < queue.length && queue[this.#head].timestamp <= oldest) {
      const garbage = queue[this.#head++]
      try {
        garbage.collect()
      } catch (error) {
        failed(error)
      }
    }
    if (this.#head === queue.length || this.#head > 1024) {
      this.#queue = queue.slice(this.#head)
      this.#head = 0
    }
  }
}
