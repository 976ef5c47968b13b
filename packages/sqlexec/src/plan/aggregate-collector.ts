import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { AggregateCall, ColumnExpression, Expression } from './expression.ts'
import { aggregateKey, expressionKey } from './expression-key.ts'
import type { OutputColumn } from './logical-plan.ts'

/** `GROUPING(args)`: which of the keys a row sums over. */
export interface GroupingCall {
  readonly args: readonly Expression[]
  readonly column: OutputColumn
  readonly node: ast.FunctionCall
}

/** The aggregate calls of one SELECT. Each becomes a column of its Aggregate operator; equal calls share one. */
export class AggregateCollector {
  readonly calls: AggregateCall[] = []
  readonly columns: OutputColumn[] = []
  readonly groupings: GroupingCall[] = []
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

  addGrouping(
    binder: Binder,
    args: readonly Expression[],
    node: ast.FunctionCall,
    name: string,
  ): ColumnExpression {
    const key = args.map(expressionKey).join()
    let call = this.groupings.find((each) => each.args.map(expressionKey).join() === key)
    if (call === undefined) {
      call = { args, column: binder.column(name, types.bigint, false), node }
      this.groupings.push(call)
    }
    return columnExpression(call.column)
  }
}
