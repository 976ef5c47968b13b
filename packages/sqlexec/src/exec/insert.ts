import { SqlError } from '../base/errors.ts'
import {
  type ColumnDefinition,
  columnOrdinal,
  type IndexColumn,
  type TableDefinition,
} from '../catalog/definition.ts'
import { typeRange } from '../functions/integer-code.ts'
import { isVolatile } from '../plan/expression-walk.ts'
import type { ConflictAction, InsertStatementPlan } from '../plan/logical-plan.ts'
import { keyPrefix } from '../storage/key-prefix.ts'
import type { RowPlace, Table } from '../storage/table-access.ts'
import type { SqlValue } from '../types/value.ts'
import type { ChangeResult } from './change-result.ts'
import { evaluateScalar } from './compile/evaluate-scalar.ts'
import type { Execution, RowTriggers } from './execution.ts'
import type { ForeignKeyEnforcement } from './foreign-keys/enforcement.ts'
import type { KeyChanges } from './foreign-keys/key-changes.ts'
import type { Stage } from './maybe-async.ts'
import type { ReturnedRows } from './returning.ts'
import { type RowProgram, rowProgram } from './row-rules.ts'
import { sameValue } from './same-value.ts'
import { checkNotNull, manyRows, prepareTable, readRow } from './table-rows.ts'

/** Runs an INSERT over rows that have been read; REPLACE and ON DUPLICATE KEY UPDATE too. */
export function* runInsert(
  plan: InsertStatementPlan,
  rows: readonly (readonly SqlValue[])[],
  execution: Execution,
  keys: ForeignKeyEnforcement | null,
): Stage<ChangeResult> {
  const table = execution.table(plan.table)
  yield* prepareTable(table)
  const watched = keys && (yield* keys.watch(table))
  const { definition } = table
  const defaults = defaultValues(plan, execution)
  const counter = definition.columns.findIndex((column) => column.autoIncrement)
  const rules = rowProgram(definition)
  const { environment } = execution
  const ignore = plan.implicit !== null
  const isPlain = plan.onConflict.kind === 'error'
  const triggers = execution.triggers(definition, 'insert')
  const upkeep =
    isPlain && triggers === null && rows.length >= manyRows ? table.deferUpkeep(null) : null
  const zeroDraws = environment.session.zeroDrawsValue
  let lastInsertId = 0
  const returned: ReturnedRows | null = plan.returning === null ? null : []
  let changes = 0
  const state: InsertState = {
    table,
    watched,
    returned,
    triggers,
    updating: plan.onConflict.kind === 'update' ? execution.triggers(definition, 'update') : null,
    deleting: plan.onConflict.kind === 'replace' ? execution.triggers(definition, 'delete') : null,
  }
  for (const row of rows) {
    const values = defaults()
    for (let i = 0; i < plan.ordinals.length; i++) values[plan.ordinals[i]] = row[i]
    if (triggers?.before) yield* triggers.before(null, values)
    if (counter >= 0) {
      const drawn = countUp(table, definition.columns[counter], values, counter, zeroDraws)
      if (lastInsertId === 0) lastInsertId = drawn
    }
    if (plan.implicit !== null) fillNulls(values, plan.implicit, definition)
    rules?.generate(values, environment)
    checkNotNull(definition, values)
    if (rules !== null && !passes(rules, values, ignore, execution)) continue
    if (ignore && watched !== null && !keys!.refersWell(watched, values)) continue
    if (plan.onConflict.kind === 'error') {
      watched?.inserted(values)
      table.insert(execution.transaction, values, upkeep)
      if (triggers?.after) yield* triggers.after(null, values)
      returned?.push(values)
      changes++
    } else changes += yield* insertOrResolve(plan, state, values, execution)
  }
  if (upkeep !== null) table.finishUpkeep(upkeep)
  return { changes, lastInsertId, returned }
}

/** Whether a row keeps to the CHECK constraints; without IGNORE one that does not is an error. */
export function passes(
  rules: RowProgram,
  values: SqlValue[],
  ignore: boolean,
  { environment }: Execution,
): boolean {
  try {
    rules.check(values, environment)
  } catch (error) {
    if (ignore && error instanceof SqlError && error.code === 'check_violated') return false
    throw error
  }
  return true
}

/** IGNORE: a column that takes no NULL gets what MySQL puts in its place. */
export function fillNulls(
  values: SqlValue[],
  implicit: readonly SqlValue[],
  { columns }: TableDefinition,
): void {
  for (let i = 0; i < columns.length; i++) {
    if (values[i] === null && !columns[i].nullable) values[i] = implicit[i]
  }
}

/** Makes rows of defaults: what is volatile is evaluated for each, the rest once. */
function defaultValues(plan: InsertStatementPlan, execution: Execution): () => SqlValue[] {
  const fixed = plan.defaults.map((value) => value && evaluateScalar(value, execution))
  const given = new Set(plan.ordinals)
  const volatile = plan.defaults.flatMap((value, ordinal) =>
    value !== null && !given.has(ordinal) && isVolatile(value) ? [{ ordinal, value }] : [],
  )
  return () => {
    const values = fixed.slice()
    for (const { ordinal, value } of volatile) values[ordinal] = evaluateScalar(value, execution)
    return values
  }
}

