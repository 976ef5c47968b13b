import type * as ast from '../sql/index.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { AggregateCall, ColumnExpression, Expression } from './expression.ts'
import { aggregateKey } from './expression-key.ts'
import type { OutputColumn } from './logical-plan.ts'
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
}

/** The aggregate calls of one SELECT. Each becomes a column of its Aggregate operator; equal calls share one. */
export class AggregateCollector {
  readonly calls: AggregateCall[] = []
  readonly columns: OutputColumn[] = []
  private readonly byKey = new Map<string, OutputColumn>()

  add(binder: Binder, call: AggregateCall, name: string): ColumnExpression {
    const key = aggregateKey(call)
    let column = this.byKey.get(key)
    if (column === undefined) {
      column = binder.column(name, call.type, call.nullable)
      this.byKey.set(key, column)
      this.calls.push(call)
      this.columns.push(column)
    }
    return columnExpression(column)
  }
}
