import type { AggregateCall } from '../../plan/expression.ts'
import type { MaterializedColumn } from '../materialized.ts'
import { keyOrder, type RowOrder } from '../sinks/sort.ts'

/** How many of a call's arguments are values; those behind them are the keys of its ORDER BY. */
export function valueCount({ args, order = [] }: AggregateCall): number {
  return args.length - order.length
}

/** The order that a call's ORDER BY gives to rows by its key columns; `null`: none. */
export function callOrder(
  { order = [] }: AggregateCall,
  keys: readonly MaterializedColumn[],
): RowOrder | null {
  const orders = order.map((key, i) => keyOrder(keys[i], key))
  if (orders.length <= 1) return orders[0] ?? null
  return (a, b) => {
    for (const each of orders) {
      const difference = each(a, b)
      if (difference !== 0) return difference
    }
    return 0
  }
}
