import type { ColumnVector } from '../vector/column-vector.ts'
import { vectorBytes } from './adapt-column.ts'

/** A column of a row group, in memory or not. What reads it holds the vector itself, so dropping it here is always safe. */
export class PooledColumn {
  vector: ColumnVector | null = null
  bytes = 0
  /** The read under way, for those who come meanwhile. */
  loading: Promise<void> | null = null
}

/**
 * Decoded columns of row groups within a budget of memory. They can be read again at any time, so the coldest go first:
 * a second chance per column, in the order they came (the CLOCK of Corbató, 1968, with a queue for its ring).
 */
export class BufferPool {
  readonly #limit: number
  readonly #columns = new Set<PooledColumn>()
  readonly #touched = new WeakSet<PooledColumn>()
  #bytes = 0
  #scheduled = false

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Bytes of the resident columns. */
  get bytes(): number {
    return this.#bytes
  }

  add(column: PooledColumn, vector: ColumnVector): void {
    if (column.vector !== null) return
    column.vector = vector
    column.bytes = vectorBytes(vector)
    this.#bytes += column.bytes
    this.#columns.add(column)
    if (this.#bytes > this.#limit) this.#scheduleEviction()
  }

  /** Tells that a resident column was asked for. */
  touch(column: PooledColumn): void {
    this.#touched.add(column)
  }

  drop(column: PooledColumn): void {
    if (!this.#columns.delete(column)) return
    this.#bytes -= column.bytes
    column.vector = null
    column.bytes = 0
  }

  /** Later, so that whoever waits for a column gets hold of it first. */
  #scheduleEviction(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#evict()
    }).unref()
  }

  #evict(): void {
    // Every column is looked at twice at most: the first look takes its second chance.
    let looks = this.#columns.size * 2
    for (const column of this.#columns) {
      if (this.#bytes <= this.#limit || looks-- === 0) return
      if (this.#touched.delete(column)) {
        this.#columns.delete(column)
        this.#columns.add(column)
      } else this.drop(column)
    }
  }
}
