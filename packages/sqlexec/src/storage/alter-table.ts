import type { TableDefinition } from '../catalog/definition.ts'
import { nameChanges, withRenamedReferences } from '../catalog/references.ts'
import { never } from '../txn/timestamp.ts'
import type { SqlValue } from '../types/value.ts'
import { AlterationRows } from './alteration-rows.ts'
import { alteredGroup } from './altered-columns.ts'
import { buildIndexes, type KeyColumns, loadKeyColumns } from './build-index.ts'
import {
  assertNewName,
  assertNoWriters,
  change,
  type DefinitionHost,
  soundTable,
} from './definition-changes.ts'
import { Delta } from './delta.ts'
import type { IndexSlot } from './index-slot.ts'
import { redefine } from './rename-tables.ts'
import type { RowGroup } from './row-group.ts'
import { rowIdsOf } from './row-ids.ts'
import { type NewValues, type ShapeChange, shapeChange } from './shape-change.ts'
import type { StoredTable } from './stored-table.ts'
import type { CarriedSlots } from './table-indexes.ts'
import { TableState } from './table-state.ts'
import { assertUniqueRows } from './unique-rows.ts'

/** What an ALTER TABLE makes of a table. */
export interface TableAlteration {
  /** With the id of the table. A column that stays keeps its id, whatever its name, type and place; a new one has an id of its own. */
  readonly definition: TableDefinition
  /** What rows that are there hold in new columns, by column id; NULL where neither this nor `compute` says. */
  readonly fill?: ReadonlyMap<number, SqlValue>
  /** Columns whose values differ from row to row, by column id; asked row by row, in the order of the map. Columns that were there may be among them. */
  readonly compute?: ReadonlyMap<number, (row: readonly SqlValue[]) => SqlValue>
  /** Looks at every row as it will be; a throw calls the alteration off. */
  readonly check?: (row: readonly SqlValue[]) => void
  /** The AUTO_INCREMENT value to go on with, or the largest that is there plus one, whichever is more. Absent: as it was. */
  readonly autoIncrement?: number
}

/**
 * Gives a table other columns, keys or options. Row groups stay what they are, and are read as the new shape until a checkpoint
 * writes them in it (altered-columns.ts); so the log holds the new definition alone, and what was computed row by row.
 *
 * All rows of row groups are looked at first, while commits go on. What stands in deltas is looked at in the stretch without
 * `await` that writes the log.
 */
export async function alterTable(
  engine: DefinitionHost,
  name: string,
  alteration: TableAlteration,
): Promise<void> {
  const table = soundTable(engine, name)
  assertNoWriters(engine, table)
  const { definition } = alteration
  if (definition.name !== name) assertNewName(engine, definition.name, name)
  await new Alteration(engine, table, alteration).run()
}

class Alteration {
  readonly #engine: DefinitionHost
  readonly #table: StoredTable
  readonly #alteration: TableAlteration
  readonly #values: NewValues
  readonly #shape: ShapeChange
  readonly #rows: AlterationRows
  readonly #slots: CarriedSlots

  constructor(engine: DefinitionHost, table: StoredTable, alteration: TableAlteration) {
    this.#engine = engine
    this.#table = table
    this.#alteration = alteration
    this.#values = { fill: alteration.fill ?? new Map(), given: null }
    this.#shape = this.#shapeOf(this.#values)
    this.#rows = new AlterationRows(this.#shape, alteration)
    this.#slots = table.indexes.carried(alteration.definition, this.#shape)
  }

  #shapeOf(values: NewValues): ShapeChange {
    const { definition, compute } = this.#alteration
    const { converterFactory } = this.#engine
    return shapeChange(this.#table.definition, definition, values, converterFactory, compute)
  }

  async run(): Promise<void> {
    const { groups } = this.#table.state
    for (const group of groups) await this.#rows.lookAt(group)
    if (this.#shape.identical && !this.#rows.computes) await this.#alterInPlace()
    else await this.#alterShape(groups)
  }

  /** Indexes that are to be built: an engine without indexes keeps definitions alone. */
  get #fresh(): IndexSlot[] {
    const canBuild = this.#engine.indexFactory !== undefined
    return this.#slots.fresh.filter(({ definition }) => definition.unique || canBuild)
  }