/** Gives a row its AUTO_INCREMENT value, which is answered, or takes note of the one that it brings (0). */
function countUp(
  table: Table,
  { name, type }: ColumnDefinition,
  values: SqlValue[],
  ordinal: number,
  zeroDraws: boolean,
): number {
  const given = values[ordinal]
  if (given !== null && (given !== 0 || !zeroDraws)) {
    table.advanceAutoIncrement(Number(given))
    return 0
  }
  const drawn = table.nextAutoIncrement()
  const limits = typeRange(type)
  if (limits !== null && drawn > limits.max) {
    const message = `Out of range value for column '${name}': AUTO_INCREMENT is used up`
    throw new SqlError('out_of_range', message)
  }
  values[ordinal] = drawn
  return drawn
}

interface InsertState {
  readonly table: Table
  readonly watched: KeyChanges | null
  readonly returned: ReturnedRows | null
  /** Of the INSERT, and of what it does with the rows in its way. */
  readonly triggers: RowTriggers | null
  readonly updating: RowTriggers | null
  readonly deleting: RowTriggers | null
}

/** Inserts a row, or does with the rows that have its keys what the statement says. The answer is the rows changed. */
function* insertOrResolve(
  { onConflict: action, implicit }: InsertStatementPlan,
  { table, watched, returned, triggers, updating, deleting }: InsertState,
  values: SqlValue[],
  execution: Execution,
): Stage<number> {
  const rivals = findRivals(table, values, execution)
  if (action.kind === 'ignore' && rivals.length > 0) return 0
  if (action.kind === 'update' && rivals.length > 0) {
    const [{ place, rowId }] = rivals
    const existing = yield* readRow(table.definition, place)
    const changed = updatedRow(action, existing, values, execution)
    if (updating?.before) yield* updating.before(existing, changed)
    if (implicit !== null) fillNulls(changed, implicit, table.definition)
    const same = existing.every((value, i) => sameValue(value, changed[i]))
    if (!same) finishUpdate(table.definition, action.ordinals, changed, execution)
    const ignore = implicit !== null
    const count = same ? 0 : updateExisting(table, rowId, changed, ignore, execution)
    if (count > 0) watched?.updated(existing, changed)
    if (updating?.after) yield* updating.after(existing, changed)
    returned?.push(count === 0 ? existing : changed)
    return count
  }
  for (const { rowId, place } of rivals) {
    const gone =
      watched === null && deleting === null ? null : yield* readRow(table.definition, place)
    if (deleting?.before) yield* deleting.before(gone, null)
    if (gone !== null) watched?.deleted(gone, true)
    table.delete(execution.transaction, rowId)
    if (deleting?.after) yield* deleting.after(gone, null)
  }
  watched?.inserted(values)
  table.insert(execution.transaction, values)
  if (triggers?.after) yield* triggers.after(null, values)
  returned?.push(values)
  return 1 + rivals.length
}

/** Computes what follows from the assigned columns of a row, and checks it. */
function finishUpdate(
  definition: TableDefinition,
  assigned: readonly number[],
  values: SqlValue[],
  execution: Execution,
): void {
  const rules = rowProgram(definition)
  if (rules !== null) {
    for (const { ordinal, value } of rules.stamps(assigned, execution)) values[ordinal] = value
    rules.generate(values, execution.environment)
  }
  checkNotNull(definition, values)
  rules?.check(values, execution.environment)
}

/** What ON DUPLICATE KEY UPDATE counts: 2 for a row that changes, 0 for one that IGNORE leaves as it is. */
function updateExisting(
  table: Table,
  rowId: number,
  changed: readonly SqlValue[],
  ignore: boolean,
  execution: Execution,
): number {
  try {
    table.update(execution.transaction, rowId, changed)
  } catch (error) {
    if (ignore && error instanceof SqlError && error.code === 'duplicate_key') return 0
    throw error
  }
  return 2
}

interface Rival {
  readonly rowId: number
  readonly place: RowPlace
}

/** The visible rows that hold a unique key of a new row, those of the first index first, each once. */
function findRivals(table: Table, values: readonly SqlValue[], execution: Execution): Rival[] {
  const { definition } = table
  const snapshot = table.snapshot(execution.transaction)
  const found = new Map<number, Rival>()
  for (const index of definition.indexes) {
    if (!index.unique) continue
    const key = keyOf(definition, index.columns, values)
    if (key.includes(null)) continue
    for (const rowId of table.index(index.name).lookupEqual(key)) {
      const place = snapshot.find(rowId)
      if (place) found.set(rowId, { rowId, place })
    }
  }
  return [...found.values()]
}

function keyOf(
  definition: TableDefinition,
  columns: readonly IndexColumn[],
  values: readonly SqlValue[],
): SqlValue[] {
  return columns.map(({ column, prefix }) => {
    const value = values[columnOrdinal(definition, column)]
    return prefix === null ? value : keyPrefix(value, prefix)
  })
}

/** The existing row with the assignments of ON DUPLICATE KEY UPDATE. */
function updatedRow(
  action: Extract<ConflictAction, { kind: 'update' }>,
  existing: readonly SqlValue[],
  inserted: readonly SqlValue[],
  execution: Execution,
): SqlValue[] {
  const parameters = execution.parameters.slice()
  existing.forEach((value, i) => {
    parameters[action.existing + i] = value
  })
  inserted.forEach((value, i) => {
    parameters[action.inserted + i] = value
  })
  const changed = existing.slice()
  action.values.forEach((value, i) => {
    changed[action.ordinals[i]] = evaluateScalar(value, { ...execution, parameters })
  })
  return changed
}
