import { SqlError } from '../base/errors.ts'
import type { IndexDefinition, TableDefinition } from '../catalog/definition.ts'
import { never } from '../txn/timestamp.ts'
import type { ChangeTarget, TransactionContext } from '../txn/transaction.ts'
import type { SqlValue } from '../types/value.ts'
import { buildIndexes, type KeyColumns, loadKeyColumns } from './build-index.ts'
import { Delta } from './delta.ts'
import type { DeadRows, DroppedRows } from './garbage-queue.ts'
import { IndexSlot } from './index-slot.ts'
import type { IndexReader, Table, Transaction } from './table-access.ts'
import type { CreateIndex } from './table-index.ts'
import { StateSnapshot } from './table-snapshot.ts'
import { type StoredPlace, TableState } from './table-state.ts'
import { checkUnique } from './unique-check.ts'
import type { VersionSegment } from './version-segment.ts'

/** What a table needs of its engine. */
export interface TableHost {
  /** Why nothing may be written; `null`: writing is allowed. */
  readonly writeRefusal: SqlError | null
  readonly indexFactory: CreateIndex | undefined
  /** No snapshot older than this is in use. */
  readonly oldestSnapshot: number
}

/**
 * A table: its states, its indexes, its counters. Writers change the newest state; a transaction whose snapshot is
 * older than the last checkpoint reads the state of its time, and its own deletes are marked in both.
 */
export class StoredTable implements Table, ChangeTarget {
  readonly host: TableHost
  damage: SqlError | null = null
  /** Why this table alone may only be read; `null`: it may be written. */
  writeRefusal: SqlError | null = null
  #definition: TableDefinition
  /** Oldest first, each with a larger timestamp. All but the last are kept for snapshots of their time. */
  #states: TableState[]
  #slots: IndexSlot[]
  #nextAutoIncrement: number
  /** The newest timestamp that was given to a commit that changed the table, visible or not yet. */
  lastCommit = 0
  /** LSN of the newest change, and that up to which the file holds the changes. */
  lastLsn = 0
  fileLsn = 0
  /** Identity of the file (table-footer.ts); `null` where there is none yet. */
  fileId: string | null = null
  /** Whether no catalog has the table: a file that cannot be read. */
  ephemeral = false
  /** Snapshots older than this know another shape of the table, or other rows that are gone for good. */
  #validFrom = 0
  #dropped = false

