import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import type {
  DeleteStatementPlan,
  InsertStatementPlan,
  LogicalOperator,
  UpdateStatementPlan,
} from '../plan/logical-plan.ts'
import type { RowPlace, Table } from '../storage/table-access.ts'
import { isTextual } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { valueAt } from '../vector/value-at.ts'
import { evaluateScalar } from './compile/evaluate-scalar.ts'
import type { Execution } from './execution.ts'
import type { Stage } from './maybe-async.ts'
import { physicalPlan } from './physical-plan.ts'
import { evaluateRows } from './sources/values.ts'

/** What a statement changed. */
export interface ChangeResult {
  /** Rows inserted, updated or deleted; for UPDATE the rows that matched, whether or not their values differ. */
  readonly changes: number
  /** The first AUTO_INCREMENT value that the statement drew; 0 where it drew none. */
  readonly lastInsertId: number
}

export type ChangePlan = InsertStatementPlan | UpdateStatementPlan | DeleteStatementPlan

/** A change compiled once and run many times. */
export interface ChangeProgram {
  run(execution: Execution): Stage<ChangeResult>
}

export function changeProgram(plan: ChangePlan): ChangeProgram {
  const rows = rowReader(plan.source)
  switch (plan.kind) {
    case 'insert':
      return { run: (execution) => runInsert(plan, rows, execution) }
    case 'update':
      return { run: (execution) => runUpdate(plan, rows, execution) }
    case 'delete':
      return { run: (execution) => runDelete(plan, rows, execution) }
  }
}

type Rows = readonly (readonly SqlValue[])[]

/** All source rows are read before the first change, so a statement never meets its own changes. */
function rowReader(source: LogicalOperator): (execution: Execution) => Stage<Rows> {
  if (source.kind === 'values') {
    // biome-ignore lint/correctness/useYield: rows of constants never wait
    return function* (execution) {
      return evaluateRows(source, execution)
    }
  }
  const plan = physicalPlan(source, 'engine')
  return function* (execution) {
    return (yield* plan.run(execution)) as Rows
  }
}

function* prepareTable(table: Table): Stage<void> {
  if (table.damage) throw table.damage
  const preparing = table.prepareWrite()
  if (preparing) yield preparing
}

function* runInsert(
  plan: InsertStatementPlan,
  read: (execution: Execution) => Stage<Rows>,
  execution: Execution,
): Stage<ChangeResult> {
  const table = execution.table(plan.table)
  yield* prepareTable(table)
  const rows = yield* read(execution)
  const { definition } = table
  const defaults = plan.defaults.map((value) => value && evaluateScalar(value, execution))
  const counter = definition.columns.findIndex((column) => column.autoIncrement)
  let lastInsertId = 0
  for (const row of rows) {
    const values = defaults.slice() as SqlValue[]
    for (let i = 0; i < plan.ordinals.length; i++) values[plan.ordinals[i]] = row[i]
    if (counter >= 0) {
      const given = values[counter]
      if (given === null || given === 0) {
        const drawn = table.nextAutoIncrement()
        values[counter] = drawn
        if (lastInsertId === 0) lastInsertId = drawn
      } else table.advanceAutoIncrement(Number(given))
    }
    checkNotNull(definition, values)
    table.insert(execution.transaction, values)
  }
  return { changes: rows.length, lastInsertId }
}

function checkNotNull(definition: TableDefinition, values: readonly SqlValue[]): void {
  const { columns } = definition
  for (let i = 0; i < columns.length; i++) {
    if (values[i] === null && !columns[i].nullable) {
      throw new SqlError('null_value', `Column '${columns[i].name}' cannot be null`)
    }
  }
}

function* runUpdate(
  plan: UpdateStatementPlan,
  read: (execution: Execution) => Stage<Rows>,
  execution: Execution,
): Stage<ChangeResult> {
  const table = execution.table(plan.table)
  yield* prepareTable(table)
  const rows = yield* read(execution)
  const { definition } = table
  const everyOrdinal = definition.columns.map((_, ordinal) => ordinal)
  const snapshot = table.snapshot(execution.transaction)
  for (const [rowId, ...assigned] of rows) {
    const place = snapshot.find(rowId as number)
    if (!place) throw new SqlError('internal', 'a row to update has vanished')
    const loading = place.segment.load(everyOrdinal)
    if (loading) yield loading
    const values = readRow(definition, place)
    let differs = false
    plan.ordinals.forEach((ordinal, i) => {
      if (sameValue(values[ordinal], assigned[i])) return
      values[ordinal] = assigned[i]
      differs = true
    })
    if (!differs) continue
    checkNotNull(definition, values)
    table.update(execution.transaction, rowId as number, values)
  }
  return { changes: rows.length, lastInsertId: 0 }
}

function readRow(definition: TableDefinition, { segment, row }: RowPlace): SqlValue[] {
  return definition.columns.map(({ type }, ordinal) =>
    valueAt(segment.column(ordinal), row, isTextual(type)),
  )
}

function sameValue(left: SqlValue, right: SqlValue): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return Buffer.compare(left, right) === 0
  }
  return Object.is(left, right)
}

function* runDelete(
  plan: DeleteStatementPlan,
  read: (execution: Execution) => Stage<Rows>,
  execution: Execution,
): Stage<ChangeResult> {
  const table = execution.table(plan.table)
  yield* prepareTable(table)
  const rows = yield* read(execution)
  for (const [rowId] of rows) table.delete(execution.transaction, rowId as number)
  return { changes: rows.length, lastInsertId: 0 }
}
