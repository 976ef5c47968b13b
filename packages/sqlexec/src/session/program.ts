import type { IndexDefinition } from '../catalog/definition.ts'
import { type ChangeProgram, changeProgram } from '../exec/change.ts'
import { findSubqueries } from '../exec/find-subqueries.ts'
import { type LockProgram, lockProgram } from '../exec/lock.ts'
import { type PhysicalPlan, physicalPlan } from '../exec/physical-plan.ts'
import type { Profile } from '../exec/profile.ts'
import type { RowShape } from '../exec/sinks/rows.ts'
import { exportProgram } from '../exec/transfer/export.ts'
import { loadProgram } from '../exec/transfer/load.ts'
import type {
  LogicalOperator,
  LogicalStatement,
  ScanOperator,
  TableReference,
} from '../plan/logical-plan.ts'
import { inputsOf, rootOf } from '../plan/operator-walk.ts'
import type { SqlType } from '../types/sql-type.ts'
import { typeName } from '../types/type-name.ts'
import type { UsedView } from './databases.ts'
import type { ResultColumn } from './result.ts'

/** A bound and optimized statement, ready to run again and again. */
export interface Program {
  readonly logical: LogicalStatement
  /** The definitions that the program was made for; it is stale where one of them has changed. */
  readonly tables: readonly TableReference[]
  /** Likewise the views. */
  readonly views: readonly UsedView[]
  /** The indexes that its scans read by. */
  readonly indexes: readonly { readonly table: TableReference; readonly index: IndexDefinition }[]
  /** The user variables that it reads, and the types that they had; it is stale where one has another. */
  readonly userVariables: readonly { readonly name: string; readonly type: SqlType }[]
  /** Of a query, or of RETURNING. */
  readonly columns: readonly ResultColumn[]
  /** The query's plan for a shape of rows. */
  query(shape: RowShape): PhysicalPlan
  readonly change: ChangeProgram | null
  /** What a query locks. */
  readonly locks: LockProgram | null
  /** What its operators do, of EXPLAIN ANALYZE. */
  readonly profile: Profile | null
}

export function makeProgram(
  logical: LogicalStatement,
  views: readonly UsedView[],
  userVariables: ReadonlyMap<string, SqlType>,
  profile: Profile | null = null,
): Program {
  const root = rootOf(logical)
  const locks = (logical.kind === 'query' && logical.locks) || null
  const returning = 'returning' in logical ? logical.returning : null
  const scans = [
    ...scansOf(root),
    ...(returning === null ? [] : scansOf(returning.root)),
    ...(locks === null ? [] : scansOf(locks.source)),
  ]
  const tables = [
    ...scans.flatMap(({ table }) => (table.virtual ? [] : [table])),
    ...changedTables(logical),
  ]
  const result = logical.kind === 'query' ? root : returning?.root
  const plans = new Map<RowShape, PhysicalPlan>()
  return {
    logical,
    tables,
    views,
    userVariables: [...userVariables].map(([name, type]) => ({ name, type })),
    indexes: scans.flatMap(({ table, access }) =>
      access === null ? [] : [{ table, index: access.index }],
    ),
    columns: result?.columns.map(resultColumn) ?? [],
    query(shape) {
      let plan = plans.get(shape)
      if (!plan) {
        plan = physicalPlan(root, shape, undefined, profile)
        plans.set(shape, plan)
      }
      return plan
    },
    locks: locks && lockProgram(locks),
    change: changeOf(logical, profile),
    profile,
  }
}

function changeOf(logical: LogicalStatement, profile: Profile | null): ChangeProgram | null {
  switch (logical.kind) {
    case 'query':
      return null
    case 'load':
      return loadProgram(logical)
    case 'export':
      return exportProgram(logical)
    default:
      return changeProgram(logical, profile)
  }
}

/** The tables that a statement itself changes. */
export function changedTables(logical: LogicalStatement): readonly TableReference[] {
  switch (logical.kind) {
    case 'query':
    case 'export':
      return []
    case 'load':
      return [logical.insert.table]
    case 'insert':
      return [logical.table]
    default:
      return logical.tables.map(({ table }) => table)
  }
}

function resultColumn({ name, type }: LogicalOperator['columns'][number]): ResultColumn {
  return { name, type: typeName(type), sqlType: type }
}

function* scansOf(operator: LogicalOperator): Generator<ScanOperator> {
  if (operator.kind === 'scan') yield operator
  for (const input of inputsOf(operator)) yield* scansOf(input)
  for (const { plan } of findSubqueries(operator)) yield* scansOf(plan)
}
