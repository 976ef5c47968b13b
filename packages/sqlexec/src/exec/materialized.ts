import type { IntegerRange } from '../functions/code.ts'
import { isTextual, physicalKind, type SqlType } from '../types/sql-type.ts'
import { type Chunk, type ChunkColumn, chunkColumn } from './chunk.ts'

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

  /** The column as the next pipeline reads it, with one representation for all rows. */
  finish(
    values: readonly unknown[] = this.values,
    nulls: readonly number[] | null = this.nulls,
  ): ChunkColumn {
    if (isTextual(this.type)) return chunkColumn({ layout: 'string', values, nulls })
    if (this.type.kind === 'bytes') return chunkColumn({ layout: 'bytes', values, nulls })
    if (this.hasBigints) {
      const bigints = values.map((value) => BigInt((value ?? 0) as number))
      return chunkColumn({ layout: 'bigint', values: bigints, nulls, range: () => bounds(bigints) })
    }
    const numbers = values as readonly number[]
    const integer = physicalKind(this.type) !== 'double' && physicalKind(this.type) !== 'float'
    return chunkColumn({
      layout: 'number',
      values,
      nulls,
      range: integer ? () => bounds(numbers) : undefined,
    })
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
      return column.finish(values, nulls)
    }),
    visible: null,
  }
}

function gather(values: readonly unknown[], order: ArrayLike<number>): unknown[] {
  const result: unknown[] = []
  for (let i = 0; i < order.length; i++) result.push(values[order[i]])
  return result
}
