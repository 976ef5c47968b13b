/**
 * The values of one column in memory: typed arrays plus a validity bitmap. Reader and writer share these shapes,
 * so what was read can be written back as it is.
 *
 * Rows that are NULL hold zero, an empty byte string or dictionary code 0; readers must look at `validity` first.
 */
export type ColumnData =
  | BooleanData
  | Int32Data
  | Int64Data
  | WideData
  | FloatData
  | DoubleData
  | BytesData
  | DictionaryData
  | ListData

interface ColumnBase {
  /** Number of rows, NULL ones included. */
  readonly length: number
  /** Bit `i & 7` of byte `i >> 3` is 1 where row `i` has a value. `null`: no row is NULL. */
  readonly validity: Uint8Array | null
}

/** 0 or 1. */
export interface BooleanData extends ColumnBase {
  readonly kind: 'boolean'
  readonly values: Uint8Array
}

/** Integers of at most 32 signed bits: INT32 and its annotations (INT_8 … INT_32, DATE, DECIMAL, TIME_MILLIS). */
export interface Int32Data extends ColumnBase {
  readonly kind: 'int32'
  readonly values: Int32Array
}

/**
 * Integers of at most 64 bits: INT64, UINT_32, UINT_64, timestamps, decimals of up to 18 digits as unscaled integers.
 * A Float64Array where every value of the chunk lies within ±(2^53 − 1), so that each is exact;
 * BigInt64Array otherwise (BigUint64Array for UINT_64).
 */
export interface Int64Data extends ColumnBase {
  readonly kind: 'int64'
  readonly values: Float64Array | BigInt64Array | BigUint64Array
}

/** Unscaled decimals of 19 to 38 digits as two's complement 128-bit integers: `high * 2^64 + low`. */
export interface WideData extends ColumnBase {
  readonly kind: 'wide'
  readonly low: BigUint64Array
  readonly high: BigInt64Array
}

export interface FloatData extends ColumnBase {
  readonly kind: 'float'
  readonly values: Float32Array
}

export interface DoubleData extends ColumnBase {
  readonly kind: 'double'
  readonly values: Float64Array
}

/** Row `i` is `bytes[offsets[i] … offsets[i + 1])`; text is UTF-8. `offsets` has `length + 1` entries. */
export interface BytesData extends ColumnBase {
  readonly kind: 'bytes'
  readonly offsets: Uint32Array
  readonly bytes: Uint8Array
}

/** Row `i` is entry `codes[i]` of `dictionary`, whose entries are distinct and never NULL. */
export interface DictionaryData extends ColumnBase {
  readonly kind: 'dictionary'
  readonly codes: Uint8Array | Uint16Array | Uint32Array
  readonly dictionary: BytesData
}

/** Row `i` is elements `offsets[i] … offsets[i + 1]` of `elements`. */
export interface ListData extends ColumnBase {
  readonly kind: 'list'
  readonly offsets: Uint32Array
  readonly elements: ColumnData
}
