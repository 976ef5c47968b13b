import type { SqlValue } from '../../types/value.ts'
import type { ColumnVector } from '../../vector/column-vector.ts'

/**
 * The shapes in which storage speaks to an index (storage/table-index.ts and table-access.ts declare the same ones). Layers below
 * storage do not see them, so they match by structure where the session joins both.
 */

/** What an index needs of its definition. */
export interface OrderedIndexDefinition {
  readonly columns: readonly { readonly descending: boolean }[]
}

export interface KeyBound {
  readonly value: SqlValue
  readonly inclusive: boolean
}

/**
 * Keys that begin with `equal` and whose next column lies between the bounds. A bound leaves out NULLs; without bounds they
 * belong to the range.
 */
export interface KeyRange {
  readonly equal: readonly SqlValue[]
  readonly lower?: KeyBound
  readonly upper?: KeyBound
}

/** Rows to be added in bulk; see storage/table-index.ts `IndexBatch`. */
export interface KeyBatch {
  readonly columns: readonly ColumnVector[]
  readonly rowCount: number
  readonly firstRowId: number
  readonly rowIds: Float64Array | null
  readonly selected: Uint8Array | null
}

/** An ordered multimap from keys to row ids; see storage/table-index.ts `TableIndex`. */
export interface OrderedIndex<Definition extends OrderedIndexDefinition> {
  readonly definition: Definition
  /** Number of entries. */
  readonly size: number
  insert(key: readonly SqlValue[], rowId: number): void
  remove(key: readonly SqlValue[], rowId: number): boolean
  addRows(batches: readonly KeyBatch[]): void
  removeRows(rows: { has(rowId: number): boolean }): void
  lookup(range: KeyRange, reverse?: boolean): Iterable<number>
  /** The row ids of a whole key, ascending. */
  lookupEqual(key: readonly SqlValue[]): readonly number[]
}

export function isSelected(batch: KeyBatch, row: number): boolean {
  return batch.selected === null || (batch.selected[row >> 3] & (1 << (row & 7))) !== 0
}

export function rowIdOf(batch: KeyBatch, row: number): number {
  return batch.rowIds === null ? batch.firstRowId + row : batch.rowIds[row]
}
