import { expressionKey } from './expression-key.ts'
import type { LogicalOperator, OutputColumn, SortKey, WindowCall } from './logical-plan.ts'
import type { CollectedWindow } from './window-collector.ts'

interface Shared {
  readonly partitionKeys: ReadonlySet<string>
  readonly orderKeys: readonly string[]
  readonly first: CollectedWindow
  readonly calls: WindowCall[]
  readonly columns: OutputColumn[]
}

/**
 * The Window operators that add the columns of window calls to `input`. Calls over the same partitions share an operator, and so its
 * sort, where the order of one begins with that of the other.
 */
export function windowOperators(
  input: LogicalOperator,
  collected: readonly CollectedWindow[],
): LogicalOperator {
  const shared: Shared[] = []
  for (const window of [...collected].sort((a, b) => b.order.length - a.order.length)) {
    const partitionKeys = new Set(window.partition.map(expressionKey))
    const orderKeys = window.order.map(sortKeyText)
    let home = shared.find(
      (each) =>
        isSameSet(each.partitionKeys, partitionKeys) &&
        orderKeys.every((key, i) => each.orderKeys[i] === key),
    )
    if (home === undefined) {
      home = { partitionKeys, orderKeys, first: window, calls: [], columns: [] }
      shared.push(home)
    }
    home.calls.push(window.call)
    home.columns.push(window.column)
  }
  return shared.reduce((below, { first, calls, columns }): LogicalOperator => {
    const { partition, order } = first
    const all = [...below.columns, ...columns]
    return { kind: 'window', input: below, columns: all, partition, order, calls }
  }, input)
}

function sortKeyText({ expression, descending, nullsFirst }: SortKey): string {
  return `${expressionKey(expression)} ${descending} ${nullsFirst}`
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((key) => b.has(key))
}
