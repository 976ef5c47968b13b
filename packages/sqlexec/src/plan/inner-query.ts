import type * as ast from '../sql/index.ts'
import type { Binder } from './binder.ts'
import type { ColumnId, CorrelatedColumn, Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import type { LogicalOperator } from './logical-plan.ts'
import type { Environment } from './scope.ts'

/** A query within an expression, bound. */
export interface InnerQuery {
  readonly plan: LogicalOperator
  readonly correlated: readonly CorrelatedColumn[]
}

export function bindInner(scope: ExpressionScope, query: ast.Query): InnerQuery {
  const { environment } = scope.scope
  const inner = {
    ...environment,
    outer: scope.scope,
    outerAggregates: scope.aggregates,
    captured: new Map(),
  }
  const plan = environment.bindQuery(scope.binder, query, inner)
  return { plan, correlated: correlatedColumns(scope.binder, inner) }
}

/** What a query that is bound turned out to speak of around it. */
export function correlatedColumns(
  binder: Binder,
  { captured }: Pick<Environment, 'captured'>,
): CorrelatedColumn[] {
  const parameter = binder.parameterCount
  return [...captured].map(([column, value]) => ({ column, parameter, value }))
}

/** Which parameter the value becomes is counted from the first one that is free. */
export function correlate(
  scope: ExpressionScope,
  column: ColumnId,
  value: Expression,
): CorrelatedColumn {
  return { column, parameter: scope.binder.parameterCount, value }
}
