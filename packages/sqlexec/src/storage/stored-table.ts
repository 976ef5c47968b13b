import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import { never } from '../txn/timestamp.ts'
import type { ChangeTarget, TransactionContext } from '../txn/transaction.ts'
import type { SqlValue } from '../types/value.ts'
import { DeferredUpkeep } from './deferred-upkeep.ts'
import { Delta } from './delta.ts'
import type { DeadRows } from './garbage-queue.ts'
import type { IndexSlot } from './index-slot.ts'
import { liveVersions } from './key-holders.ts'
import { StateChain } from './state-chain.ts'
import type { IndexHandle, IndexReader, Table, Transaction, Upkeep } from './table-access.ts'
import { type IndexHost, TableIndexes } from './table-indexes.ts'
import { StateSnapshot } from './table-snapshot.ts'
import { type StoredPlace, TableState } from './table-state.ts'
import type { VersionSegment } from './version-segment.ts'

/** What a table needs of its engine. */
export interface TableHost extends IndexHost {
  /** Why nothing may be written; `null`: writing is allowed. */
  readonly writeRefusal: SqlError | null
}

/** Bounds of no more segments than this are looked at for a guess. */
const sampledSegments = 16

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
  /** Of the present shape. */
  chain: StateChain
  indexes: TableIndexes
  #nextAutoIncrement: number
  /** The newest timestamp that was given to a commit that changed the table, visible or not yet. */
  lastCommit = 0
  /** LSN of the newest change, and that up to which the file holds the changes. */
  lastLsn = 0
  fileLsn = 0
  /** Identity of the file (table-footer.ts); `null` where there is none yet. */
  fileId: string | null = null
  /** Whether its file must be written anew though nothing changed: it holds row groups that were given up. */
  mustRewrite = false
  /** Whether no row group must be kept as it is, so that small ones are joined. */
  mustJoin = false
  /** Whether one session alone has the table, and no log. */
  temporary = false
  /** Whether no catalog has the table: a file that cannot be read. */
  ephemeral = false
  /** Snapshots older than this know another shape of the table, or other rows that are gone for good. */
  #validFrom = 0
  /** Snapshots older than this know other constraints. */
  #writableFrom = 0
  /** What the table was when its file was written, or made, if it has no file. */
  fileDefinition: TableDefinition
  /** Indexes of former shapes, which statements that ran then may still ask for. */
  readonly #formerSlots = new WeakSet<IndexSlot>()
  #dropped = false

  constructor(
    host: TableHost,
    definition: TableDefinition,
    state: TableState,
    nextAutoIncrement: number,
  ) {
    this.host = host
    this.#definition = definition
    this.fileDefinition = definition
    this.chain = new StateChain(state)
    this.indexes = new TableIndexes(host, this.chain, definition)
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
    table.indexes.reset(definition)
    return table
  }

  get definition(): TableDefinition {
    return this.#definition
  }

  get state(): TableState {
    return this.chain.newest
  }

  get slots(): readonly IndexSlot[] {
    return this.indexes.slots
  }

  get autoIncrementPosition(): number {
    return this.#nextAutoIncrement
  }

  // Reading

  snapshot(transaction: Transaction): StateSnapshot {
    const context = transaction as TransactionContext
    this.#assertUsable()
    context.assertActive()
    if (context.snapshotTimestamp < this.#validFrom) throw this.#definitionChanged()
    context.recordRead(this)
    return new StateSnapshot(this.#definition, this.chain.seenBy(context), this.state, context)
  }

  estimatedRows(): number {
    let rows = 0
    for (const segment of this.state.segments()) rows += segment.liveCount
    return rows
  }

  estimatedSpan(ordinal: number): number | undefined {
    const { kind } = this.#definition.columns[ordinal].type
    if (kind === 'float' || kind === 'double') return undefined
    const segments = [...this.state.segments()]
    const step = Math.ceil(segments.length / sampledSegments)
    let lowest = Number.POSITIVE_INFINITY
    let highest = Number.NEGATIVE_INFINITY
    for (let i = 0; i < segments.length; i += step) {
      const { min, max } = segments[i].bounds(ordinal)
      if (min === null || max === null) continue
      if (typeof min === 'object' || typeof min === 'string') return undefined
      lowest = Math.min(lowest, Number(min))
      highest = Math.max(highest, Number(max))
    }
    return highest < lowest ? undefined : highest - lowest + 1
  }

  prepareWrite(): Promise<void> | undefined {
    this.#assertWritable()
    return this.indexes.prepare(this.slots.filter((slot) => slot.definition.unique))
  }

  findIndex(name: string): IndexHandle {
    return this.indexes.find(name)
  }

  prepareIndex(handle: IndexHandle): Promise<void> | undefined {
    this.#assertUsable()
    if (this.#formerSlots.has(handle as IndexSlot)) throw this.#definitionChanged()
    return handle.index === null ? this.indexes.prepare([handle as IndexSlot]) : undefined
  }

  index(name: string): IndexReader {
    const { index } = this.indexes.find(name)
    if (index === null) throw new SqlError('internal', `index '${name}' is not prepared`)
    return index
  }

  holders(
    transaction: Transaction,
    index: IndexReader,
    key: readonly SqlValue[],
  ): readonly number[] {
    const isWhole = key.length === index.definition.columns.length
    const rowIds = isWhole ? index.lookupEqual(key) : index.lookup({ equal: key })
    const context = transaction as TransactionContext
    return liveVersions(rowIds, this.state, context, this.#definition.name)
  }

  // Writing

  insert(
    transaction: Transaction,
    values: readonly SqlValue[],
    upkeep: Upkeep | null = null,
  ): number {
    const context = transaction as TransactionContext
    const deferred = upkeep as DeferredUpkeep | null
    this.#assertWrites(context)
    this.indexes.check(values, context, deferred)
    const { active } = this.state
    const rowId = active.rowIdAt(active.append(values, context.id))
    context.recordInsert(this, rowId)
    this.indexes.insert(values, rowId, deferred)
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

  update(
    transaction: Transaction,
    rowId: number,
    values: readonly SqlValue[],
    upkeep: Upkeep | null = null,
  ): number {
    const context = transaction as TransactionContext
    this.#assertWrites(context)
    const before = context.savepoint()
    this.delete(transaction, rowId)
    try {
      return this.insert(transaction, values, upkeep)
    } catch (error) {
      context.undo(before)
      throw error
    }
  }

  /** A unique index must be asked at once, unless an update leaves the key that a row has had before. */
  deferUpkeep(assigned: readonly number[] | null): DeferredUpkeep {
    const isKept = ({ definition, ordinals }: IndexSlot) =>
      !definition.unique ||
      (assigned !== null && !ordinals.some((ordinal) => assigned.includes(ordinal)))
    return new DeferredUpkeep(this.slots.filter(isKept))
  }

  finishUpkeep(upkeep: Upkeep): void {
    ;(upkeep as DeferredUpkeep).finish(this.state)
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

  undo(changes: readonly number[], start: number, transaction: TransactionContext): void {
    let delta: Delta = this.state.active
    let dead: number[] = []
    /** Where the last delete was: the next one is most often beside it. */
    let near: VersionSegment | undefined
    for (let i = changes.length - 1; i >= start; i--) {
      const change = changes[i]
      if (change < 0) {
        near = this.#undoDelete(-change, transaction, near)
        continue
      }
      const place = this.#undoInsert(change, transaction, delta)
      if (place === undefined) continue
      if (place.segment !== delta) {
        this.indexes.forgetRows(delta, dead)
        delta = place.segment
        dead = []
      }
      dead.push(place.row)
    }
    this.indexes.forgetRows(delta, dead)
  }

  /** Makes a version dead for good. Where it stands: its index entries are left to the caller. */
  #undoInsert(
    rowId: number,
    transaction: TransactionContext,
    near: Delta,
  ): StoredPlace<Delta> | undefined {
    const row = near.rowOf(rowId)
    const place = row >= 0 ? { segment: near, row } : this.state.locateInDeltas(rowId)
    const older = this.chain.olderPlace(transaction, rowId, place?.segment)
    if (older !== undefined) (older.segment as Delta).kill(older.row)
    place?.segment.kill(place.row)
    return place
  }

  /** Takes a delete mark off. The segment where it was. */
  #undoDelete(
    rowId: number,
    transaction: TransactionContext,
    near: VersionSegment | undefined,
  ): VersionSegment | undefined {
    const row = near === undefined ? -1 : near.rowOf(rowId)
    const place = row >= 0 ? { segment: near!, row } : this.state.locate(rowId)
    if (place === undefined) return near
    this.#mark(transaction, place, rowId, never)
    return place.segment
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
    return this.indexes.anyBuilt ? dead : []
  }

  // Definition

  /** Starts the table over with no rows. */
  truncate(timestamp: number): TableState[] {
    const { nextRowId } = this.state.active
    const old = this.chain.reset(emptyState(this.#definition, timestamp, nextRowId))
    this.indexes.reset(this.#definition)
    this.#nextAutoIncrement = 1
    this.#validFrom = timestamp
    return old
  }

  /**
   * Takes another definition, and where its shape is another, a state in that shape.
   * @param state the newest state itself where the columns stay as they are
   * @param slots the indexes of the new definition
   * @returns what snapshots of the former shape read
   */
  alter(
    definition: TableDefinition,
    state: TableState,
    slots: readonly IndexSlot[],
    timestamp: number,
  ): readonly TableState[] {
    const former = this.chain.all
    const reshaped = state !== this.state
    if (reshaped) {
      for (const slot of this.slots) this.#formerSlots.add(slot)
      this.chain = new StateChain(state)
      this.#validFrom = timestamp
    }
    this.indexes = new TableIndexes(this.host, this.chain, definition, slots)
    this.#definition = definition
    this.#writableFrom = timestamp
    this.lastCommit = timestamp
    return reshaped ? former : []
  }

  /** Takes a definition of the same columns and indexes, under another name, with other references or triggers. */
  redefine(definition: TableDefinition): void {
    this.#definition = definition
    this.indexes = new TableIndexes(this.host, this.chain, definition, this.slots)
  }

  setAutoIncrement(next: number): void {
    this.#nextAutoIncrement = next
  }

  addIndex(definition: TableDefinition, slot: IndexSlot): void {
    this.#definition = definition
    this.indexes.add(slot)
  }

  removeIndex(definition: TableDefinition, name: string): void {
    this.#definition = definition
    this.indexes.remove(name)
  }

  /** Ends the table. Answers what its last snapshots read. */
  drop(timestamp: number): TableState[] {
    this.#dropped = true
    return this.chain.reset(emptyState(this.#definition, timestamp, this.state.active.nextRowId))
  }

  #mark(transaction: TransactionContext, place: StoredPlace, rowId: number, stamp: number): void {
    place.segment.setEnd(place.row, stamp)
    const older = this.chain.olderPlace(transaction, rowId, place.segment)
    if (older !== undefined) older.segment.setEnd(older.row, stamp)
  }

  #commitOlder(rowId: number, timestamp: number): void {
    const place = this.state.locateInDeltas(rowId)!
    place.segment.commitBegin(place.row, timestamp)
  }

  #rowConflict(): SqlError {
    return new SqlError(
      'write_conflict',
      `Another transaction changed a row of '${this.#definition.name}'; try restarting transaction`,
    )
  }

  #definitionChanged(): SqlError {
    return new SqlError(
      'definition_changed',
      `Table definition of '${this.#definition.name}' has changed, please retry transaction`,
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
    if (transaction.readOnly && !this.temporary) {
      throw new SqlError('read_only', 'Cannot execute statement in a READ ONLY transaction')
    }
    const { snapshotTimestamp } = transaction
    if (snapshotTimestamp < this.#validFrom || snapshotTimestamp < this.#writableFrom) {
      throw this.#definitionChanged()
    }
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
