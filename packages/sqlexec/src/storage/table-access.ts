import type {
  ForeignKeyDefinition,
  IndexDefinition,
  TableDefinition,
  TriggerDefinition,
  ViewDefinition,
} from '../catalog/definition.ts'
import type { IsolationLevel } from '../txn/transaction.ts'
import type { SqlValue } from '../types/value.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import type { TableAlteration } from './alter-table.ts'
import type { Rename } from './rename-tables.ts'

/**
 * How execution sees storage. Everything here is synchronous over resident data; what may need the disk is
 * asked for first (`load`, `prepareWrite`, `prepareIndex`) and answers `undefined` where nothing was missing, so that
 * a resident query never waits.
 */

/** Bounds of a column within a segment; they may be wider than the truth, never narrower. */
export interface ColumnBounds {
  /**
   * In the column's value domain; `null` where unknown, or where there is no value. Text is bounded in the order of its
   * code units, whatever its collation. NaN may be there besides.
   */
  readonly min: SqlValue
  readonly max: SqlValue
  /** Whether a NULL may occur. */
  readonly hasNull: boolean
  /** Whether every row is NULL. */
  readonly allNull: boolean
}

/** A run of rows with columns: a persisted row group, or the delta. Its columns' first `rowCount` rows never change. */
export interface Segment {
  /** Rows, dead ones included. For the delta: its length when the snapshot looked. */
  readonly rowCount: number
  /** Reads what is missing of the columns at these ordinals. `undefined`: all are resident. */
  load(ordinals: readonly number[]): Promise<void> | undefined
  /** A resident column. Its `length` may exceed `rowCount` for the delta. Pins are implicit: the vector stays valid. */
  column(ordinal: number): ColumnVector
  bounds(ordinal: number): ColumnBounds
  /** Bit `i` is 1 where row `i` is visible to the snapshot; `null`: every row is. */
  visible(): Uint8Array | null
  rowId(row: number): number
}

/** A place of a row version: a segment and the row in it. */
export interface RowPlace {
  readonly segment: Segment
  readonly row: number
}

/** What one transaction sees of one table, at one statement. */
export interface TableSnapshot {
  readonly definition: TableDefinition
  /** In row id order, the delta last. Segments without any visible row may be left out. */
  readonly segments: readonly Segment[]
  /** Where a row version stands, if it is visible to this snapshot. */
  find(rowId: number): RowPlace | undefined
}

/** An ordered index as the access path and the constraint checks use it. Holds row ids of versions, visible or not. */
export interface IndexReader {
  readonly definition: IndexDefinition
  /**
   * Row ids whose key begins with `equal` and whose next column lies between the bounds, in key order (backwards where
   * `reverse`). NULL keys are found only by an explicit null in `equal`. The caller checks visibility.
   */
  lookup(range: IndexRange, reverse?: boolean): Iterable<number>
  /** The fast path of `lookup` for a unique index with every column bound: at most a few versions. */
  lookupEqual(key: readonly SqlValue[]): readonly number[]
}

/** An index of a table, found once: a statement that runs keeps its index, whatever becomes of the name meanwhile. */
export interface IndexHandle {
  readonly definition: IndexDefinition
  /** `null` until `prepareIndex` has made it ready. */
  readonly index: IndexReader | null
}

export interface IndexRange {
  readonly equal: readonly SqlValue[]
  readonly lower?: { readonly value: SqlValue; readonly inclusive: boolean }
  readonly upper?: { readonly value: SqlValue; readonly inclusive: boolean }
}

/** Changes of indexes that a statement puts off to its end. */
export interface Upkeep {
  /** Of the versions that are to be added. */
  readonly rowIds: readonly number[]
}

