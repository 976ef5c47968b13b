import { SqlError } from '../base/errors.ts'
import type { DeleteStatementPlan } from '../plan/logical-plan.ts'
import type { Table } from '../storage/table-access.ts'
import type { SqlValue } from '../types/value.ts'
import { type ChangeResult, changeOf } from './change-result.ts'
import type { Execution, RowTriggers } from './execution.ts'
import type { ForeignKeyEnforcement } from './foreign-keys/enforcement.ts'
import type { KeyChanges } from './foreign-keys/key-changes.ts'
import type { Stage } from './maybe-async.ts'
import type { ReturnedRows } from './returning.ts'
import { prepareTable, RowReader, readRow } from './table-rows.ts'
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
    const triggers = execution.triggers(table.definition, 'delete')
    if (triggers !== null) {
      changes += yield* deleteEach(table, own, { rowId, watched, triggers, returned }, execution)
      continue
    }
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

interface DeleteState {
  readonly rowId: number
  readonly watched: KeyChanges | null
  readonly triggers: RowTriggers
  readonly returned: ReturnedRows | null
}

/** Deletes rows one by one, with the triggers around each. A row that is gone by then, a second name of the table has deleted. */
function* deleteEach(
  table: Table,
  rows: readonly (readonly SqlValue[])[],
  { rowId, watched, triggers, returned }: DeleteState,
  execution: Execution,
): Stage<number> {
  let changes = 0
  for (const row of rows) {
    const place = table.snapshot(execution.transaction).find(row[rowId] as number)
    if (!place) continue
    const values = yield* readRow(table.definition, place)
    if (triggers.before) yield* triggers.before(values, null)
    watched?.deleted(values)
    table.delete(execution.transaction, row[rowId] as number)
    if (triggers.after) yield* triggers.after(values, null)
    returned?.push(values)
    changes++
  }
  return changes
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
