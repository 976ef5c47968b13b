import { firstTransactionId, isUncommitted, never } from '../txn/timestamp.ts'
import { visibleVersions } from '../txn/visibility.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { type ColumnBuilder, columnBuilder, sharedBuffer } from '../vector/column-builder.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import { contiguousRowIds, type RowIds, rowIdAt, rowOfId } from './row-ids.ts'
import type { ColumnBounds } from './table-access.ts'
import { unknownBounds, type VersionSegment } from './version-segment.ts'

const initialRows = 64

/**
 * Row versions that are in no file yet, in the order inserted. Append-only: columns grow by doubling, so that
 * a vector which a snapshot took stays as it was.
 *
 * The counters let a delta in which all is settled be read without a look at the stamps.
 */
export class Delta implements VersionSegment {
  readonly columns: readonly ColumnBuilder[]
  #begin = new Float64Array(sharedBuffer(initialRows * 8))
  #end = new Float64Array(sharedBuffer(initialRows * 8))
  readonly rowIds: RowIds
  #length = 0
  /** Versions whose transaction has not committed. */
  #pending = 0
  /** Versions with an end stamp, whatever it is, and versions rolled back. */
  #ended = 0
  /** The newest commit among the begins, and among all stamps. */
  #newestBegin = 0
  #newestStamp = 0
  /** Grows with every change of a stamp. */
  #generation = 0
  #cached: CachedBitmap | null = null

  /** @param rowIds where the ids are not contiguous, the list of all rows that will ever stand here */
  constructor(types: readonly SqlType[], rowIds: RowIds) {
    this.columns = types.map(columnBuilder)
    this.rowIds = rowIds
  }

  static startingAt(types: readonly SqlType[], firstRowId: number): Delta {
    return new Delta(types, contiguousRowIds(firstRowId))
  }

  get length(): number {
    return this.#length
  }

  get firstRowId(): number {
    return this.rowIds.first
  }

  get lastRowId(): number {
    return this.#length === 0 ? this.firstRowId - 1 : this.rowIdAt(this.#length - 1)
  }

  /** The id that the next appended row gets. Only where ids are contiguous. */
  get nextRowId(): number {
    return this.rowIds.first + this.#length
  }

  get liveCount(): number {
    return this.#length - this.#ended
  }

  get pendingCount(): number {
    return this.#pending
  }

  rowIdAt(row: number): number {
    return rowIdAt(this.rowIds, row)
  }

  rowOf(rowId: number): number {
    return rowOfId(this.rowIds, rowId, this.#length)
  }

  beginOf(row: number): number {
    return this.#begin[row]
  }

  endOf(row: number): number {
    return this.#end[row]
  }

  /** Adds a version that begins at `begin` (a transaction, or a commit). A throw leaves the delta as it was. */
  append(values: readonly SqlValue[], begin: number): number {
    const row = this.#length
    const { columns } = this
    for (let i = 0; i < columns.length; i++) columns[i].set(row, values[i])
    if (row >= this.#begin.length) this.#grow()
    this.#begin[row] = begin
    this.#end[row] = never
    this.#length = row + 1
    if (isUncommitted(begin)) this.#pending++
    else this.#noteBegin(begin)
    return row
  }

  /** Stamps the commit of an uncommitted version. */
  commitBegin(row: number, timestamp: number): void {
    this.#begin[row] = timestamp
    this.#pending--
    this.#noteBegin(timestamp)
    this.#generation++
  }

  /** Makes a version that no transaction will ever see out of one that is not committed. */
  kill(row: number): void {
    if (isUncommitted(this.#begin[row])) this.#pending--
    if (this.#end[row] === never) this.#ended++
    this.#begin[row] = never
    // An end at the first timestamp of all, so that nobody takes it for a live version either.
    this.#end[row] = 0
    this.#generation++
  }

  setEnd(row: number, stamp: number): void {
    if ((this.#end[row] === never) !== (stamp === never)) this.#ended += stamp === never ? -1 : 1
    this.#end[row] = stamp
    if (stamp > this.#newestStamp && stamp < firstTransactionId) this.#newestStamp = stamp
    this.#generation++
  }

  visible(count: number, timestamp: number, self: number): Uint8Array | null {
    if (this.#pending === 0 && this.#ended === 0 && this.#newestBegin <= timestamp) return null
    // Snapshots that are newer than every stamp see the same.
    const at = Math.min(timestamp, this.#newestStamp)
    const cached = this.#cached
    if (
      cached !== null &&
      cached.generation === this.#generation &&
      cached.count === count &&
      cached.timestamp === at &&
      cached.self === self
    ) {
      return cached.bits
    }
    const bits = visibleVersions(this.#begin, this.#end, count, timestamp, self)
    this.#cached = { generation: this.#generation, count, timestamp: at, self, bits }
    return bits
  }

  get alwaysResident(): boolean {
    return true
  }

  load(): undefined {
    return undefined
  }

  column(ordinal: number): ColumnVector {
    return this.columns[ordinal].vector(this.#length)
  }

  /** Of every version that ever stood here, so perhaps wider than what a snapshot sees. */
  bounds(ordinal: number): ColumnBounds {
    const { range } = this.columns[ordinal]
    return range === null ? unknownBounds : { ...range, hasNull: true, allNull: false }
  }

  valueAt(row: number, ordinal: number): SqlValue {
    return this.columns[ordinal].get(row)
  }

  #noteBegin(timestamp: number): void {
    if (timestamp > this.#newestBegin) this.#newestBegin = timestamp
    if (timestamp > this.#newestStamp) this.#newestStamp = timestamp
  }

  #grow(): void {
    const begin = new Float64Array(sharedBuffer(this.#begin.length * 16))
    const end = new Float64Array(sharedBuffer(this.#begin.length * 16))
    begin.set(this.#begin)
    end.set(this.#end)
    this.#begin = begin
    this.#end = end
  }
}

interface CachedBitmap {
  readonly generation: number
  readonly count: number
  readonly timestamp: number
  readonly self: number
  readonly bits: Uint8Array
}
