import { allVisible } from '../txn/visibility.ts'
import type { IndexSlot } from './index-slot.ts'
import { PinnedColumns } from './pinned-columns.ts'
import type { IndexBatch } from './table-index.ts'
import type { TableState } from './table-state.ts'
import type { VersionSegment } from './version-segment.ts'

/** Key columns of the segments of a table, held while an index is made ready. */
export type KeyColumns = Map<VersionSegment, PinnedColumns>

/** Loads the key columns of the slots in every state into `columns`. `undefined`: all are there. */
export function loadKeyColumns(
  slots: readonly IndexSlot[],
  states: readonly TableState[],
  columns: KeyColumns,
): Promise<void> | undefined {
  const ordinals = [...new Set(slots.flatMap((slot) => slot.ordinals))]
  const loads: Promise<void>[] = []
  for (const segment of distinctSegments(states)) {
    let pinned = columns.get(segment)
    if (pinned === undefined) columns.set(segment, (pinned = new PinnedColumns(segment)))
    const load = pinned.load(ordinals)
    if (load !== undefined) loads.push(load)
  }
  return loads.length === 0 ? undefined : Promise.all(loads).then(() => undefined)
}

/**
 * Builds indexes over every version that some snapshot may ask for: those of the newest state, and those that only
 * older states still hold.
 */
export function buildIndexes(
  slots: readonly IndexSlot[],
  states: readonly TableState[],
  columns: KeyColumns,
  oldestSnapshot: number,
): void {
  const newest = states[states.length - 1]
  const current = new Set<VersionSegment>(newest.segments())
  for (const slot of slots) {
    const batches: IndexBatch[] = []
    for (const segment of distinctSegments(states)) {
      if (segment.length === 0) continue
      const selected = reachable(segment, oldestSnapshot)
      if (!current.has(segment)) clearPresent(selected, newest, segment)
      batches.push(batchOf(slot, segment, columns.get(segment), selected))
    }
    slot.index = slot.build(batches)
  }
}

function distinctSegments(states: readonly TableState[]): VersionSegment[] {
  return [...new Set(states.flatMap((state) => state.segments()))]
}

/**
 * The versions that some snapshot may see, now or once their transaction commits. The others have left the indexes
 * already, and nobody would take them out again.
 */
function reachable(segment: VersionSegment, oldestSnapshot: number): Uint8Array {
  const bits = allVisible(segment.length)
  if (segment.liveCount === segment.length) return bits
  for (let row = 0; row < segment.length; row++) {
    if (segment.endOf(row) <= oldestSnapshot) bits[row >> 3] &= ~(1 << (row & 7))
  }
  return bits
}

/** Leaves out the rows of an older segment that the newest state holds as well. */
function clearPresent(bits: Uint8Array, newest: TableState, segment: VersionSegment): void {
  for (let row = 0; row < segment.length; row++) {
    if (newest.locate(segment.rowIdAt(row)) !== undefined) bits[row >> 3] &= ~(1 << (row & 7))
  }
}

function batchOf(
  slot: IndexSlot,
  segment: VersionSegment,
  pinned: PinnedColumns | undefined,
  selected: Uint8Array,
): IndexBatch {
  // A delta has grown since it was pinned, and what it holds is always there.
  const source = pinned === undefined || segment.alwaysResident ? segment : pinned
  const { rowIds } = segment
  return {
    columns: slot.keyColumns(source, segment.length),
    rowCount: segment.length,
    firstRowId: rowIds.first,
    rowIds: rowIds.list,
    selected,
  }
}
