import type { IndexDefinition } from '../catalog/definition.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import type { IndexReader } from './table-access.ts'

/**
 * An index as storage maintains it: an ordered multimap from key to the row ids of row VERSIONS. It knows nothing of
 * transactions: versions that are uncommitted, deleted or rolled back stand in it as well, and whoever reads it
 * looks at each version. Storage adds an entry with every version, and takes it out when no snapshot can see the version.
 *
 * A key is one value per index column, in the order of `IndexDefinition.columns` and in the value domain of the column's type
 * (types/value.ts). Storage reuses the array, so an index keeps none. Equality is that of the column's type: collation
 * for text, -0 equal to 0. NULL is an ordinary key part that sorts before every value and equals itself (unique checks
 * leave out keys with a NULL before they ask).
 *
 * `lookup` must stay sound while entries come and go between two steps of the iteration: an entry that was there throughout
 * is yielded exactly once.
 */
export interface TableIndex extends IndexReader {
  /** Adds an entry. Adding one that is there already changes nothing. */
  insert(key: readonly SqlValue[], rowId: number): void
  /** Takes an entry out. `false`: it was not there. */
  remove(key: readonly SqlValue[], rowId: number): boolean
  /**
   * Adds the entries of many rows. Batches come in no particular order of key; a row id occurs once. Entries that are there already
   * change nothing.
   */
  addRows(batches: readonly IndexBatch[]): void
  /** Takes out the entries of many rows, whatever their keys, in one pass over the index. */
  removeRows(rows: RowIdSet): void
  /** Number of entries. */
  readonly size: number
}

export interface RowIdSet {
  has(rowId: number): boolean
}

/** Rows to be added to an index in bulk. */
export interface IndexBatch {
  /** One vector per index column, of at least `rowCount` rows. */
  readonly columns: readonly ColumnVector[]
  readonly rowCount: number
  /** Row ids: `firstRowId + row`, or `rowIds[row]` where they are not contiguous. Ascending either way. */
  readonly firstRowId: number
  readonly rowIds: Float64Array | null
  /** Bit `i & 7` of byte `i >> 3` is 1 where row `i` is to be indexed; `null`: all are. */
  readonly selected: Uint8Array | null
}

/**
 * Makes an empty index. Given to the engine when it is opened, since storage stands below the indexes.
 * `types` are those of the index columns, in order.
 */
export type CreateIndex = (definition: IndexDefinition, types: readonly SqlType[]) => TableIndex
