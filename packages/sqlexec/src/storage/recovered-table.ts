import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import { type ColumnBuilder, columnBuilder } from '../vector/column-builder.ts'
import { alteredGroup } from './altered-columns.ts'
import type { AlterTableRecord } from './ddl-record.ts'
import { Delta } from './delta.ts'
import type { TableRedo } from './redo.ts'
import type { RowGroup } from './row-group.ts'
import { rowIdsOf } from './row-ids.ts'
import {
  type CreateConverter,
  lenientSource,
  type ShapeChange,
  shapeChange,
  valueOfSource,
} from './shape-change.ts'
import type { TableFile } from './table-file.ts'
import { TableState } from './table-state.ts'

/** A table's file as recovery found it. */
export interface FoundFile {
  readonly file: TableFile
  readonly groups: readonly RowGroup[]
}

/** A table while the log is replayed: its file, and the changes that the file lacks. */
export class RecoveredTable {
  definition: TableDefinition
  /** What the table was at `fileLsn`. */
  fileDefinition: TableDefinition
  found: FoundFile | null = null
  /** The LSN up to which the file holds the changes; those after it are replayed. */
  fileLsn: number
  fileId: string | null = null
  damage: SqlError | null = null
  /** Whether only its file tells of the table, which is in no catalog: a broken file. */
  ephemeral = false
  writeRefusal: SqlError | null = null
  /** Whether the table should have a file and has none that can be used. */
  fileLost = false
  /** A file that stands in the place of the table's own and cannot be used. */
  brokenPath: string | null = null
  /** Set by a repair that gave up rows: changes in the log of rows that are not there are passed over. */
  lacksRows = false
  /** Set by a repair: the file holds row groups that the table has no more, so it must be written anew. */
  mustRewrite = false
  /** A file whose content the log truncated; the next checkpoint replaces it. */
  obsoletePath: string | null = null
  nextRowId: number
  nextAutoIncrement: number
  /** LSN of the newest change that was replayed, 0 where there is none. */
  lastLsn = 0
  #builders: ColumnBuilder[]
  readonly #rowIds: number[] = []
  readonly #deleted: number[] = []

  constructor(
    definition: TableDefinition,
    fileLsn: number,
    nextRowId: number,
    nextAutoIncrement: number,
  ) {
    this.definition = definition
    this.fileDefinition = definition
    this.fileLsn = fileLsn
    this.nextRowId = nextRowId
    this.nextAutoIncrement = nextAutoIncrement
    this.#builders = buildersOf(definition)
  }

  /** Takes the definition of a file that is newer than what is known of the table. Before anything is replayed. */
  startFrom(definition: TableDefinition): void {
    this.definition = definition
    this.fileDefinition = definition
    this.#builders = buildersOf(definition)
  }

  /** Takes a commit in, unless the file holds it. */
  apply(redo: TableRedo, lsn: number): void {
    if (lsn <= this.fileLsn) return
    this.lastLsn = lsn
    this.nextAutoIncrement = Math.max(this.nextAutoIncrement, redo.nextAutoIncrement)
    const { rowIds, columns, deleted } = redo
    const base = this.#rowIds.length
    for (let c = 0; c < columns.length; c++) {
      const builder = this.#builders[c]
      const values = columns[c]
      for (let i = 0; i < values.length; i++) builder.set(base + i, values[i])
    }
    for (let i = 0; i < rowIds.length; i++) this.#rowIds.push(rowIds[i])
    for (let i = 0; i < deleted.length; i++) this.#deleted.push(deleted[i])
    const last = rowIds.length === 0 ? 0 : rowIds[rowIds.length - 1]
    if (last >= this.nextRowId) this.nextRowId = last + 1
  }

  /** Gives the table what an ALTER TABLE gave it, unless the file holds that. */
  alter(record: AlterTableRecord, lsn: number, createConverter: CreateConverter | undefined): void {
    if (lsn <= this.fileLsn) return
    const { definition, nextAutoIncrement } = record
    const shape = shapeChange(this.definition, definition, record, createConverter)
    if (!shape.identical) {
      this.#builders = alteredBuilders(this.#builders, this.#rowIds, shape)
      const { found } = this
      if (found !== null) {
        this.found = { ...found, groups: found.groups.map((group) => alteredGroup(group, shape)) }
      }
    }
    this.redefine(definition, lsn)
    if (nextAutoIncrement !== null) this.nextAutoIncrement = nextAutoIncrement
  }

