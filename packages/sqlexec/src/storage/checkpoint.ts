import type { SqlValue } from '../types/value.ts'
import { droppedRows, freeze, installCheckpoint, type MadeGroup } from './checkpoint-install.ts'
import { type CopyPolicy, type PlannedGroup, planCheckpoint } from './checkpoint-plan.ts'
import type { DroppedRows } from './garbage-queue.ts'
import type { IndexSlot } from './index-slot.ts'
import { PinnedColumns } from './pinned-columns.ts'
import type { StoredTable } from './stored-table.ts'
import type { TableFile } from './table-file.ts'
import type { StoredPlace } from './table-state.ts'
import type { VersionSegment } from './version-segment.ts'

/** Turns a plan into row groups: in a file, or in memory. */
export interface RowGroupMaker extends CopyPolicy {
  make(planned: readonly PlannedGroup[]): Promise<{ groups: MadeGroup[]; file: TableFile | null }>
}

/** What a checkpoint of one table needs to know. */
export interface CheckpointTarget {
  /** Every commit up to here is visible, and goes into the row groups. */
  readonly timestamp: number
  /** Told the versions that no state holds any more, once the new state is installed. */
  readonly dropped: (rows: DroppedRows) => void
}

/**
 * Makes row groups of what a table's snapshot at a timestamp sees and installs them. Commits and readers go on meanwhile.
 * A failure leaves the table as it was.
 */
export async function checkpointTable(
  table: StoredTable,
  maker: RowGroupMaker,
  { timestamp, dropped }: CheckpointTarget,
): Promise<void> {
  const state = freeze(table)
  const plan = planCheckpoint(state, timestamp, maker)
  const garbage = await collectGarbage(table, droppedRows(state, plan, timestamp))
  const { groups, file } = await maker.make(plan)
  installCheckpoint(table, timestamp, groups, file)
  if (garbage !== null) dropped(garbage)
}

/** The keys of the rows that the new row groups leave out, for the indexes that are built. */
async function collectGarbage(
  table: StoredTable,
  rows: readonly StoredPlace[],
): Promise<DroppedRows | null> {
  const slots = table.slots.filter((slot) => slot.index !== null)
  if (rows.length === 0 || slots.length === 0) return null
  const ordinals = [...new Set(slots.flatMap((slot) => slot.ordinals))]
  const pins = new Map<VersionSegment, PinnedColumns>()
  for (const { segment } of rows) {
    if (pins.has(segment)) continue
    const pinned = new PinnedColumns(segment)
    pins.set(segment, pinned)
    await pinned.load(ordinals)
  }
  const keys = new Map<IndexSlot, SqlValue[][]>()
  for (const slot of slots) {
    const list = rows.map(({ segment, row }) => slot.keyOfColumns(pins.get(segment)!, row))
    keys.set(slot, list)
  }
  return { table, rowIds: rows.map(({ segment, row }) => segment.rowIdAt(row)), keys }
}
