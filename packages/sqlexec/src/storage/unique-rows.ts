import { never } from '../txn/timestamp.ts'
import { hasNull, type IndexSlot } from './index-slot.ts'
import type { TableState } from './table-state.ts'
import { duplicateKey } from './unique-check.ts'

/**
 * Throws `duplicate_key` where two live rows bear one key of a unique index that was just built. No transaction may have
 * uncommitted changes in the table.
 */
export function assertUniqueRows(state: TableState, slot: IndexSlot, table: string): void {
  const index = slot.index!
  for (const segment of state.segments()) {
    for (let row = 0; row < segment.length; row++) {
      if (segment.beginOf(row) === never || segment.endOf(row) !== never) continue
      const key = slot.keyAt(segment, row)
      if (hasNull(key)) continue
      const rowIds = index.lookupEqual(key)
      if (rowIds.length < 2) continue
      const live = rowIds.filter((rowId) => {
        const place = state.locate(rowId)
        return place !== undefined && place.segment.endOf(place.row) === never
      })
      if (live.length > 1) throw duplicateKey(slot, key, table)
    }
  }
}
