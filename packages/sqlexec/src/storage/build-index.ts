import { allVisible } from '../txn/visibility.ts'
import type { IndexSlot } from './index-slot.ts'
import type { IndexBatch } from './table-index.ts'
import type { TableState } from './table-state.ts'
import type { VersionSegment } from './version-segment.ts'

/** Loads the key columns of the slots in every state. `undefined`: all are resident. */
export function missingColumns(
  slots: readonly IndexSlot[],
  states: readonly TableState[],
): Promise<void> | undefined {
  const ordinals = [...new Set(slots.flatMap((slot) => slot.ordinals))]
  const loads: Promise<void>[] = []
  for (const segment of distinctSegments(states)) {
    const load = segment.load(ordinals)
    if (load !== undefined) loads.push(load)
  }
  return loads.length === 0 ? undefined : Promise.all(loads).then(() => undefined)
}

/**
 * Builds indexes over every version that some snapshot may ask for: those of the newest state, and those that only
 * older states still hold. The key columns must be resident.
 */
export function buildIndexes(
  slots: readonly IndexSlot[],
  states: readonly TableState[],
  oldestSnapshot: number,
): void {
  const newest = states[states.length - 1]
  const current = new Set<VersionSegment>(newest.segments())
  const segments = distinctSegments(states)
  for (const slot of slots) {
    const batches: IndexBatch[] = []
    for (const segment of segments) {
      if (segment.length === 0) continue
      const selected = reachable(segment, oldestSnapshot)
      if (!current.has(segment)) clearPresent(selected, newest, segment)
      batches.push(batchOf(slot, segment, selected))
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

function batchOf(slot: IndexSlot, segment: VersionSegment, selected: Uint8Array): IndexBatch {
  const { rowIds } = segment
  return {
    columns: slot.ordinals.map((ordinal) => segment.column(ordinal)),
    rowCount: segment.length,
    firstRowId: rowIds.first,
    rowIds: rowIds.list,
    selected,
  }
}
