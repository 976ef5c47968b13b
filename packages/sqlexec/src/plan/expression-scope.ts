import type * as ast from '../sql/index.ts'
import type { AggregateCollector } from './aggregate-collector.ts'
import type { Binder } from './binder.ts'
import type { Expression } from './expression.ts'
import type { Clause, Scope } from './scope.ts'
import type { WindowCollector } from './window-collector.ts'

/** Where an expression stands: what its names mean and what it may hold. */
export interface ExpressionScope {
  readonly binder: Binder
  readonly scope: Scope
  readonly clause: Clause
  /** Gathers the aggregate calls; `null` where none may stand. */
  readonly aggregates: AggregateCollector | null
  /** Gathers the window calls; `null` where none may stand. */
  readonly windows: WindowCollector | null
  bind(expression: ast.Expression): Expression
  /** The same place without the right to hold aggregates and window functions. */
  withoutCalls(): ExpressionScope
  /** The inside of a window call, which may hold aggregates but no window function; `clause`: that of its specification. */
  withinWindow(clause: Clause | null): ExpressionScope
  /** The same clause over the columns of another query, without aliases and aggregates. */
  over(scope: Scope): ExpressionScope
}
