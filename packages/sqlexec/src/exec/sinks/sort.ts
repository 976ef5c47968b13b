import { compareBytes } from '../../functions/comparison.ts'
import type { Expression } from '../../plan/expression.ts'
import type { OutputColumn, SortKey } from '../../plan/logical-plan.ts'
import { collation } from '../../types/collation.ts'
import type { Chunk } from '../chunk.ts'
import { evaluateScalar } from '../compile/evaluate-scalar.ts'
import { emitExpression } from '../compile/expression.ts'
import type { Execution } from '../execution.ts'
import { type MaterializedColumn, reorderedChunk } from '../materialized.ts'
import type { Sink } from '../pipeline.ts'
import { rowCountArgument } from '../runtime/row-count.ts'
import { emitStore, type Materialized, newMaterialized } from './materialize.ts'

interface SortState extends Materialized {
  /** How many rows are wanted at most, from the LIMIT above. */
  readonly wanted: number
  /** When so many rows are kept, those that cannot be wanted are thrown away. */
  readonly pruneAt: number
}

export interface SortLimit {
  readonly limit: Expression
  readonly offset: Expression | null
}

/**
 * Keeps rows and sorts them at the end. Under a LIMIT no more than about twice as many are ever kept (top-N).
 *
 * @param columns what is kept of a row; the keys' values are kept beside it
 */
export function sortSink(
  slot: number,
  columns: readonly OutputColumn[],
  keys: readonly SortKey[],
  limit: SortLimit | null,
): Sink {
  const keyColumns = keys.map(({ expression }, i): OutputColumn => {
    const { type, nullable } = expression
    return { id: -1 - i, name: '', type, nullable }
  })
  const stored = [...columns, ...keyColumns]
  return {
    expressions: keys.map(({ expression }) => expression),
    begin(execution) {
      const wanted = limit ? wantedRows(limit, execution) : Number.POSITIVE_INFINITY
      const state: SortState = {
        ...newMaterialized(stored),
        wanted,
        pruneAt: Math.max(4096, wanted * 2),
      }
      execution.states[slot] = state
    },
    emit(scope) {
      const { builder } = scope
      const state = builder.prologue('rows', `states[${slot}]`)
      const keyed = scope.with(
        keys.map(({ expression }, i) => [-1 - i, (inner) => emitExpression(expression, inner)]),
      )
      emitStore(keyed, state, stored)
      if (!limit) return
      const prune = builder.constant((rows: SortState) => keepFirst(rows, keys))
      builder.statement(`if (${state}.rowCount >= ${state}.pruneAt) ${prune}(${state})`)
    },
  }
}

function wantedRows({ limit, offset }: SortLimit, execution: Execution): number {
  const skipped = offset ? rowCountArgument(evaluateScalar(offset, execution), 'OFFSET') : 0
  return skipped + rowCountArgument(evaluateScalar(limit, execution), 'LIMIT')
}

/** The sorted rows, for the next pipeline. */
export function sortedChunk(
  execution: Execution,
  slot: number,
  columnCount: number,
  keys: readonly SortKey[],
): Chunk {
  const state = execution.states[slot] as SortState
  return reorderedChunk(state.columns.slice(0, columnCount), sortedOrder(state, keys))
}

/** Throws away all but the first `wanted` rows, in the arrays that generated code holds on to. */
function keepFirst(state: SortState, keys: readonly SortKey[]): void {
  const order = sortedOrder(state, keys).subarray(0, state.wanted)
  for (const column of state.columns) {
    for (const values of [column.values, column.nulls as unknown[] | null]) {
      if (!values) continue
      const kept = Array.from(order, (row) => values[row])
      values.length = 0
      for (const value of kept) values.push(value)
    }
  }
  state.rowCount = order.length
}

export type RowOrder = (a: number, b: number) => number

/** Row numbers in order; rows with equal keys stay in the order in which they came. */
function sortedOrder(state: Materialized, keys: readonly SortKey[]): Uint32Array {
  const keyColumns = state.columns.slice(state.columns.length - keys.length)
  const orders = keys.map((key, i) => keyOrder(keyColumns[i], key))
  const rows = Uint32Array.from({ length: state.rowCount }, (_, row) => row)
  if (orders.length === 1) return rows.sort(orders[0])
  return rows.sort((a, b) => {
    for (const order of orders) {
      const difference = order(a, b)
      if (difference !== 0) return difference
    }
    return 0
  })
}

/** The order of rows by one column. */
export function keyOrder(
  { type, values, nulls }: MaterializedColumn,
  key: Pick<SortKey, 'descending' | 'nullsFirst'>,
): RowOrder {
  const sign = key.descending ? -1 : 1
  const ascending = valueOrder(type, values)
  if (!nulls?.includes(1)) return sign === 1 ? ascending : (a, b) => -ascending(a, b)
  const nullSign = key.nullsFirst ? -1 : 1
  return (a, b) => {
    if (nulls[a] === 1) return nulls[b] === 1 ? 0 : nullSign
    return nulls[b] === 1 ? -nullSign : sign * ascending(a, b)
  }
}

function valueOrder(type: MaterializedColumn['type'], values: readonly unknown[]): RowOrder {
  switch (type.kind) {
    case 'text': {
      const { key } = collation(type.collation)
      const sortKeys = values.map((value) => key(value as string))
      return (a, b) => (sortKeys[a] < sortKeys[b] ? -1 : sortKeys[a] > sortKeys[b] ? 1 : 0)
    }
    case 'bytes': {
      const bytes = values as readonly Uint8Array[]
      return (a, b) => compareBytes(bytes[a], bytes[b])
    }
    case 'float':
    case 'double': {
      const doubles = values as readonly number[]
      return (a, b) => compareDoubles(doubles[a], doubles[b])
    }
    default: {
      const ordered = values as readonly (number | bigint | string)[]
      return (a, b) => (ordered[a] < ordered[b] ? -1 : ordered[a] > ordered[b] ? 1 : 0)
    }
  }
}

/** NaN counts as the largest. */
function compareDoubles(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0)
}
