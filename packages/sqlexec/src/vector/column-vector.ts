/**
 * The values of one column of a chunk: typed arrays plus a validity bitmap. The shapes are those in which the Parquet
 * reader decodes and the writer encodes (it declares the same ones structurally), plus `values` for what lives only
 * in memory. Rows that are NULL hold zero, an empty string or code 0; look at `validity` first.
 */
export type ColumnVector =
  | BooleanVector
  | Int32Vector
  | Int64Vector
  | WideVector
  | FloatVector
  | DoubleVector
  | BytesVector
  | DictionaryVector
  | ValuesVector

interface VectorBase {
  /** Number of rows, NULL ones included. */
  readonly length: number
  /** Bit `i & 7` of byte `i >> 3` is 1 where row `i` has a value. `null`: no row is NULL. */
  readonly validity: Uint8Array | null
}

/** 0 or 1. */
export interface BooleanVector extends VectorBase {
  readonly kind: 'boolean'
  readonly values: Uint8Array
}

export interface Int32Vector extends VectorBase {
  readonly kind: 'int32'
  readonly values: Int32Array
}

/** Float64Array of exact integers where all lie within ±(2^53 − 1), a BigInt array otherwise. */
export interface Int64Vector extends VectorBase {
  readonly kind: 'int64'
  readonly values: Float64Array | BigInt64Array | BigUint64Array
}

/** 128-bit two's complement: `high * 2^64 + low`. */
export interface WideVector extends VectorBase {
  readonly kind: 'wide'
  readonly low: BigUint64Array
  readonly high: BigInt64Array
}

export interface FloatVector extends VectorBase {
  readonly kind: 'float'
  readonly values: Float32Array
}

export interface DoubleVector extends VectorBase {
  readonly kind: 'double'
  readonly values: Float64Array
}

/** Row `i` is `bytes[offsets[i] … offsets[i + 1])`; text is UTF-8. */
export interface BytesVector extends VectorBase {
  readonly kind: 'bytes'
  readonly offsets: Uint32Array
  readonly bytes: Uint8Array
}

/** Row `i` is entry `codes[i]` of `dictionary`, whose entries are distinct and never NULL. */
export interface DictionaryVector extends VectorBase {
  readonly kind: 'dictionary'
  readonly codes: Uint8Array | Uint16Array | Uint32Array
  readonly dictionary: BytesVector
}

/**
 * JavaScript values, for what never leaves this thread: strings and byte arrays of the delta and of intermediate results,
 * and integers too wide for 64 bits (number or bigint by the rule of types/value.ts). NULL rows hold `undefined` or anything.
 */
export interface ValuesVector extends VectorBase {
  readonly kind: 'values'
  readonly values: readonly (string | Uint8Array | number | bigint)[]
}

export function isValid(validity: Uint8Array | null, row: number): boolean {
  return validity === null || (validity[row >> 3] & (1 << (row & 7))) !== 0
}
