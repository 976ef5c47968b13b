import type { IntegerRange } from '../functions/code.ts'
import { isTextual, type SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Chunk, ChunkColumn, Layout } from './chunk.ts'

/**
 * A column of an intermediate result, grown row by row by generated code: `values.push(value)`, and where the
 * column is nullable `nulls.push(0 or 1)` beside it.
 */
export class MaterializedColumn {
  readonly type: SqlType
  readonly values: unknown[] = []
  readonly nulls: number[] | null
  /** Set by code that pushes bigints: the column may then hold numbers and bigints until it is finished. */
  hasBigints = false

  constructor(type: SqlType, nullable: boolean) {
    this.type = type
    this.nulls = nullable ? [] : null
  }

  /** Adds a row, as generated code does. */
  push(value: SqlValue): void {
    if (typeof value === 'bigint') this.hasBigints = true
    this.values.push(value ?? 0)
    this.nulls?.push(value === null ? 1 : 0)
  }

  /** The column as the next pipeline reads it. */
  finish(): ChunkColumn {
    return finishedColumn(this.type, this.values, this.nulls, this.hasBigints)
  }
}

/**
 * A column of JavaScript values with one representation for all rows.
 *
 * @param nulls 1 where a row is NULL, whose value may be anything
 * @param hasBigints whether there are bigints among the numbers
 */
export function finishedColumn(
  type: SqlType,
  values: readonly unknown[],
  nulls: readonly number[] | null,
  hasBigints: boolean,
): ChunkColumn {
  const nullTag = nulls ? '!' : ''
  if (isTextual(type)) return plainColumn('string', values, nulls, `s${nullTag}`, noRange)
  if (type.kind === 'bytes') return plainColumn('bytes', values, nulls, `x${nullTag}`, noRange)
  if (hasBigints) {
    const bigints = values.map((value) => BigInt((value ?? 0) as number))
    return plainColumn('bigint', bigints, nulls, `b${nullTag}`, () => bounds(bigints))
  }
  const floating = type.kind === 'double' || type.kind === 'float'
  const numbers = values as readonly number[]
  const range = floating ? noRange : () => bounds(numbers)
  return plainColumn('number', values, nulls, `n${nullTag}`, range)
}

const noRange = () => null

function plainColumn(
  layout: Layout,
  values: readonly unknown[],
  nulls: readonly number[] | null,
  tag: string,
  range: () => IntegerRange | null,
): ChunkColumn {
  return {
    layout,
    values,
    entries: null,
    buffer: null,
    offsets: null,
    validity: null,
    nulls,
    tag,
    range,
  }
}

/** The smallest and the largest integer; `null` where there is none. */
function bounds(values: readonly (number | bigint)[]): IntegerRange | null {
  if (values.length === 0) return null
  let min = values[0]
  let max = values[0]
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min: BigInt(min), max: BigInt(max) }
}

/** Finished columns as one chunk. */
export function materializedChunk(columns: readonly MaterializedColumn[], rowCount: number): Chunk {
  return { rowCount, columns: columns.map((column) => column.finish()), visible: null }
}

/** The same with rows in another order: row `i` is row `order[i]`. */
export function reorderedChunk(
  columns: readonly MaterializedColumn[],
  order: ArrayLike<number>,
): Chunk {
  return {
    rowCount: order.length,
    columns: columns.map((column) => {
      const values = gather(column.values, order)
      const nulls = column.nulls && (gather(column.nulls, order) as number[])
      return finishedColumn(column.type, values, nulls, column.hasBigints)
    }),
    visible: null,
  }
}

function gather(values: readonly unknown[], order: ArrayLike<number>): unknown[] {
  const result: unknown[] = []
  for (let i = 0; i < order.length; i++) result.push(values[order[i]])
  return result
}