export interface Table {
  readonly definition: TableDefinition
  /** Why the table cannot be used (a damaged file …), as an error to throw; `null`: it is sound. */
  readonly damage: Error | null
  snapshot(transaction: Transaction): TableSnapshot
  /** Makes ready what writing needs (indexes that enforce constraints). `undefined`: nothing was missing. */
  prepareWrite(): Promise<void> | undefined
  /** Throws `unknown_index`. */
  findIndex(name: string): IndexHandle
  /** Makes an index ready to read. `undefined`: it was. */
  prepareIndex(handle: IndexHandle): Promise<void> | undefined
  /** A ready index. */
  index(name: string): IndexReader
  /**
   * The ids of the rows whose key in an index begins with `key` and that this transaction's commit would find: live ones of its own, and
   * committed ones, though its snapshot may not show them.
   *
   * Throws `write_conflict` where that depends on a transaction that has not committed.
   * @param index a ready index of the table, whose upkeep is not put off
   */
  holders(transaction: Transaction, index: IndexReader, key: readonly SqlValue[]): readonly number[]
  /**
   * Adds a row version: one value per table column, in the columns' domains and already checked for type and NULL. The new row id.
   * Throws `duplicate_key`, or `write_conflict` where an unfinished or later transaction holds the key.
   */
  insert(transaction: Transaction, values: readonly SqlValue[], upkeep?: Upkeep | null): number
  /** Marks a visible row version deleted. Throws `write_conflict` where another transaction changed it. */
  delete(transaction: Transaction, rowId: number): void
  /** Deletes one version and inserts another. The new row id. `values` is the whole row. */
  update(
    transaction: Transaction,
    rowId: number,
    values: readonly SqlValue[],
    upkeep?: Upkeep | null,
  ): number
  /**
   * Begins a statement of many changes: what this answers goes with each `insert` and `update`, and at its end, if it did not fail, to
   * `finishUpkeep`. Until then indexes may lack its rows, but for those that it must ask.
   * @param assigned ordinals of the columns that its updates may change; `null`: it inserts
   */
  deferUpkeep(assigned: readonly number[] | null): Upkeep
  finishUpkeep(upkeep: Upkeep): void
  /** Takes the next AUTO_INCREMENT value; never given twice, even after a rollback. */
  nextAutoIncrement(): number
  /** Tells that a row was given this value explicitly, so that the next one is above it. */
  advanceAutoIncrement(value: number): void
  /** Visible rows, as a guess for the optimizer and SHOW TABLE STATUS. */
  estimatedRows(): number
  /** How many values a column of whole numbers may take between its bounds, as a guess; `undefined`: not known. */
  estimatedSpan(ordinal: number): number | undefined
}

export type { IsolationLevel }

/** A transaction. A statement in autocommit is one of its own. */
export interface Transaction {
  readonly id: number
  readonly isolation: IsolationLevel
  readonly readOnly: boolean
  /** Whether it changed anything. */
  readonly hasWrites: boolean
  readonly state: 'active' | 'committing' | 'committed' | 'rolled back'
  /** Called before each statement: READ COMMITTED takes a new snapshot. */
  beginStatement(): void
  /** Marks a point that `rollbackTo` returns to: statement atomicity and savepoints. */
  savepoint(): number
  rollbackTo(savepoint: number): void
}

/** A foreign key and the table that has it. */
export interface Referencing {
  readonly table: Table
  readonly key: ForeignKeyDefinition
}

/** Tables by name. Each change of definitions is logged, synced and visible when it returns; the caller has committed its own transaction before. */
export interface TableSpace {
  /** By name as MySQL on Linux: exact case. */
  table(name: string): Table | undefined
  tableNames(): readonly string[]
  createTable(definition: Omit<TableDefinition, 'id'>): Promise<void>
  dropTable(name: string): Promise<void>
  truncateTable(name: string): Promise<void>
  alterTable(name: string, alteration: TableAlteration): Promise<void>
  createIndex(table: string, index: IndexDefinition): Promise<void>
  dropIndex(table: string, index: string): Promise<void>
  /** Writes the table's row groups anew, small ones joined, with a checkpoint. */
  optimizeTable(name: string): Promise<void>
}

/** One directory of tables, or one in memory. */
export interface StorageEngine extends TableSpace {
  readonly readOnly: boolean
  /** What went wrong without anybody having asked, for people: damage that opening found, checkpoints that failed. */
  readonly warnings: readonly string[]
  /** What is wrong with the log, so that commits and whole tables may be missing and nothing can be written; `null`: nothing. */
  readonly damage: Error | null
  /** By name, exact case. A view that is replaced is another object. */
  view(name: string): ViewDefinition | undefined
  viewNames(): readonly string[]
  /** The foreign keys that refer to a table of this name, whether or not it is there, those of itself among them. */
  referencing(table: string): readonly Referencing[]
  begin(options?: { isolation?: IsolationLevel; readOnly?: boolean }): Transaction
  /**
   * Makes the transaction durable by the `durability` option, then visible. A lone commit is written and synced on this
   * thread and answers `undefined`; one that shares a sync answers a promise. An error means: not committed.
   * @param shared whether other commits are on their way, so that sharing their sync pays
   */
  commit(transaction: Transaction, shared?: boolean): Promise<void> | undefined
  rollback(transaction: Transaction): void
  /** A place for the temporary tables of one session. */
  temporaryTables(): TableSpace
  /** One rename after the other, of tables and views, all or none. */
  renameTables(renames: readonly Rename[]): Promise<void>
  /** Gives a table these triggers in place of those that it has. */
  changeTriggers(table: string, triggers: readonly TriggerDefinition[]): Promise<void>
  /** Throws `table_exists` where a table has the name, or a view and `replace` is false. */
  createView(view: ViewDefinition, replace: boolean): Promise<void>
  dropView(name: string): Promise<void>
  /** Writes every changed table to its file and cuts the log. */
  checkpoint(): Promise<void>
  /** Rolls back what is open, checkpoints, releases the lock. */
  close(): Promise<void>
}
