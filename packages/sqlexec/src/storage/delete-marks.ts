import { firstTransactionId, never } from '../txn/timestamp.ts'
import { allVisible } from '../txn/visibility.ts'
import { sharedBuffer } from '../vector/column-builder.ts'

/** Past this share of marked rows an array of stamps is smaller than a map. */
const denseShare = 1 / 16

/**
 * The end stamps of a row group's versions, most of which have none. A map while they are few, an array of stamps when they
 * are many. Copies of an untouched row group in successive files share their marks.
 */
export class DeleteMarks {
  readonly #rowCount: number
  #sparse: Map<number, number> | null = new Map()
  #dense: Float64Array | null = null
  #count = 0
  #generation = 0
  #newestStamp = 0
  #cached: { generation: number; timestamp: number; self: number; bits: Uint8Array } | null = null

  constructor(rowCount: number) {
    this.#rowCount = rowCount
  }

  /** Rows with a stamp, committed or not. */
  get count(): number {
    return this.#count
  }

  get(row: number): number {
    if (this.#dense !== null) return this.#dense[row]
    return this.#sparse!.get(row) ?? never
  }

  /** Stamps a row; `never` takes the stamp off. */
  set(row: number, stamp: number): void {
    const before = this.get(row)
    if (before === stamp) return
    this.#generation++
    if (stamp > this.#newestStamp && stamp < firstTransactionId) this.#newestStamp = stamp
    if (before === never) this.#count++
    else if (stamp === never) this.#count--
    if (this.#dense !== null) this.#dense[row] = stamp
    else if (stamp === never) this.#sparse!.delete(row)
    else this.#sparse!.set(row, stamp)
    if (this.#dense === null && this.#count > this.#rowCount * denseShare + 16) this.#densify()
  }

  /** Every marked row with its stamp, in no order. */
  *entries(): Iterable<readonly [row: number, stamp: number]> {
    if (this.#dense === null) {
      yield* this.#sparse!
      return
    }
    for (let row = 0; row < this.#rowCount; row++) {
      if (this.#dense[row] !== never) yield [row, this.#dense[row]]
    }
  }

  /** Whether some row was deleted by a commit up to `timestamp`. */
  hasCommitted(timestamp: number): boolean {
    if (this.#count === 0) return false
    for (const [, stamp] of this.entries()) if (stamp <= timestamp) return true
    return false
  }

  /** The rows that a snapshot sees; `null`: all. */
  visible(timestamp: number, self: number): Uint8Array | null {
    if (this.#count === 0) return null
    // Snapshots that are newer than every stamp see the same.
    const at = Math.min(timestamp, this.#newestStamp)
    const cached = this.#cached
    if (
      cached !== null &&
      cached.generation === this.#generation &&
      cached.timestamp === at &&
      cached.self === self
    ) {
      return cached.bits
    }
    const bits = allVisible(this.#rowCount)
    if (this.#dense !== null) clearDense(bits, this.#dense, timestamp, self)
    else {
      for (const [row, stamp] of this.#sparse!) {
        if (stamp <= timestamp || stamp === self) bits[row >> 3] &= ~(1 << (row & 7))
      }
    }
    this.#cached = { generation: this.#generation, timestamp: at, self, bits }
    return bits
  }

  #densify(): void {
    const dense = new Float64Array(sharedBuffer(this.#rowCount * 8))
    dense.fill(never)
    for (const [row, stamp] of this.#sparse!) dense[row] = stamp
    this.#dense = dense
    this.#sparse = null
  }
}

function clearDense(bits: Uint8Array, ends: Float64Array, timestamp: number, self: number): void {
  for (let row = 0; row < ends.length; row++) {
    const end = ends[row]
    if (end <= timestamp || end === self) bits[row >> 3] &= ~(1 << (row & 7))
  }
}
