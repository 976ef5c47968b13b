import type { IntegerRange } from '../functions/code.ts'
import { isTextual, type SqlType } from '../types/sql-type.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import { valueAt } from '../vector/value-at.ts'

/** How generated code reads a column of a chunk. Every layout gets its own variant of the code. */
export type Layout =
  /** `values[i]` is a number. */
  | 'number'
  /** `values[i]` is a bigint. */
  | 'bigint'
  /** `values[i]` is a string. */
  | 'string'
  /** `values[i]` is a Uint8Array. */
  | 'bytes'
  /** `entries[values[i]]` is a string. */
  | 'text-dictionary'
  /** `entries[values[i]]` is a Uint8Array. */
  | 'bytes-dictionary'
  /** UTF-8 in `buffer` from `offsets[i]` to `offsets[i + 1]`. */
  | 'utf8'
  /** Bytes, likewise. */
  | 'blob'

/** A column as generated code reads it. */
export interface ChunkColumn {
  readonly layout: Layout
  readonly values: ArrayLike<unknown>
  readonly entries: readonly (string | Uint8Array)[] | null
  readonly buffer: Buffer | null
  readonly offsets: Uint32Array | null
  /** A bitmap of the rows that are not NULL, or `null`. */
  readonly validity: Uint8Array | null
  /** 1 where a row is NULL, or `null`. Never both. */
  readonly nulls: ArrayLike<number> | null
  /** Distinguishes layouts whose arrays differ in class, so that each variant of the code stays monomorphic. */
  readonly tag: string
  /** Bounds of the integers, where they are known. */
  range(): IntegerRange | null
}

export interface Chunk {
  readonly rowCount: number
  readonly columns: readonly ChunkColumn[]
  /** Bit `i` is 1 where row `i` counts; `null`: every row does. */
  readonly visible: Uint8Array | null
}

interface ColumnParts {
  readonly layout: Layout
  readonly values?: ArrayLike<unknown>
  readonly entries?: readonly (string | Uint8Array)[]
  readonly buffer?: Buffer
  readonly offsets?: Uint32Array
  readonly validity?: Uint8Array | null
  readonly nulls?: ArrayLike<number> | null
  readonly range?: () => IntegerRange | null
}

export function chunkColumn(parts: ColumnParts): ChunkColumn {
  const values = parts.values ?? []
  const validity = parts.validity ?? null
  const nulls = parts.nulls ?? null
  const nullTag = validity ? '?' : nulls ? '!' : ''
  return {
    layout: parts.layout,
    values,
    entries: parts.entries ?? null,
    buffer: parts.buffer ?? null,
    offsets: parts.offsets ?? null,
    validity,
    nulls,
    tag: `${parts.layout}:${values.constructor.name}${nullTag}`,
    range: parts.range ?? (() => null),
  }
}

const cache = new WeakMap<ColumnVector, ChunkColumn>()

/**
 * A stored vector as generated code reads it. Dictionaries are decoded once per vector; bounds are asked for anew each
 * time, since those of a growing delta widen.
 */
export function vectorColumn(
  vector: ColumnVector,
  type: SqlType,
  range: () => IntegerRange | null,
): ChunkColumn {
  let column = cache.get(vector)
  if (!column) {
    column = chunkColumn({ ...vectorParts(vector, type), validity: vector.validity })
    cache.set(vector, column)
  }
  return { ...column, range }
}

function vectorParts(vector: ColumnVector, type: SqlType): ColumnParts {
  switch (vector.kind) {
    case 'boolean':
    case 'int32':
    case 'float':
    case 'double':
      return { layout: 'number', values: vector.values }
    case 'int64':
      return {
        layout: vector.values instanceof Float64Array ? 'number' : 'bigint',
        values: vector.values,
      }
    case 'wide':
      return { layout: 'bigint', values: wideValues(vector.low, vector.high, vector.length) }
    case 'values':
      return valuesParts(vector.values, type)
    case 'bytes':
      return isTextual(type)
        ? { layout: 'utf8', buffer: bufferOf(vector.bytes), offsets: vector.offsets }
        : { layout: 'blob', buffer: bufferOf(vector.bytes), offsets: vector.offsets }
    case 'dictionary': {
      const { dictionary, codes } = vector
      const textual = isTextual(type)
      const entries: (string | Uint8Array)[] = []
      for (let i = 0; i < dictionary.length; i++) {
        entries.push(valueAt(dictionary, i, textual) as string | Uint8Array)
      }
      return { layout: textual ? 'text-dictionary' : 'bytes-dictionary', values: codes, entries }
    }
  }
}

function valuesParts(values: readonly unknown[], type: SqlType): ColumnParts {
  if (isTextual(type)) return { layout: 'string', values }
  if (type.kind === 'bytes') return { layout: 'bytes', values }
  return { layout: 'bigint', values: values.map((value) => BigInt((value ?? 0) as number)) }
}

function wideValues(low: BigUint64Array, high: BigInt64Array, length: number): bigint[] {
  const values: bigint[] = []
  for (let i = 0; i < length; i++) values.push((high[i] << 64n) | low[i])
  return values
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
