import { type ChunkColumn, chunkColumn } from '../chunk.ts'
import { finishedColumn, type MaterializedColumn } from '../materialized.ts'

/** The row at a position; rows are where they came where `order` is `null`. */
export type RowOrder = Uint32Array | null

/** The numbers of a column without bigints, by position. */
export function sortedNumbers(column: MaterializedColumn, order: RowOrder): Float64Array {
  const values = column.values as readonly number[]
  if (order === null) return new Float64Array(values)
  const sorted = new Float64Array(order.length)
  for (let i = 0; i < order.length; i++) sorted[i] = values[order[i]]
  return sorted
}

/** The values of a column by position, whatever they are. */
export function sortedValues(column: MaterializedColumn, order: RowOrder): readonly unknown[] {
  if (order === null) return column.values
  const sorted: unknown[] = []
  for (let i = 0; i < order.length; i++) sorted.push(column.values[order[i]])
  return sorted
}

/** 1 at each position where the column is NULL; `null` where it never is. */
export function sortedNulls(column: MaterializedColumn, order: RowOrder): Uint8Array | null {
  const { nulls } = column
  if (nulls === null || !nulls.includes(1)) return null
  if (order === null) return new Uint8Array(nulls)
  const sorted = new Uint8Array(order.length)
  for (let i = 0; i < order.length; i++) sorted[i] = nulls[order[i]]
  return sorted
}

/** Whether the column's values are numbers, which typed arrays hold. */
export function isNumbers({ type, hasBigints }: MaterializedColumn): boolean {
  const { kind } = type
  return kind !== 'text' && kind !== 'json' && kind !== 'bytes' && !hasBigints
}

/** A column of numbers that a window function made. `nulls` is 1 where it is NULL. */
export function numberColumn(
  values: Float64Array,
  nulls: Uint8Array | null,
  isInteger: boolean,
): ChunkColumn {
  return chunkColumn({
    layout: 'number',
    values,
    nulls,
    range: () => (isInteger ? boundsOf(values) : null),
  })
}

/** What is NULL holds 0, so that the bounds are right, if wider than need be. */
function boundsOf(values: Float64Array) {
  if (values.length === 0) return null
  let min = 0
  let max = 0
  for (let i = 0; i < values.length; i++) {
    if (values[i] < min) min = values[i]
    if (values[i] > max) max = values[i]
  }
  return { min: BigInt(min), max: BigInt(max) }
}

/**
 * The column's value at each of `picked`, which are positions; −1 stands for the value of `otherwise` at the position itself, and for NULL
 * where there is none.
 */
export function pickedColumn(
  column: MaterializedColumn,
  order: RowOrder,
  picked: Int32Array,
  otherwise: MaterializedColumn | null = null,
): ChunkColumn {
  const isPlain = isNumbers(column) && (otherwise === null || isNumbers(otherwise))
  return isPlain
    ? pickNumbers(column, order, picked, otherwise)
    : pickValues(column, order, picked, otherwise)
}

function pickNumbers(
  column: MaterializedColumn,
  order: RowOrder,
  picked: Int32Array,
  otherwise: MaterializedColumn | null,
): ChunkColumn {
  const values = new Float64Array(picked.length)
  const nulls = new Uint8Array(picked.length)
  for (let i = 0; i < picked.length; i++) {
    const source = picked[i] >= 0 ? column : otherwise
    const position = picked[i] >= 0 ? picked[i] : i
    const row = order === null ? position : order[position]
    if (source === null || source.nulls?.[row] === 1) nulls[i] = 1
    else values[i] = source.values[row] as number
  }
  const { kind } = column.type
  return numberColumn(values, nulls, kind !== 'double' && kind !== 'float')
}

function pickValues(
  column: MaterializedColumn,
  order: RowOrder,
  picked: Int32Array,
  otherwise: MaterializedColumn | null,
): ChunkColumn {
  const { kind } = column.type
  const blank = kind === 'text' || kind === 'json' ? '' : kind === 'bytes' ? null : 0
  const values: unknown[] = []
  const nulls: number[] = []
  for (let i = 0; i < picked.length; i++) {
    const source = picked[i] >= 0 ? column : otherwise
    const position = picked[i] >= 0 ? picked[i] : i
    const row = order === null ? position : order[position]
    const isNull = source === null || source.nulls?.[row] === 1
    values.push(isNull ? blank : source.values[row])
    nulls.push(isNull ? 1 : 0)
  }
  const hasBigints = column.hasBigints || otherwise?.hasBigints === true
  return finishedColumn(column.type, values, nulls, hasBigints)
}
