import { columnExpression } from '../plan/binder.ts'
import type { ColumnId, Expression } from '../plan/expression.ts'
import { collectColumns, isVolatile, replaceColumns } from '../plan/expression-walk.ts'
import type { LogicalOperator } from '../plan/logical-plan.ts'
import { expressionsOf, inputsOf, subqueriesOf } from '../plan/operator-walk.ts'
import { filter, join } from '../plan/operators.ts'

/** A subquery's plan taken apart into what does not speak of the rows around it, and what does. */
export interface Decorrelated {
  /** Speaks of its own columns only. */
  readonly input: LogicalOperator
  /** What a row of `input` must fulfil together with the row around it. */
  readonly conditions: readonly Expression[]
  /** The columns of the subquery, as expressions over `input` and the row around. */
  readonly outputs: readonly Expression[]
}

/**
 * Pulls the predicates that speak of `outer` columns out of a plan, through projects, sorts, DISTINCT and inner joins. How often a
 * row comes out is kept but for DISTINCT, so `distinct` says whether that matters to the caller. `null`: the plan has
 * correlation in another place (below a LIMIT, an aggregate or an outer join).
 */
export function decorrelate(
  plan: LogicalOperator,
  outer: ReadonlySet<ColumnId>,
  ignoreDuplicates: boolean,
): Decorrelated | null {
  if (plan.kind !== 'project' && !mentions(plan, outer)) {
    return { input: plan, conditions: [], outputs: plan.columns.map(columnExpression) }
  }
  switch (plan.kind) {
    case 'project': {
      const inner = decorrelate(plan.input, outer, ignoreDuplicates)
      if (inner === null || plan.expressions.some(isVolatile)) return null
      const through = substitution(plan.input, inner)
      return { ...inner, outputs: plan.expressions.map(through) }
    }
    case 'filter': {
      const inner = decorrelate(plan.input, outer, ignoreDuplicates)
      if (inner === null) return null
      const predicates = plan.predicates.map(substitution(plan.input, inner))
      const own = predicates.filter((part) => !speaksOf(part, outer))
      const correlated = predicates.filter((part) => speaksOf(part, outer))
      return {
        ...inner,
        input: filter(inner.input, own),
        conditions: [...inner.conditions, ...correlated],
      }
    }
    case 'sort':
      return decorrelate(plan.input, outer, ignoreDuplicates)
    case 'distinct':
      return ignoreDuplicates ? decorrelate(plan.input, outer, ignoreDuplicates) : null
    case 'join': {
      if (plan.type !== 'inner' || plan.equalities.length > 0) return null
      const left = decorrelate(plan.left, outer, ignoreDuplicates)
      const right = decorrelate(plan.right, outer, ignoreDuplicates)
      if (left === null || right === null) return null
      const throughLeft = substitution(plan.left, left)
      const throughRight = substitution(plan.right, right)
      const residual = plan.residual.map((part) => throughRight(throughLeft(part)))
      const own = residual.filter((part) => !speaksOf(part, outer))
      const correlated = residual.filter((part) => speaksOf(part, outer))
      return {
        input: join('inner', left.input, right.input, own),
        conditions: [...left.conditions, ...right.conditions, ...correlated],
        outputs: [...left.outputs, ...right.outputs],
      }
    }
    default:
      return null
  }
}

/** Puts the outputs of what was taken apart in place of the columns that it had. */
function substitution(
  operator: LogicalOperator,
  inner: Decorrelated,
): (expression: Expression) => Expression {
  const byColumn = new Map<ColumnId, Expression>()
  for (const [i, { id }] of operator.columns.entries()) byColumn.set(id, inner.outputs[i])
  return (expression) => replaceColumns(expression, (column) => byColumn.get(column))
}

export function speaksOf(expression: Expression, columns: ReadonlySet<ColumnId>): boolean {
  const used = new Set<ColumnId>()
  collectColumns(expression, used)
  for (const column of used) if (columns.has(column)) return true
  return false
}

/** Whether any expression within the plan speaks of one of the columns. */
function mentions(plan: LogicalOperator, columns: ReadonlySet<ColumnId>): boolean {
  return (
    expressionsOf(plan).some((expression) => speaksOf(expression, columns)) ||
    inputsOf(plan).some((input) => mentions(input, columns)) ||
    subqueriesOf(plan).some((subquery) => mentions(subquery.plan, columns))
  )
}
