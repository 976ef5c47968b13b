import type {
  DeleteStatementPlan,
  InsertStatementPlan,
  LogicalOperator,
  UpdateStatementPlan,
} from '../plan/logical-plan.ts'
import type { SqlValue } from '../types/value.ts'
import type { ChangeResult } from './change-result.ts'
import { runDelete } from './delete.ts'
import type { Execution } from './execution.ts'
import { findSubqueries } from './find-subqueries.ts'
import { type ForeignKeyEnforcement, foreignKeysOf } from './foreign-keys/enforcement.ts'
import { runInsert } from './insert.ts'
import type { Stage } from './maybe-async.ts'
import { physicalPlan } from './physical-plan.ts'
import type { Profile } from './profile.ts'
import { Returning } from './returning.ts'
import type { RowShape } from './sinks/rows.ts'
import { evaluateRows } from './sources/values.ts'
import { runUpdate } from './update.ts'

export type ChangePlan = InsertStatementPlan | UpdateStatementPlan | DeleteStatementPlan

/** A change compiled once and run many times. */
export interface ChangeProgram {
  run(execution: Execution, shape: RowShape): Stage<ChangeOutcome>
}

export interface ChangeOutcome extends Pick<ChangeResult, 'changes' | 'lastInsertId'> {
  /** The rows of RETURNING; `null` without it. */
  readonly rows: unknown[] | null
}

/** @param profile is told what the operators of the source do; `null`: nobody asks */
export function changeProgram(plan: ChangePlan, profile: Profile | null = null): ChangeProgram {
  // All source rows are read before the first change, so a statement never meets its own changes.
  const read = rowReader(plan.source, profile)
  const returning = plan.returning && new Returning(plan.returning)
  return {
    *run(execution, shape) {
      const { changes, lastInsertId, returned } = yield* runChange(
        plan,
        yield* read(execution),
        execution,
      )
      const rows = returning && returned ? yield* returning.run(returned, shape, execution) : null
      return { changes, lastInsertId, rows }
    },
  }
}

function* runChange(plan: ChangePlan, rows: Rows, execution: Execution): Stage<ChangeResult> {
  const keys = foreignKeysOf(plan.kind === 'insert' ? plan.table : plan.tables[0].table, execution)
  const result = yield* makeChanges(plan, rows, execution, keys)
  if (keys !== null) yield* keys.finish()
  return result
}

function makeChanges(
  plan: ChangePlan,
  rows: Rows,
  execution: Execution,
  keys: ForeignKeyEnforcement | null,
): Stage<ChangeResult> {
  switch (plan.kind) {
    case 'insert':
      return runInsert(plan, rows, execution, keys)
    case 'update':
      return runUpdate(plan, rows, execution, keys)
    case 'delete':
      return runDelete(plan, rows, execution, keys)
  }
}

type Rows = readonly (readonly SqlValue[])[]

function rowReader(
  source: LogicalOperator,
  profile: Profile | null,
): (execution: Execution) => Stage<Rows> {
  if (profile === null && source.kind === 'values' && findSubqueries(source).length === 0) {
    // biome-ignore lint/correctness/useYield: rows of constants never wait
    return function* (execution) {
      return evaluateRows(source, execution)
    }
  }
  const plan = physicalPlan(source, 'engine', undefined, profile)
  return function* (execution) {
    return (yield* plan.run(execution)) as Rows
  }
}