  /** The same where no row is touched. */
  redefine(definition: TableDefinition, lsn: number): void {
    if (lsn <= this.fileLsn) return
    const { unreadable } = this.definition
    this.definition = unreadable === undefined ? definition : { ...definition, unreadable }
    this.lastLsn = lsn
  }

  /** Forgets every row, as TRUNCATE TABLE does. */
  truncate(lsn: number): void {
    if (lsn <= this.fileLsn) return
    this.lastLsn = lsn
    this.#builders = buildersOf(this.definition)
    this.#rowIds.length = 0
    this.#deleted.length = 0
    this.nextAutoIncrement = 1
    if (this.found !== null) {
      this.found.file.close()
      this.obsoletePath = this.found.file.path
      this.found = null
    }
    this.fileId = null
  }

  /** Whether the log deletes rows that are neither in the file nor in the log. */
  get misfits(): boolean {
    const inserted = new Set(this.#rowIds)
    const groups = this.found?.groups ?? []
    return this.#deleted.some(
      (rowId) => !inserted.has(rowId) && !groups.some((group) => group.rowOf(rowId) >= 0),
    )
  }

  /** The state of the table after the replay, at a timestamp that all snapshots to come have or exceed. */
  finish(timestamp: number): TableState {
    const types = this.definition.columns.map((column) => column.type)
    const groups = [...(this.found?.groups ?? [])].sort((a, b) => a.firstRowId - b.firstRowId)
    const frozen = this.#rowIds.length === 0 ? [] : [this.#replayedDelta(timestamp)]
    const active = Delta.startingAt(types, this.nextRowId)
    const file = this.found?.file ?? null
    const state = new TableState({ timestamp, groups, frozen, active, file })
    for (const rowId of this.#deleted) {
      const place = state.locate(rowId)
      // What a commit after the checkpoint deleted was alive at the checkpoint, so it must be there.
      if (place === undefined) {
        if (!this.lacksRows) this.damage ??= missingRow(this.definition.name, rowId)
      } else place.segment.setEnd(place.row, timestamp)
    }
    return state
  }

  #replayedDelta(timestamp: number): Delta {
    const rowIds = this.#rowIds
    const rows = Int32Array.from(rowIds, (_, i) => i).sort((a, b) => rowIds[a] - rowIds[b])
    const ids = rowIdsOf(Float64Array.from(rows, (row) => rowIds[row]))
    const types = this.definition.columns.map((column) => column.type)
    const delta = new Delta(types, ids)
    const builders = this.#builders
    const values = builders.map((builder) => builder.get(0))
    for (const row of rows) {
      for (let c = 0; c < values.length; c++) values[c] = builders[c].get(row)
      delta.append(values, timestamp)
    }
    return delta
  }

  /** Rows that the log inserted and the file lacks, those that the log deleted again included. */
  get replayedRows(): number {
    return this.#rowIds.length
  }

  /** Whether the log holds changes that the file lacks. */
  get hasReplayed(): boolean {
    return this.lastLsn > 0
  }
}

/** What the log inserted, in another shape. Rows that were deleted again need not convert. */
function alteredBuilders(
  builders: readonly ColumnBuilder[],
  rowIds: readonly number[],
  { to, sources }: ShapeChange,
): ColumnBuilder[] {
  return to.map(({ type }, i) => {
    const source = sources[i]
    const lenient = lenientSource(source)
    const altered = columnBuilder(type)
    for (let row = 0; row < rowIds.length; row++) {
      altered.set(
        row,
        valueOfSource(lenient, rowIds[row], (ordinal) => builders[ordinal].get(row)),
      )
    }
    return altered
  })
}

function buildersOf(definition: TableDefinition): ColumnBuilder[] {
  return definition.columns.map((column) => columnBuilder(column.type))
}

function missingRow(table: string, rowId: number): SqlError {
  return new SqlError(
    'corrupt',
    `The log and the file of table '${table}' do not fit together: the log deletes row ${rowId}, which the file lacks`,
  )
}
