import { SqlError } from '../base/errors.ts'
import type { ColumnId, Expression, SubqueryExpression } from '../plan/expression.ts'
import { isVolatile, replaceColumns } from '../plan/expression-walk.ts'
import type { LogicalOperator, ScanOperator } from '../plan/logical-plan.ts'
import { expressionsOf, inputsOf, mapExpressions, mapInputs } from '../plan/operator-walk.ts'
import type { SqlValue } from '../types/value.ts'
import type { Execution, Subqueries } from './execution.ts'
import { findSubqueries } from './find-subqueries.ts'
import { drive, type Stage } from './maybe-async.ts'
import { type PhysicalPlan, physicalPlan } from './physical-plan.ts'
import type { Profile } from './profile.ts'
import { LruMap } from './runtime/lru-map.ts'
import { valueKey } from './runtime/value-key.ts'

/** How many answers of one correlated subquery are kept, and how long a key may be. */
const maxAnswers = 4096
const maxKeyLength = 1000

/** Of a lateral subquery, longer answers are not kept. */
const maxRows = 1000

/**
 * Runs the subqueries of one execution. The answers of correlated ones are kept by the values that they were run with, which are all
 * that they depend on but for what is the same throughout the execution.
 */
export class SubqueryRunner implements Subqueries {
  readonly #values = new Map<SubqueryExpression, SqlValue>()
  /** `null`: the subquery may answer something else each time. */
  readonly #answers = new Map<SubqueryExpression, Answers | null>()

  value(subquery: SubqueryExpression): SqlValue {
    const value = this.#values.get(subquery)
    if (value === undefined) throw new SqlError('internal', 'a subquery was not run before')
    return value
  }

  *prepare(subqueries: readonly SubqueryExpression[], execution: Execution): Stage<void> {
    for (const subquery of subqueries) {
      if (this.#values.has(subquery)) continue
      if (subquery.correlated.length > 0 || subquery.mode === 'rows') {
        if (!execution.nested) yield* loadTables(subquery.plan, execution)
        continue
      }
      const rows = yield* planOf(subquery, 0, execution.profile).run({ ...execution, states: [] })
      this.#values.set(subquery, valueFrom(subquery, rows as SqlValue[][]))
    }
  }

  run(subquery: SubqueryExpression, values: readonly SqlValue[], execution: Execution): SqlValue {
    return this.#answer(subquery, values, () =>
      valueFrom(subquery, evaluate(subquery, values, execution)),
    ) as SqlValue
  }

  rows(subquery: SubqueryExpression, values: readonly SqlValue[], execution: Execution): Rows {
    return this.#answer(subquery, values, () => evaluate(subquery, values, execution)) as Rows
  }

  #answer(
    subquery: SubqueryExpression,
    values: readonly SqlValue[],
    evaluateAnew: () => SqlValue | Rows,
  ): SqlValue | Rows {
    const answers = this.#answersOf(subquery)
    if (answers === null) return evaluateAnew()
    const key = valueKey(values)
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = evaluateAnew()
    const isLong =
      (typeof key === 'string' && key.length > maxKeyLength) ||
      (Array.isArray(answer) && answer.length > maxRows)
    if (!isLong) answers.set(key, answer)
    return answer
  }

  #answersOf(subquery: SubqueryExpression): Answers | null {
    let answers = this.#answers.get(subquery)
    if (answers === undefined) {
      answers = isVolatilePlan(subquery.plan) ? null : new LruMap(maxAnswers)
      this.#answers.set(subquery, answers)
    }
    return answers
  }
}

type Rows = readonly (readonly SqlValue[])[]

type Answers = LruMap<SqlValue, SqlValue | Rows>

/** The rows of a correlated subquery for the values of a row around it. */
function evaluate(
  subquery: SubqueryExpression,
  values: readonly SqlValue[],
  execution: Execution,
): Rows {
  const parameters = [...execution.parameters, ...values]
  const nested: Execution = { ...execution, parameters, states: [], nested: true }
  const rows = drive(planOf(subquery, execution.parameters.length, execution.profile).run(nested))
  if (rows instanceof Promise) {
    throw new SqlError('limit_exceeded', 'memory_limit is too small for a correlated subquery')
  }
  return rows as Rows
}

/** Whether the plan, or a subquery within it, calls a function that answers something else each time. */
function isVolatilePlan(operator: LogicalOperator): boolean {
  return (
    expressionsOf(operator).some(isVolatile) ||
    inputsOf(operator).some(isVolatilePlan) ||
    findSubqueries(operator).some(({ plan }) => isVolatilePlan(plan))
  )
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
function planOf(
  subquery: SubqueryExpression,
  parameterCount: number,
  profile: Profile | null,
): PhysicalPlan {
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
    plan = physicalPlan(withParameters(subquery.plan, parameters), 'engine', undefined, profile)
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
  if (mode === 'rows') throw new SqlError('internal', 'a lateral subquery has no value')
  if (mode === 'in') throw new SqlError('internal', 'IN over a subquery was not made a join')
  if (rows.length > 1) throw new SqlError('subquery_rows', 'Subquery returns more than 1 row')
  return rows.length === 0 ? null : rows[0][0]
}
