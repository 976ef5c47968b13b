import { SqlError } from '../base/errors.ts'
import type { ColumnDefinition, IndexDefinition, TableDefinition } from '../catalog/definition.ts'
import type { TransactionContext } from '../txn/transaction.ts'
import type { SqlValue } from '../types/value.ts'
import { keepsValues } from '../types/widening.ts'
import { buildIndexes, type KeyColumns, loadKeyColumns } from './build-index.ts'
import type { DeferredUpkeep } from './deferred-upkeep.ts'
import type { Delta } from './delta.ts'
import type { DroppedRows } from './garbage-queue.ts'
import { IndexSlot } from './index-slot.ts'
import { rowIdSet } from './row-id-set.ts'
import type { ShapeChange } from './shape-change.ts'
import type { StateChain } from './state-chain.ts'
import type { CreateIndex, RowIdSet, TableIndex } from './table-index.ts'
import { checkUnique } from './unique-check.ts'

/** A pass over an index is worth it for so many rows, if they are such a share of the entries. */
const leastRows = 64
const passShare = 32

/** What indexes need of the engine. */
export interface IndexHost {
  readonly indexFactory: CreateIndex | undefined
  /** No snapshot older than this is in use. */
  readonly oldestSnapshot: number
}

/**
 * The indexes of one table: built when they are created, and after opening when something first needs them, then kept with every
 * change. A statement of many changes keeps them at its end (deferred-upkeep.ts).
 */
export class TableIndexes {
  readonly #host: IndexHost
  readonly #states: StateChain
  #slots: readonly IndexSlot[]
  #tableName: string

  /** @param slots the indexes; unbuilt ones without it */
  constructor(
    host: IndexHost,
    states: StateChain,
    definition: TableDefinition,
    slots?: readonly IndexSlot[],
  ) {
    this.#host = host
    this.#states = states
    this.#tableName = definition.name
    this.#slots = slots ?? definition.indexes.map((index) => this.newSlot(definition, index))
  }

  get slots(): readonly IndexSlot[] {
    return this.#slots
  }

  /** Whether any is built, so that dead versions have entries. */
  get anyBuilt(): boolean {
    return this.#slots.some((slot) => slot.index !== null)
  }

