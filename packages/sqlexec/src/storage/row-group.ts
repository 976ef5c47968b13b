import { isTextual, type SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import { valueAt } from '../vector/value-at.ts'
import { vectorRange } from '../vector/vector-range.ts'
import { DeleteMarks } from './delete-marks.ts'
import { type RowIds, rowIdAt, rowOfId } from './row-ids.ts'
import type { ColumnBounds } from './table-access.ts'
import { unknownBounds, type VersionSegment } from './version-segment.ts'

/** Where the columns of a row group come from: a file through the buffer pool, or memory. */
export interface RowGroupColumns {
  /** Reads what is not resident. `undefined`: all is. */
  load(ordinals: readonly number[]): Promise<void> | undefined
  /** A resident column. */
  column(ordinal: number): ColumnVector
  bounds(ordinal: number): ColumnBounds
  /** What holds the resident columns. Copies of a row group in successive files share it. */
  readonly cache: object
  /** Gives the memory of the resident columns back; the last user has gone. */
  discard(): void
}

/** Columns that are in memory for good. */
export class ResidentColumns implements RowGroupColumns {
  readonly #columns: readonly ColumnVector[]
  /** Computed when first asked for. */
  readonly #bounds: ColumnBounds[] = []

  constructor(columns: readonly ColumnVector[]) {
    this.#columns = columns
  }

  load(): undefined {
    return undefined
  }

  column(ordinal: number): ColumnVector {
    return this.#columns[ordinal]
  }

  bounds(ordinal: number): ColumnBounds {
    this.#bounds[ordinal] ??= this.#computeBounds(ordinal)
    return this.#bounds[ordinal]
  }

  #computeBounds(ordinal: number): ColumnBounds {
    const column = this.#columns[ordinal]
    const range = vectorRange(column, column.length)
    return range === null ? unknownBounds : { ...range, hasNull: true, allNull: false }
  }

  get cache(): object {
    return this.#columns
  }

  discard(): void {}
}

/**
 * Immutable rows that were all committed before the state that holds them; only their delete marks change. A row group that
 * a checkpoint copies unchanged into the next file is a new object with the same ids and the same marks.
 */
export class RowGroup implements VersionSegment {
  readonly length: number
  readonly rowIds: RowIds
  readonly columns: RowGroupColumns
  readonly marks: DeleteMarks
  readonly #types: readonly SqlType[]

  constructor(
    types: readonly SqlType[],
    length: number,
    rowIds: RowIds,
    columns: RowGroupColumns,
    marks: DeleteMarks = new DeleteMarks(length),
  ) {
    this.#types = types
    this.length = length
    this.rowIds = rowIds
    this.columns = columns
    this.marks = marks
  }

  get firstRowId(): number {
    return this.rowIds.first
  }

  get lastRowId(): number {
    return this.length === 0 ? this.rowIds.first - 1 : this.rowIdAt(this.length - 1)
  }

  get liveCount(): number {
    return this.length - this.marks.count
  }

  rowIdAt(row: number): number {
    return rowIdAt(this.rowIds, row)
  }

  rowOf(rowId: number): number {
    return rowOfId(this.rowIds, rowId, this.length)
  }

  beginOf(): number {
    return 0
  }

  endOf(row: number): number {
    return this.marks.get(row)
  }

  setEnd(row: number, stamp: number): void {
    this.marks.set(row, stamp)
  }

  visible(_count: number, timestamp: number, self: number): Uint8Array | null {
    return this.marks.visible(timestamp, self)
  }

  get alwaysResident(): boolean {
    return false
  }

  load(ordinals: readonly number[]): Promise<void> | undefined {
    return this.columns.load(ordinals)
  }

  column(ordinal: number): ColumnVector {
    return this.columns.column(ordinal)
  }

  bounds(ordinal: number): ColumnBounds {
    return this.columns.bounds(ordinal)
  }

  valueAt(row: number, ordinal: number): SqlValue {
    return valueAt(this.columns.column(ordinal), row, isTextual(this.#types[ordinal]))
  }
}
