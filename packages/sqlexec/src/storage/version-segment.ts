import type { SqlValue } from '../types/value.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import type { RowIds } from './row-ids.ts'
import type { ColumnBounds } from './table-access.ts'

/** A run of row versions with their stamps: a row group or a delta. Shared by every snapshot that reads it. */
export interface VersionSegment {
  readonly rowIds: RowIds
  /** Versions, dead ones included. Grows only in the delta that takes the inserts. */
  readonly length: number
  /** The smallest and the largest row id; ranges of different segments may overlap. */
  readonly firstRowId: number
  readonly lastRowId: number
  rowIdAt(row: number): number
  /** The row of a row id, or −1. */
  rowOf(rowId: number): number
  beginOf(row: number): number
  endOf(row: number): number
  setEnd(row: number, stamp: number): void
  /** The bitmap of the first `count` versions that a snapshot sees; `null`: all of them. Not to be changed. */
  visible(count: number, timestamp: number, self: number): Uint8Array | null
  /** Whether columns never need to be loaded. A segment that grows is. */
  readonly alwaysResident: boolean
  load(ordinals: readonly number[]): Promise<void> | undefined
  column(ordinal: number): ColumnVector
  bounds(ordinal: number): ColumnBounds
  /** One value of a resident column. */
  valueAt(row: number, ordinal: number): SqlValue
  /** Versions that are not deleted, as a guess: uncommitted ones count. */
  readonly liveCount: number
}

export const unknownBounds: ColumnBounds = { min: null, max: null, hasNull: true, allNull: false }
