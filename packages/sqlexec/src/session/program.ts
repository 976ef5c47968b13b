import { type ChangeProgram, changeProgram } from '../exec/change.ts'
import { findSubqueries } from '../exec/find-subqueries.ts'
import { type PhysicalPlan, physicalPlan } from '../exec/physical-plan.ts'
import type { RowShape } from '../exec/sinks/rows.ts'
import type { LogicalOperator, LogicalStatement, TableReference } from '../plan/logical-plan.ts'
import { inputsOf } from '../plan/operator-walk.ts'
import { typeName } from '../types/type-name.ts'
import type { ResultColumn } from './result.ts'

/** A bound and optimized statement, ready to run again and again. */
export interface Program {
  readonly logical: LogicalStatement
  /** The definitions that the program was made for; it is stale where one of them has changed. */
  readonly tables: readonly TableReference[]
  /** Of a query. */
  readonly columns: readonly ResultColumn[]
  /** The query's plan for a shape of rows. */
  query(shape: RowShape): PhysicalPlan
  readonly change: ChangeProgram | null
}

export function makeProgram(logical: LogicalStatement): Program {
  const root = logical.kind === 'query' ? logical.root : logical.source
  const tables = [...tablesOf(root)]
  if (logical.kind !== 'query') tables.push(logical.table)
  const plans = new Map<RowShape, PhysicalPlan>()
  return {
    logical,
    tables,
    columns: logical.kind === 'query' ? logical.root.columns.map(resultColumn) : [],
    query(shape) {
      let plan = plans.get(shape)
      if (!plan) {
        plan = physicalPlan(root, shape)
        plans.set(shape, plan)
      }
      return plan
    },
    change: logical.kind === 'query' ? null : changeProgram(logical),
  }
}

function resultColumn({ name, type }: LogicalOperator['columns'][number]): ResultColumn {
  return { name, type: typeName(type), sqlType: type }
}

function* tablesOf(operator: LogicalOperator): Generator<TableReference> {
  if (operator.kind === 'scan') yield operator.table
  for (const input of inputsOf(operator)) yield* tablesOf(input)
  for (const { plan } of findSubqueries(operator)) yield* tablesOf(plan)
}
