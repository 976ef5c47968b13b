import { SqlError } from '../base/errors.ts'
import type { DeleteStatementPlan } from '../plan/logical-plan.ts'
import type { Table } from '../storage/table-access.ts'
import type { SqlValue } from '../types/value.ts'
import { type ChangeResult, changeOf } from './change-result.ts'
import type { Execution } from './execution.ts'
import type { ForeignKeyEnforcement } from './foreign-keys/enforcement.ts'
import type { Stage } from './maybe-async.ts'
import type { ReturnedRows } from './returning.ts'
import { prepareTable, RowReader } from './table-rows.ts'
import { distinctRows } from './update.ts'

/** Runs a DELETE over rows that have been read. */
export function* runDelete(
  { tables, isJoined, returning }: DeleteStatementPlan,
  rows: readonly (readonly SqlValue[])[],
  execution: Execution,
  keys: ForeignKeyEnforcement | null,
): Stage<ChangeResult> {
  const returned: ReturnedRows | null = returning === null ? null : []
  const gone = new Map<Table, Set<number>>()
  let changes = 0
  for (const { table: reference, rowId } of tables) {
    const table = execution.table(reference)
    yield* prepareTable(table)
    const own = isJoined ? distinctRows(rows, rowId) : rows
    const watched = keys && (yield* keys.watch(table))
    if (returned !== null || (watched !== null && watched.referring.length > 0)) {
      for (const values of yield* readRows(table, own, rowId, execution)) {
        returned?.push(values)
        watched?.deleted(values)
      }
    }
    // A table may stand in the statement under two names.
    const before = gone.get(table) ?? new Set<number>()
    for (const row of own) {
      const id = row[rowId] as number
      if (before.has(id)) continue
      table.delete(execution.transaction, id)
      if (tables.length > 1) before.add(id)
      changes++
    }
    gone.set(table, before)
  }
  return changeOf(changes, returned)
}

function* readRows(
  table: Table,
  rows: readonly (readonly SqlValue[])[],
  rowId: number,
  execution: Execution,
): Stage<ReturnedRows> {
  const found: ReturnedRows = []
  const snapshot = table.snapshot(execution.transaction)
  const reader = new RowReader(table.definition)
  for (const row of rows) {
    const place = snapshot.find(row[rowId] as number)
    if (!place) throw new SqlError('internal', 'a row to delete has vanished')
    const loading = reader.load(place.segment)
    if (loading) yield loading
    const values: SqlValue[] = []
    reader.read(place.segment, place.row, values)
    found.push(values)
  }
  return found
}
