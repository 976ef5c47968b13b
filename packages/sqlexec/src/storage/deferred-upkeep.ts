import { never } from '../txn/timestamp.ts'
import type { Delta } from './delta.ts'
import type { IndexSlot } from './index-slot.ts'
import type { TableState } from './table-state.ts'

/** Adding rows to an index in bulk looks at the whole delta, so they should be such a share of it. */
const bulkShare = 16

/**
 * Upkeep of indexes that a statement of many changes puts off to its end, where it is done in order of the keys. Meanwhile
 * the indexes lack versions that no other transaction sees. Where the statement fails they are rolled back, and nothing
 * is left to do.
 */
export class DeferredUpkeep {
  readonly slots: ReadonlySet<IndexSlot>
  /** Of the versions that the statement has inserted. */
  readonly rowIds: number[] = []

  constructor(slots: Iterable<IndexSlot>) {
    this.slots = new Set(slots)
  }

  /** Adds the versions to the indexes that are built; those that stand there already change nothing. */
  finish(state: TableState): void {
    for (const [delta, rows] of rowsByDelta(this.rowIds, state)) {
      if (rows.length * bulkShare < delta.length) addEach(this.slots, delta, rows)
      else addAll(this.slots, delta, rows)
    }
  }
}

function rowsByDelta(rowIds: readonly number[], state: TableState): Map<Delta, number[]> {
  const byDelta = new Map<Delta, number[]>()
  for (let i = 0; i < rowIds.length; i++) {
    const place = state.locateInDeltas(rowIds[i])
    if (place === undefined || place.segment.beginOf(place.row) === never) continue
    const rows = byDelta.get(place.segment)
    if (rows === undefined) byDelta.set(place.segment, [place.row])
    else rows.push(place.row)
  }
  return byDelta
}

function addEach(slots: Iterable<IndexSlot>, delta: Delta, rows: readonly number[]): void {
  for (const slot of slots) {
    if (slot.index === null) continue
    for (const row of rows) slot.index.insert(slot.keyAt(delta, row), delta.rowIdAt(row))
  }
}

function addAll(slots: Iterable<IndexSlot>, delta: Delta, rows: readonly number[]): void {
  const selected = new Uint8Array((delta.length + 7) >> 3)
  for (let i = 0; i < rows.length; i++) selected[rows[i] >> 3] |= 1 << (rows[i] & 7)
  for (const slot of slots) {
    slot.index?.addRows([
      {
        columns: slot.keyColumns(delta, delta.length),
        rowCount: delta.length,
        firstRowId: delta.rowIds.first,
        rowIds: delta.rowIds.list,
        selected,
      },
    ])
  }
}
