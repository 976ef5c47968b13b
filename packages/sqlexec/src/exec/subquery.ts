import { SqlError } from '../base/errors.ts'
import type { ColumnId, Expression, SubqueryExpression } from '../plan/expression.ts'
import { replaceColumns } from '../plan/expression-walk.ts'
import type { LogicalOperator, ScanOperator } from '../plan/logical-plan.ts'
import { inputsOf, mapExpressions, mapInputs } from '../plan/operator-walk.ts'
import type { SqlValue } from '../types/value.ts'
import type { Execution, Subqueries } from './execution.ts'
import { findSubqueries } from './find-subqueries.ts'
import { drive, type Stage } from './maybe-async.ts'
import { type PhysicalPlan, physicalPlan } from './physical-plan.ts'

/** Runs the subqueries of one execution. */
export class SubqueryRunner implements Subqueries {
  readonly #values = new Map<SubqueryExpression, SqlValue>()

  value(subquery: SubqueryExpression): SqlValue {
    const value = this.#values.get(subquery)
    if (value === undefined) throw new SqlError('internal', 'a subquery was not run before')
    return value
  }

  *prepare(subqueries: readonly SubqueryExpression[], execution: Execution): Stage<void> {
    for (const subquery of subqueries) {
      if (this.#values.has(subquery)) continue
      if (subquery.correlated.length > 0) {
        if (!execution.nested) yield* loadTables(subquery.plan, execution)
        continue
      }
      const rows = yield* planOf(subquery, 0).run({ ...execution, states: [] })
      this.#values.set(subquery, valueFrom(subquery, rows as SqlValue[][]))
    }
  }

  run(subquery: SubqueryExpression, values: readonly SqlValue[], execution: Execution): SqlValue {
    const parameters = [...execution.parameters, ...values]
    const nested: Execution = { ...execution, parameters, states: [], nested: true }
    const rows = drive(planOf(subquery, execution.parameters.length).run(nested))
    if (rows instanceof Promise) {
      throw new SqlError('limit_exceeded', 'memory_limit is too small for a correlated subquery')
    }
    return valueFrom(subquery, rows as SqlValue[][])
  }
}

function* loadTables(operator: LogicalOperator, execution: Execution): Stage<void> {
  if (operator.kind === 'scan') yield* loadTable(operator, execution)
  for (const input of inputsOf(operator)) yield* loadTables(input, execution)
  for (const { plan } of findSubqueries(operator)) yield* loadTables(plan, execution)
}

function* loadTable({ table: reference, ordinals, access }: ScanOperator, execution: Execution) {
  const table = execution.table(reference)
  const preparing = access && table.prepareIndex(execution.index(access.index))
  if (preparing) yield preparing
  const stored = ordinals.filter((ordinal) => ordinal >= 0)
  for (const segment of table.snapshot(execution.transaction).segments) {
    const loading = segment.load(stored)
    if (loading) yield loading
  }
}

const plans = new WeakMap<SubqueryExpression, Map<number, PhysicalPlan>>()

/**
 * The plan of a subquery, in which each correlated column has become a parameter after the `parameterCount` ones that the
 * statement around it has.
 */
function planOf(subquery: SubqueryExpression, parameterCount: number): PhysicalPlan {
  let variants = plans.get(subquery)
  if (!variants) {
    variants = new Map()
    plans.set(subquery, variants)
  }
  let plan = variants.get(parameterCount)
  if (!plan) {
    const parameters = new Map(
      subquery.correlated.map(({ column, value: { type } }, i) => {
        const index = parameterCount + i
        return [column, { kind: 'parameter', index, type, nullable: true } as Expression]
      }),
    )
    plan = physicalPlan(withParameters(subquery.plan, parameters), 'engine')
    variants.set(parameterCount, plan)
  }
  return plan
}

function withParameters(
  operator: LogicalOperator,
  parameters: ReadonlyMap<ColumnId, Expression>,
): LogicalOperator {
  if (parameters.size === 0) return operator
  const replace = (expression: Expression) =>
    replaceColumns(expression, (column) => parameters.get(column))
  return mapExpressions(
    mapInputs(operator, (input) => withParameters(input, parameters)),
    replace,
  )
}

function valueFrom({ mode }: SubqueryExpression, rows: readonly (readonly SqlValue[])[]): SqlValue {
  if (mode === 'exists') return rows.length > 0 ? 1 : 0
  if (mode === 'in') throw new SqlError('internal', 'IN over a subquery was not made a join')
  if (rows.length > 1) throw new SqlError('subquery_rows', 'Subquery returns more than 1 row')
  return rows.length === 0 ? null : rows[0][0]
}
