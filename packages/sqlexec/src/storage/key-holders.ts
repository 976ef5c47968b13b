import { SqlError } from '../base/errors.ts'
import { isUncommitted, never } from '../txn/timestamp.ts'
import type { TransactionContext } from '../txn/transaction.ts'
import type { TableState } from './table-state.ts'

/**
 * Of row versions found in an index, those that are live in the newest state: written by this transaction, or committed. Throws
 * `write_conflict` where another transaction that has not committed wrote or deleted one, since its outcome decides.
 */
export function liveVersions(
  rowIds: Iterable<number>,
  state: TableState,
  transaction: TransactionContext,
  tableName: string,
): readonly number[] {
  const live: number[] = []
  for (const rowId of rowIds) {
    const place = state.locate(rowId)
    if (place === undefined) continue
    const begin = place.segment.beginOf(place.row)
    const end = place.segment.endOf(place.row)
    if (begin === never || end === transaction.id) continue
    if (end !== never && !isUncommitted(end)) continue
    const foreign = isUncommitted(begin) && begin !== transaction.id
    // Inserted and deleted by one transaction: nobody will see it, however that transaction ends.
    if (foreign && begin === end) continue
    if (foreign || end !== never) {
      throw new SqlError(
        'write_conflict',
        `Another transaction changes a row of '${tableName}' that a foreign key speaks of; try restarting transaction`,
      )
    }
    live.push(rowId)
  }
  return live
}