  /** Columns stay as they are in memory, and with them the states and the indexes that older snapshots read. */
  async #alterInPlace(): Promise<void> {
    const { indexes, state } = this.#table
    const fresh = this.#fresh
    const attach = () => {
      assertNoWriters(this.#engine, this.#table)
      if (this.#rows.looks) this.#lookAtDeltas(state)
      this.#assertUnique(fresh, state)
      this.#apply(this.#values, state)
    }
    if (fresh.length === 0) return this.#engine.atomically(attach)
    await indexes.prepareThen(fresh, attach, (stretch) => this.#engine.atomically(stretch))
  }

  #lookAtDeltas({ frozen, active }: TableState): void {
    for (const delta of [...frozen, active]) {
      for (const row of liveRows(delta)) this.#rowOf(delta, row)
    }
  }

  async #alterShape(former: readonly RowGroup[]): Promise<void> {
    const fresh = this.#fresh
    const given = this.#rows.given()
    const values: NewValues = { ...this.#values, given }
    const groups = this.#groupsOf(former, this.#shapeOf(values))
    const columns: KeyColumns = new Map()
    await loadKeyColumns(fresh, [this.#stateOf(groups, [])], columns)
    await this.#engine.atomically(() => {
      assertNoWriters(this.#engine, this.#table)
      const frozen = this.#alteredDelta()
      const state = this.#stateOf(groups, frozen === null ? [] : [frozen])
      // Nobody who reads the new shape has a snapshot older than this.
      buildIndexes(fresh, [state], columns, this.#engine.transactions.visible)
      this.#assertUnique(fresh, state)
      this.#apply({ ...this.#values, given: this.#rows.given() }, state)
    })
  }

  #groupsOf(former: readonly RowGroup[], shape: ShapeChange): RowGroup[] {
    return former.map((group) => alteredGroup(group, shape))
  }

  #stateOf(groups: readonly RowGroup[], frozen: readonly Delta[]): TableState {
    const { timestamp, active, file } = this.#table.state
    const types = this.#alteration.definition.columns.map(({ type }) => type)
    const fresh = Delta.startingAt(types, active.nextRowId)
    return new TableState({ timestamp, groups, frozen, active: fresh, file })
  }

  /** The live rows of all deltas in the new shape; `null`: there are none. Nobody will ask for the others any more. */
  #alteredDelta(): Delta | null {
    const { frozen, active } = this.#table.state
    const rows: { rowId: number; begin: number; values: SqlValue[] }[] = []
    for (const delta of [...frozen, active]) {
      for (const row of liveRows(delta)) {
        const values = this.#rowOf(delta, row)
        rows.push({ rowId: delta.rowIdAt(row), begin: delta.beginOf(row), values })
      }
    }
    if (rows.length === 0) return null
    rows.sort((a, b) => a.rowId - b.rowId)
    const types = this.#alteration.definition.columns.map(({ type }) => type)
    const altered = new Delta(types, rowIdsOf(Float64Array.from(rows, ({ rowId }) => rowId)))
    for (const { values, begin } of rows) altered.append(values, begin)
    return altered
  }

  #rowOf(delta: Delta, row: number): SqlValue[] {
    return this.#rows.row(delta.rowIdAt(row), (ordinal) => delta.valueAt(row, ordinal))
  }

  #assertUnique(slots: readonly IndexSlot[], state: TableState): void {
    const { name } = this.#alteration.definition
    for (const slot of slots) if (slot.definition.unique) assertUniqueRows(state, slot, name)
  }

  /** Tables whose foreign keys refer to what is renamed. Those of the table itself are the caller's to rename. */
  #others(before: TableDefinition): TableDefinition[] {
    const others = [...this.#engine.tables].map((table) => table.definition)
    return withRenamedReferences(
      others.filter(({ id }) => id !== before.id),
      nameChanges(before, this.#alteration.definition),
    )
  }

  #apply(values: NewValues, state: TableState): void {
    const { definition } = this.#alteration
    const nextAutoIncrement = this.#rows.nextAutoIncrement ?? null
    const table = this.#table
    const before = table.definition
    const isRenamed = before.name !== definition.name
    const others = this.#others(before)
    const record = {
      kind: 'alter table' as const,
      definition,
      from: isRenamed ? before.name : null,
      others,
      ...values,
      nextAutoIncrement,
    }
    change(this.#engine, record, (timestamp, lsn) => {
      const former = table.alter(definition, state, this.#slots.all, timestamp)
      if (nextAutoIncrement !== null) table.setAutoIncrement(nextAutoIncrement)
      table.lastLsn = lsn
      redefine(this.#engine, others, lsn)
      if (isRenamed) this.#engine.renamed([{ from: before.name, to: definition.name }])
      if (former.length > 0) this.#engine.releaseLater(table, former, timestamp)
    })
  }
}

/** Rows that are not deleted. No transaction has uncommitted changes. */
function* liveRows(delta: Delta): Iterable<number> {
  for (let row = 0; row < delta.length; row++) {
    if (delta.beginOf(row) !== never && delta.endOf(row) === never) yield row
  }
}
