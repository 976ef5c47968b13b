import { SqlError } from '../base/errors.ts'
import type { UpdatedTable, UpdateStatementPlan } from '../plan/logical-plan.ts'
import type { RowPlace, Table } from '../storage/table-access.ts'
import type { SqlValue } from '../types/value.ts'
import { type ChangeResult, changeOf } from './change-result.ts'
import type { Execution } from './execution.ts'
import type { ForeignKeyEnforcement } from './foreign-keys/enforcement.ts'
import { fillNulls, passes } from './insert.ts'
import type { Stage } from './maybe-async.ts'
import type { ReturnedRows } from './returning.ts'
import { rowProgram } from './row-rules.ts'
import { sameValue } from './same-value.ts'
import { checkNotNull, manyRows, prepareTable, RowReader } from './table-rows.ts'

/** Runs an UPDATE over rows that have been read: one table after the other, each row once. */
export function* runUpdate(
  { tables, isJoined, returning }: UpdateStatementPlan,
  rows: readonly (readonly SqlValue[])[],
  execution: Execution,
  keys: ForeignKeyEnforcement | null,
): Stage<ChangeResult> {
  const returned: ReturnedRows | null = returning === null ? null : []
  const moved: MovedRows = new Map()
  let changes = 0
  for (const target of tables) {
    const own = isJoined ? distinctRows(rows, target.rowId) : rows
    const deferring = tables.length === 1
    yield* updateTable(target, own, { moved, returned, deferring, keys }, execution)
    changes += own.length
  }
  return changeOf(changes, returned)
}

/** The ids that rows have got from this statement, where a table stands in it more than once. */
type MovedRows = Map<Table, Map<number, number>>

/** The rows with a row id, each id once. */
export function distinctRows(
  rows: readonly (readonly SqlValue[])[],
  rowId: number,
): readonly (readonly SqlValue[])[] {
  const seen = new Set<SqlValue>([null])
  return rows.filter((row) => {
    const id = row[rowId]
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

interface UpdateState {
  readonly moved: MovedRows
  readonly returned: ReturnedRows | null
  /** Whether indexes may be kept up at the end. */
  readonly deferring: boolean
  readonly keys: ForeignKeyEnforcement | null
}

function* updateTable(
  { table: reference, rowId: at, ordinals, implicit }: UpdatedTable,
  rows: readonly (readonly SqlValue[])[],
  { moved, returned, deferring, keys }: UpdateState,
  execution: Execution,
): Stage<void> {
  const table = execution.table(reference)
  yield* prepareTable(table)
  const watched = keys && (yield* keys.watch(table))
  const { definition } = table
  const { transaction } = execution
  const ignore = implicit !== null
  const rules = rowProgram(definition)
  const stamps = rules?.stamps(ordinals, execution) ?? []
  const snapshot = table.snapshot(transaction)
  const triggers = execution.triggers(definition, 'update')
  const upkeep =
    deferring && triggers === null && !ignore && rows.length >= manyRows
      ? table.deferUpkeep(rules === null ? ordinals : [...ordinals, ...rules.computed])
      : null
  const newIds = deferring ? null : idsOf(moved, table)
  const reader = new RowReader(definition)
  // The table copies what it is given.
  const values: SqlValue[] = definition.columns.map(() => null)
  for (const row of rows) {
    const rowId = newIds?.get(row[at] as number) ?? (row[at] as number)
    const place: RowPlace | undefined =
      rowId === row[at] ? snapshot.find(rowId) : table.snapshot(transaction).find(rowId)
    if (!place) throw new SqlError('internal', 'a row to update has vanished')
    const loading = reader.load(place.segment)
    if (loading) yield loading
    reader.read(place.segment, place.row, values)
    const before = watched === null && triggers === null ? null : values.slice()
    let differs = false
    for (let i = 0; i < ordinals.length; i++) {
      const assigned = row[at + 1 + i]
      if (sameValue(values[ordinals[i]], assigned)) continue
      values[ordinals[i]] = assigned
      differs = true
    }
    if (triggers?.before && before !== null) {
      yield* triggers.before(before, values)
      differs = before.some((value, i) => !sameValue(value, values[i]))
    }
    if (differs) {
      for (const { ordinal, value } of stamps) values[ordinal] = value
      if (implicit !== null) fillNulls(values, implicit, definition)
      rules?.generate(values, execution.environment)
      checkNotNull(definition, values)
      if (rules !== null && !passes(rules, values, ignore, execution)) continue
      if (ignore && watched !== null && !keys!.refersWell(watched, values)) continue
      const changed = ignore
        ? tryUpdate(table, rowId, values, execution)
        : table.update(transaction, rowId, values, upkeep)
      if (changed === null) continue
      if (before !== null) watched?.updated(before, values)
      newIds?.set(row[at] as number, changed)
    }
    if (triggers?.after) yield* triggers.after(before, values)
    returned?.push(values.slice())
  }
  if (upkeep !== null) table.finishUpkeep(upkeep)
}

function idsOf(moved: MovedRows, table: Table): Map<number, number> {
  let ids = moved.get(table)
  if (ids === undefined) moved.set(table, (ids = new Map()))
  return ids
}

/** UPDATE IGNORE: a row whose key is taken stays as it is, and the answer is `null`. */
function tryUpdate(
  table: Table,
  rowId: number,
  values: readonly SqlValue[],
  { transaction }: Execution,
): number | null {
  try {
    return table.update(transaction, rowId, values)
  } catch (error) {
    if (error instanceof SqlError && error.code === 'duplicate_key') return null
    throw error
  }
}
