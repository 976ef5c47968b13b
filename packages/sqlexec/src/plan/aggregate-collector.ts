import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { AggregateCall, ColumnExpression } from './expression.ts'
import { aggregateKey } from './expression-key.ts'
import type { OutputColumn } from './logical-plan.ts'

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