  constructor(
    host: TableHost,
    definition: TableDefinition,
    state: TableState,
    nextAutoIncrement: number,
  ) {
    this.host = host
    this.#definition = definition
    this.#states = [state]
    this.#slots = definition.indexes.map(
      (index) => new IndexSlot(definition, index, host.indexFactory),
    )
    this.#nextAutoIncrement = nextAutoIncrement
  }

  static empty(
    host: TableHost,
    definition: TableDefinition,
    timestamp: number,
    firstRowId: number,
  ): StoredTable {
    const state = emptyState(definition, timestamp, firstRowId)
    const table = new StoredTable(host, definition, state, 1)
    table.#validFrom = timestamp
    // An index of nothing costs nothing, and the first insert need not wait for it.
    if (host.indexFactory !== undefined)
      buildIndexes(table.#slots, table.#states, new Map(), timestamp)
    return table
  }

  get definition(): TableDefinition {
    return this.#definition
  }

  get state(): TableState {
    return this.#states[this.#states.length - 1]
  }

  get slots(): readonly IndexSlot[] {
    return this.#slots
  }

  get autoIncrementPosition(): number {
    return this.#nextAutoIncrement
  }

  // Reading

  snapshot(transaction: Transaction): StateSnapshot {
    const context = transaction as TransactionContext
    this.#assertUsable()
    context.assertActive()
    if (context.snapshotTimestamp < this.#validFrom) {
      throw new SqlError(
        'write_conflict',
        `Table definition of '${this.#definition.name}' has changed, please retry transaction`,
      )
    }
    context.recordRead(this)
    return new StateSnapshot(this.#definition, this.#stateOf(context), this.state, context)
  }

  estimatedRows(): number {
    let rows = 0
    for (const segment of this.state.segments()) rows += segment.liveCount
    return rows
  }

  prepareWrite(): Promise<void> | undefined {
    this.#assertWritable()
    return this.#prepare(this.#slots.filter((slot) => slot.definition.unique))
  }

  prepareIndex(name: string): Promise<void> | undefined {
    this.#assertUsable()
    return this.#prepare([this.#slot(name)])
  }

  index(name: string): IndexReader {
    const { index } = this.#slot(name)
    if (index === null) throw new SqlError('internal', `index '${name}' is not prepared`)
    return index
  }

  // Writing

  insert(transaction: Transaction, values: readonly SqlValue[]): number {
    const context = transaction as TransactionContext
    this.#assertWrites(context)
    const { state } = this
    const seen = this.#states.length === 1 ? state : this.#stateOf(context)
    const slots = this.#slots
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      if (!slot.definition.unique) continue
      if (slot.index === null) throw new SqlError('internal', 'insert without prepareWrite')
      checkUnique(slot, slot.keyOf(values), state, seen, context, this.#definition.name)
    }
    const { active } = state
    const rowId = active.rowIdAt(active.append(values, context.id))
    context.recordInsert(this, rowId)
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      if (slot.index !== null) slot.index.insert(slot.keyOf(values), rowId)
    }
    return rowId
  }

  delete(transaction: Transaction, rowId: number): void {
    const context = transaction as TransactionContext
    this.#assertWrites(context)
    const place = this.state.locate(rowId)
    // A version that is gone was deleted by a commit which the newest state no longer remembers.
    if (place === undefined) throw this.#rowConflict()
    const begin = place.segment.beginOf(place.row)
    const end = place.segment.endOf(place.row)
    if (end !== never || (begin !== context.id && begin > context.snapshotTimestamp)) {
      if (end !== context.id) throw this.#rowConflict()
      throw new SqlError('internal', 'a transaction deleted one row version twice')
    }
    this.#mark(context, place, rowId, context.id)
    context.recordDelete(this, rowId)
  }

  update(transaction: Transaction, rowId: number, values: readonly SqlValue[]): number {
    const context = transaction as TransactionContext
    this.#assertWrites(context)
    const before = context.savepoint()
    this.delete(transaction, rowId)
    try {
      return this.insert(transaction, values)
    } catch (error) {
      context.undo(before)
      throw error
    }
  }

  nextAutoIncrement(): number {
    if (this.#nextAutoIncrement > Number.MAX_SAFE_INTEGER) {
      throw new SqlError('out_of_range', 'Failed to read auto-increment value: it is exhausted')
    }
    return this.#nextAutoIncrement++
  }

  advanceAutoIncrement(value: number): void {
    if (value >= this.#nextAutoIncrement) this.#nextAutoIncrement = value + 1
  }

  // Transactions

  undoInsert(rowId: number, transaction: TransactionContext): void {
    const place = this.state.locateInDeltas(rowId)
    const older = this.#olderPlace(transaction, rowId, place?.segment)
    if (older !== undefined) (older.segment as Delta).kill(older.row)
    if (place === undefined) return
    this.#removeEntries(place, rowId)
    place.segment.kill(place.row)
  }

  undoDelete(rowId: number, transaction: TransactionContext): void {
    const place = this.state.locate(rowId)
    if (place !== undefined) this.#mark(transaction, place, rowId, never)
  }

  /**
   * Stamps the changes of a commit. Answers the versions of deltas that it ended, if an index knows them.
   * @param changes row ids, negative for deletes (txn/transaction.ts)
   */
  stamp(changes: readonly number[], timestamp: number): DeadRows[] {
    const { state } = this
    const dead: DeadRows[] = []
    const { active } = state
    const ended: number[] = []
    for (let i = 0; i < changes.length; i++) {
      const change = changes[i]
      if (change > 0) {
        const row = active.rowOf(change)
        if (row >= 0) active.commitBegin(row, timestamp)
        else this.#commitOlder(change, timestamp)
      } else {
        const place = state.locate(-change)!
        place.segment.setEnd(place.row, timestamp)
        if (place.segment === active) ended.push(place.row)
        else if (place.segment instanceof Delta) {
          dead.push({ table: this, delta: place.segment, rows: [place.row] })
        }
      }
    }
    if (ended.length > 0) dead.push({ table: this, delta: active, rows: ended })
    return this.#slots.some((slot) => slot.index !== null) ? dead : []
  }

  /** Takes the index entries of dead versions out, once no snapshot can see them. */
  forgetRows(delta: Delta, rows: readonly number[]): void {
    for (const slot of this.#slots) {
      if (slot.index === null) continue
      for (const row of rows) slot.index.remove(slot.keyAt(delta, row), delta.rowIdAt(row))
    }
  }

  /** The same for versions that no state holds any more, by their keys per index name. */
  forgetKeys(rowIds: readonly number[], keys: DroppedRows['keys']): void {
    for (const slot of this.#slots) {
      const list = keys.get(slot.definition.name)
      if (slot.index === null || list === undefined) continue
      for (let i = 0; i < rowIds.length; i++) slot.index.remove(list[i], rowIds[i])
    }
  }

  /** Lets go of the states that only snapshots older than `oldest` could read. */
  prune(oldest: number): TableState[] {
    let kept = 0
    while (kept + 1 < this.#states.length && this.#states[kept + 1].timestamp <= oldest) kept++
    return this.#states.splice(0, kept)
  }

  /** Every state in use, oldest first. */
  get states(): readonly TableState[] {
    return this.#states
  }

  /** Puts another composition of the same content in the place of the newest state. */
  recompose(state: TableState): void {
    this.#states[this.#states.length - 1] = state
  }

  /** Adds a newer state; the one before stays for the snapshots of its time. */
  install(state: TableState): void {
    this.#states.push(state)
  }

  // Definition

  /** Starts the table over with no rows. */
  truncate(timestamp: number): TableState[] {
    const old = this.#states
    this.#states = [emptyState(this.#definition, timestamp, this.state.active.nextRowId)]
    this.#slots = this.#slots.map(
      ({ definition }) => new IndexSlot(this.#definition, definition, this.host.indexFactory),
    )
    this.#nextAutoIncrement = 1
    this.#validFrom = timestamp
    if (this.host.indexFactory !== undefined)
      buildIndexes(this.#slots, this.#states, new Map(), timestamp)
    return old
  }

  setAutoIncrement(position: number): void {
    this.#nextAutoIncrement = position
  }

  addIndex(definition: TableDefinition, slot: IndexSlot): void {
    this.#definition = definition
    this.#slots = [...this.#slots, slot]
  }

  removeIndex(definition: TableDefinition, name: string): void {
    this.#definition = definition
    this.#slots = this.#slots.filter((slot) => slot.definition.name !== name)
  }

  newSlot(definition: TableDefinition, index: IndexDefinition): IndexSlot {
    return new IndexSlot(definition, index, this.host.indexFactory)
  }

  markDropped(): void {
    this.#dropped = true
  }

  /** Builds slots that are not the table's yet, and runs `action` before anything can change the table. */
  async prepareThen(slots: readonly IndexSlot[], action: () => void): Promise<void> {
    const columns: KeyColumns = new Map()
    for (;;) {
      // Another state may be the newest one when the columns are there, so look again.
      const loads = loadKeyColumns(slots, this.#states, columns)
      if (loads === undefined) break
      await loads
    }
    buildIndexes(slots, this.#states, columns, this.host.oldestSnapshot)
    action()
  }

  #prepare(slots: readonly IndexSlot[]): Promise<void> | undefined {
    const missing = slots.filter((slot) => slot.index === null)
    if (missing.length === 0) return undefined
    const columns: KeyColumns = new Map()
    const loads = loadKeyColumns(missing, this.#states, columns)
    if (loads === undefined) {
      buildIndexes(missing, this.#states, columns, this.host.oldestSnapshot)
      return undefined
    }
    return loads.then(() => this.#finishPreparing(missing, columns))
  }

  async #finishPreparing(slots: readonly IndexSlot[], columns: KeyColumns): Promise<void> {
    for (;;) {
      const loads = loadKeyColumns(slots, this.#states, columns)
      if (loads === undefined) break
      await loads
    }
    // Somebody else may have built one meanwhile, and dropped ones are of no use.
    const missing = slots.filter((slot) => slot.index === null && this.#slots.includes(slot))
    buildIndexes(missing, this.#states, columns, this.host.oldestSnapshot)
  }

  #slot(name: string): IndexSlot {
    const wanted = name.toLowerCase()
    const slot = this.#slots.find(({ definition }) => definition.name.toLowerCase() === wanted)
    if (slot === undefined) {
      throw new SqlError('unknown_index', `Table '${this.#definition.name}' has no index '${name}'`)
    }
    return slot
  }

  /** The newest state that was composed at or before the snapshot. */
  #stateOf(transaction: TransactionContext): TableState {
    const states = this.#states
    let i = states.length - 1
    while (i > 0 && states[i].timestamp > transaction.snapshotTimestamp) i--
    return states[i]
  }

  #mark(transaction: TransactionContext, place: StoredPlace, rowId: number, stamp: number): void {
    place.segment.setEnd(place.row, stamp)
    const older = this.#olderPlace(transaction, rowId, place.segment)
    if (older !== undefined) older.segment.setEnd(older.row, stamp)
  }

  /** Where the version stands in the older state that the transaction reads, if that is another place. */
  #olderPlace(
    transaction: TransactionContext,
    rowId: number,
    newest: VersionSegment | undefined,
  ): StoredPlace | undefined {
    if (this.#states.length === 1) return undefined
    const seen = this.#stateOf(transaction)
    if (seen === this.state) return undefined
    const place = seen.locate(rowId)
    if (place === undefined || place.segment === newest) return undefined
    // Copies of one row group share their marks; marking twice does no harm.
    return place
  }

  #commitOlder(rowId: number, timestamp: number): void {
    const place = this.state.locateInDeltas(rowId)!
    place.segment.commitBegin(place.row, timestamp)
  }

  #removeEntries(place: StoredPlace, rowId: number): void {
    for (const slot of this.#slots) {
      if (slot.index !== null) slot.index.remove(slot.keyAt(place.segment, place.row), rowId)
    }
  }

  #rowConflict(): SqlError {
    return new SqlError(
      'write_conflict',
      `Another transaction changed a row of '${this.#definition.name}'; try restarting transaction`,
    )
  }

  #assertUsable(): void {
    if (this.damage !== null) throw this.damage
    if (this.#dropped) {
      throw new SqlError('unknown_table', `Table '${this.#definition.name}' doesn't exist`)
    }
  }

  #assertWritable(): void {
    this.#assertUsable()
    const refusal = this.writeRefusal ?? this.host.writeRefusal
    if (refusal !== null) throw refusal
  }

  #assertWrites(transaction: TransactionContext): void {
    this.#assertWritable()
    transaction.assertActive()
    if (transaction.readOnly) {
      throw new SqlError('read_only', 'Cannot execute statement in a READ ONLY transaction')
    }
    if (transaction.snapshotTimestamp < this.#validFrom) throw this.#rowConflict()
  }
}

/** Whether some transaction has changes in the table that are not committed. */
export function hasUncommitted(table: StoredTable, active: Iterable<TransactionContext>): boolean {
  for (const transaction of active) if (transaction.changed(table)) return true
  return false
}

function emptyState(
  definition: TableDefinition,
  timestamp: number,
  firstRowId: number,
): TableState {
  const types = definition.columns.map((column) => column.type)
  const active = Delta.startingAt(types, firstRowId)
  return new TableState({ timestamp, groups: [], frozen: [], active, file: null })
}
