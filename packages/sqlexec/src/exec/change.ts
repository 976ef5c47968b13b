import { SqlError } from '../base/errors.ts'
import type {
  DeleteStatementPlan,
  InsertStatementPlan,
  LogicalOperator,
  UpdateStatementPlan,
} from '../plan/logical-plan.ts'
import type { SqlValue } from '../types/value.ts'
import type { ChangeResult } from './change-result.ts'
import type { Execution } from './execution.ts'
import { findSubqueries } from './find-subqueries.ts'
import { runInsert } from './insert.ts'
import type { Stage } from './maybe-async.ts'
import { physicalPlan } from './physical-plan.ts'
import { sameValue } from './same-value.ts'
import { evaluateRows } from './sources/values.ts'
import { checkNotNull, manyRows, prepareTable, RowReader } from './table-rows.ts'

export type ChangePlan = InsertStatementPlan | UpdateStatementPlan | DeleteStatementPlan

/** A change compiled once and run many times. */
export interface ChangeProgram {
  run(execution: Execution): Stage<ChangeResult>
}

export function changeProgram(plan: ChangePlan): ChangeProgram {
  // All source rows are read before the first change, so a statement never meets its own changes.
  const read = rowReader(plan.source)
  return {
    *run(execution) {
      const rows = yield* read(execution)
      switch (plan.kind) {
        case 'insert':
          return yield* runInsert(plan, rows, execution)
        case 'update':
          return yield* runUpdate(plan, rows, execution)
        case 'delete':
          return yield* runDelete(plan, rows, execution)
      }
    },
  }
}

type Rows = readonly (readonly SqlValue[])[]

function rowReader(source: LogicalOperator): (execution: Execution) => Stage<Rows> {
  if (source.kind === 'values' && findSubqueries(source).length === 0) {
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

function* runUpdate(
  plan: UpdateStatementPlan,
  rows: Rows,
  execution: Execution,
): Stage<ChangeResult> {
  const table = execution.table(plan.table)
  yield* prepareTable(table)
  const { definition } = table
  const { ordinals } = plan
  const { transaction } = execution
  const snapshot = table.snapshot(transaction)
  const upkeep = rows.length >= manyRows ? table.deferUpkeep(ordinals) : null
  const reader = new RowReader(definition)
  // The table copies what it is given.
  const values: SqlValue[] = definition.columns.map(() => null)
  for (const row of rows) {
    const rowId = row[0] as number
    const place = snapshot.find(rowId)
    if (!place) throw new SqlError('internal', 'a row to update has vanished')
    const loading = reader.load(place.segment)
    if (loading) yield loading
    reader.read(place.segment, place.row, values)
    let differs = false
    for (let i = 0; i < ordinals.length; i++) {
      const assigned = row[i + 1]
      if (sameValue(values[ordinals[i]], assigned)) continue
      values[ordinals[i]] = assigned
      differs = true
    }
    if (!differs) continue
    checkNotNull(definition, values)
    table.update(transaction, rowId, values, upkeep)
  }
  if (upkeep !== null) table.finishUpkeep(upkeep)
  return { changes: rows.length, lastInsertId: 0 }
}

function* runDelete(
  plan: DeleteStatementPlan,
  rows: Rows,
  execution: Execution,
): Stage<ChangeResult> {
  const table = execution.table(plan.table)
  yield* prepareTable(table)
  for (const [rowId] of rows) table.delete(execution.transaction, rowId as number)
  return { changes: rows.length, lastInsertId: 0 }
}
