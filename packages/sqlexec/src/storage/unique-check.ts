import { SqlError } from '../base/errors.ts'
import { isUncommitted, isVisible, never } from '../txn/timestamp.ts'
import type { TransactionContext } from '../txn/transaction.ts'
import type { SqlValue } from '../types/value.ts'
import { describeValue } from './describe-value.ts'
import { hasNull, type IndexSlot } from './index-slot.ts'
import type { TableState } from './table-state.ts'

/**
 * Throws unless a row with this key may be inserted, by looking at every version that bears the key in the newest state:
 *
 * - dead before my snapshot, rolled back, or deleted by myself: no obstacle
 * - alive, and mine or in my snapshot: `duplicate_key`
 * - anything that an unfinished transaction, or one that committed after my snapshot, did to the key: `write_conflict`,
 *   since its outcome decides, or since my snapshot still shows what it deleted
 *
 * A key with a NULL conflicts with nothing.
 *
 * @param state the newest state of the table, and `seen` the one that the transaction reads
 */
export function checkUnique(
  slot: IndexSlot,
  key: readonly SqlValue[],
  state: TableState,
  seen: TableState,
  transaction: TransactionContext,
  tableName: string,
): void {
  if (hasNull(key)) return
  const rowIds = slot.index!.lookupEqual(key)
  for (let i = 0; i < rowIds.length; i++) {
    const place = state.locate(rowIds[i])
    if (place === undefined) continue
    const begin = place.segment.beginOf(place.row)
    const end = place.segment.endOf(place.row)
    if (begin === never || end === transaction.id) continue
    if (end !== never && end <= transaction.snapshotTimestamp) continue
    const mine = begin === transaction.id
    // Row groups do not tell when their rows began; what I do not see in the older state that I read came later.
    const later = seen !== state && !mine && !isSeen(seen, rowIds[i], transaction)
    if (end === never && (mine || begin <= transaction.snapshotTimestamp) && !later) {
      throw duplicateKey(slot, key, tableName)
    }
    // Inserted and deleted by one transaction: no snapshot shows it, however that transaction ends.
    if (isUncommitted(begin) && begin === end) continue
    throw new SqlError(
      'write_conflict',
      `Another transaction uses the key ${describeKey(slot, key)} of '${tableName}.${slot.definition.name}'; ` +
        'try restarting transaction',
    )
  }
}

function isSeen(state: TableState, rowId: number, transaction: TransactionContext): boolean {
  const place = state.locate(rowId)
  if (place === undefined) return false
  const { segment, row } = place
  const { snapshotTimestamp, id } = transaction
  return isVisible(segment.beginOf(row), segment.endOf(row), snapshotTimestamp, id)
}

export function duplicateKey(
  slot: IndexSlot,
  key: readonly SqlValue[],
  tableName: string,
): SqlError {
  return new SqlError(
    'duplicate_key',
    `Duplicate entry ${describeKey(slot, key)} for key '${tableName}.${slot.definition.name}'`,
  )
}

function describeKey(slot: IndexSlot, key: readonly SqlValue[]): string {
  return `'${key.map((part, i) => describeValue(part, slot.types[i])).join('-')}'`
}