  newSlot(definition: TableDefinition, index: IndexDefinition): IndexSlot {
    return new IndexSlot(definition, index, this.#host.indexFactory)
  }

  /** The indexes of the table as it is altered. What is built goes on where its keys stay the same. */
  carried(definition: TableDefinition, { from, to, identical }: ShapeChange): CarriedSlots {
    const fresh: IndexSlot[] = []
    const all = definition.indexes.map((index) => {
      const former = this.#slots.find((slot) => sameKeys(slot, index, from, to))
      if (identical && former !== undefined && former.definition.name === index.name) return former
      const slot = this.newSlot(definition, index)
      if (former === undefined) fresh.push(slot)
      else slot.index = former.index
      return slot
    })
    return { all, fresh }
  }

  find(name: string): IndexSlot {
    const wanted = name.toLowerCase()
    const slot = this.#slots.find(({ definition }) => definition.name.toLowerCase() === wanted)
    if (slot === undefined) {
      throw new SqlError('unknown_index', `Table '${this.#tableName}' has no index '${name}'`)
    }
    return slot
  }

  add(slot: IndexSlot): void {
    this.#slots = [...this.#slots, slot]
  }

  remove(name: string): void {
    this.#slots = this.#slots.filter((slot) => slot.definition.name !== name)
  }

  /** Starts over for a table without rows. An index of nothing costs nothing, and the first insert need not wait. */
  reset(definition: TableDefinition): void {
    this.#slots = definition.indexes.map((index) => this.newSlot(definition, index))
    if (this.#host.indexFactory === undefined) return
    buildIndexes(this.#slots, this.#states.all, new Map(), this.#host.oldestSnapshot)
  }

  /** Throws where a row with these values may not be inserted: see `checkUnique`. */
  check(
    values: readonly SqlValue[],
    transaction: TransactionContext,
    deferred: DeferredUpkeep | null = null,
  ): void {
    const { newest } = this.#states
    const seen = this.#states.seenBy(transaction)
    const slots = this.#slots
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      if (!slot.definition.unique || deferred?.slots.has(slot)) continue
      if (slot.index === null) throw new SqlError('internal', 'insert without prepareWrite')
      checkUnique(slot, slot.keyOf(values), newest, seen, transaction, this.#tableName)
    }
  }

  insert(values: readonly SqlValue[], rowId: number, deferred: DeferredUpkeep | null = null): void {
    deferred?.rowIds.push(rowId)
    const slots = this.#slots
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      if (slot.index !== null && !deferred?.slots.has(slot))
        slot.index.insert(slot.keyOf(values), rowId)
    }
  }

  /** Takes the entries of versions of a delta out. */
  forgetRows(delta: Delta, rows: readonly number[]): void {
    if (rows.length === 0) return
    let rowIds: RowIdSet | null = null
    for (const slot of this.#slots) {
      const { index } = slot
      if (index === null) continue
      if (isMany(rows, index)) {
        rowIds ??= rowIdSet(rows.map((row) => delta.rowIdAt(row)))
        index.removeRows(rowIds)
      } else for (const row of rows) index.remove(slot.keyAt(delta, row), delta.rowIdAt(row))
    }
  }

  /** The same for versions that no state holds any more, by their keys per index. */
  forgetKeys(rowIds: readonly number[], keys: DroppedRows['keys']): void {
    for (const slot of this.#slots) {
      const list = keys.get(slot)
      const { index } = slot
      if (index === null || list === undefined) continue
      if (isMany(rowIds, index)) index.removeRows(rowIdSet(rowIds))
      else for (let i = 0; i < rowIds.length; i++) index.remove(list[i], rowIds[i])
    }
  }

  /** Builds those of the slots that are not built. `undefined`: done. */
  prepare(slots: readonly IndexSlot[]): Promise<void> | undefined {
    const missing = slots.filter((slot) => slot.index === null)
    if (missing.length === 0) return undefined
    const columns: KeyColumns = new Map()
    const loading = loadKeyColumns(missing, this.#states.all, columns)
    if (loading !== undefined) return loading.then(() => this.#prepareLater(missing, columns))
    buildIndexes(missing, this.#states.all, columns, this.#host.oldestSnapshot)
    return undefined
  }

  /**
   * Builds slots that are not the table's yet, and runs `action` before anything can change the table.
   * @param atomically runs a stretch when no commit is under way; definitions and row groups must not change until then
   */
  async prepareThen(
    slots: readonly IndexSlot[],
    action: () => void,
    atomically: (stretch: () => void) => Promise<void>,
  ): Promise<void> {
    const columns: KeyColumns = new Map()
    await this.#loadAll(slots, columns)
    await atomically(() => {
      buildIndexes(slots, this.#states.all, columns, this.#host.oldestSnapshot)
      action()
    })
  }

  async #prepareLater(slots: readonly IndexSlot[], columns: KeyColumns): Promise<void> {
    await this.#loadAll(slots, columns)
    // Somebody else may have built one meanwhile. One that was dropped is built for the statement that still reads it.
    const missing = slots.filter((slot) => slot.index === null)
    buildIndexes(missing, this.#states.all, columns, this.#host.oldestSnapshot)
  }

  async #loadAll(slots: readonly IndexSlot[], columns: KeyColumns): Promise<void> {
    for (;;) {
      // Another state may be the newest one when the columns are there, so look again.
      const loading = loadKeyColumns(slots, this.#states.all, columns)
      if (loading === undefined) return
      await loading
    }
  }
}

/** Indexes of an altered table. */
export interface CarriedSlots {
  readonly all: readonly IndexSlot[]
  /** Those of them that no index of the table before has the keys of. */
  readonly fresh: readonly IndexSlot[]
}

/** Whether an index has the keys of another, over columns that stay the same. */
function sameKeys(
  { definition, types }: IndexSlot,
  index: IndexDefinition,
  from: readonly ColumnDefinition[],
  to: readonly ColumnDefinition[],
): boolean {
  const { name: _former, ...former } = definition
  const { name: _wanted, ...wanted } = index
  if (JSON.stringify(former) !== JSON.stringify(wanted)) return false
  return index.columns.every(({ column }, i) => {
    const type = to.find(({ id }) => id === column)?.type
    if (type === undefined || !from.some(({ id }) => id === column)) return false
    const sameOrder =
      !('collation' in type) || ('collation' in types[i] && types[i].collation === type.collation)
    return keepsValues(types[i], type) && sameOrder
  })
}

/** Whether one pass over the index is the faster way to take the entries of so many rows out. */
function isMany(rows: readonly number[], index: TableIndex): boolean {
  return rows.length >= leastRows && rows.length * passShare > index.size
}
