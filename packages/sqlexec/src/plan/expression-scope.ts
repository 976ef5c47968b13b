import type * as ast from '../sql/index.ts'
import type { AggregateCollector } from './aggregate-collector.ts'
import type { Binder } from './binder.ts'
import type { Expression } from './expression.ts'
import type { Clause, Scope } from './scope.ts'

/** Where an expression stands: what its names mean and what it may hold. */
export interface ExpressionScope {
  readonly binder: Binder
  readonly scope: Scope
  readonly clause: Clause
  /** Gathers the aggregate calls; `null` where none may stand. */
  readonly aggregates: AggregateCollector | null
  bind(expression: ast.Expression): Expression
  /** The same place with another right to hold aggregates. */
  withAggregates(aggregates: AggregateCollector | null): ExpressionScope
  /** The same clause over the columns of another query, without aliases and aggregates. */
  over(scope: Scope): ExpressionScope
}
