import { decimalsToWide } from '../decode/decimal.ts'
import { halfFloats } from '../decode/float16.ts'
import { PhysicalType } from '../format/constants.ts'
import type { ColumnOrder, Statistics } from '../format/metadata.ts'
import type { ColumnSchema } from '../format/schema.ts'
import type { ParquetFile } from './metadata.ts'
import { columnOf, readableChunk } from './plan.ts'

/**
 * A value as column data holds it: 0 or 1 for booleans; a number for integers, unscaled decimals and times, a
 * bigint where it is no safe integer; a number for floats; bytes for byte strings.
 */
export type StatisticsValue = number | bigint | Uint8Array

/** What the footer says about the values of one column chunk. What it does not say, or is not to be trusted, is absent. */
export interface ColumnStatistics {
  /** No value of the chunk is less. NaNs, which no bound covers, may be there besides (see `nanCount`). */
  readonly min?: StatisticsValue
  /** No value of the chunk is greater. */
  readonly max?: StatisticsValue
  /** Whether `min` is a value of the chunk, not only a bound. */
  readonly minExact: boolean
  readonly maxExact: boolean
  readonly nullCount?: number
  readonly distinctCount?: number
  readonly nanCount?: number
}

/**
 * The statistics of a column chunk.
 *
 * Ignored as untrustworthy: the deprecated `min` and `max` of types whose order is not that of signed integers or
 * floats, bounds in an unknown column order (of fixed-length byte strings: in none), bounds that are NaN, of a wrong length or
 * the wrong way round, and counts beyond the number of values. Lists have no statistics of their rows.
 *
 * @returns `undefined` where the chunk has none or cannot be read
 */
export function columnStatistics(
  file: ParquetFile,
  rowGroup: number,
  column: number,
): ColumnStatistics | undefined {
  const schema = columnOf(file, column)
  if (schema.unsupported !== undefined || schema.list) return undefined
  const meta = readableChunk(file, rowGroup, column)
  const statistics = meta?.statistics
  if (meta === undefined || statistics === undefined) return undefined
  const count = (value: number | undefined) =>
    value !== undefined && value >= 0 && value <= meta.numValues ? value : undefined
  const order = file.metadata.columnOrders?.[column]
  return {
    ...bounds(schema, statistics, order),
    nullCount: schema.nullable ? count(statistics.nullCount) : 0,
    distinctCount: count(statistics.distinctCount),
    nanCount: count(statistics.nanCount),
  }
}

type Bounds = Pick<ColumnStatistics, 'min' | 'max' | 'minExact' | 'maxExact'>

const noBounds: Bounds = { minExact: false, maxExact: false }

/** The bounds that statistics in the form of the footer give, without those that are not to be trusted. */
export function bounds(
  schema: ColumnSchema,
  statistics: Statistics,
  order: ColumnOrder | undefined,
): Bounds {
  const { minValue, maxValue, isMinValueExact, isMaxValueExact } = trustedBounds(
    schema,
    statistics,
    order,
  )
  const min = minValue && boundValue(schema, minValue)
  const max = maxValue && boundValue(schema, maxValue)
  if (isNaNValue(min) || isNaNValue(max)) return noBounds
  if (min !== undefined && max !== undefined && compareValues(min, max) > 0) return noBounds
  // Byte strings may be cut without a word of it.
  const exactByDefault = schema.dataKind !== 'bytes'
  return {
    min,
    max,
    minExact: min !== undefined && (isMinValueExact ?? exactByDefault),
    maxExact: max !== undefined && (isMaxValueExact ?? exactByDefault),
  }
}

/** Bounds as the footer stores them. */
export type StoredBounds = Pick<
  Statistics,
  'minValue' | 'maxValue' | 'isMinValueExact' | 'isMaxValueExact'
>

/** The stored bounds whose order is the type's, the deprecated ones among them; that they are sound is not looked at. */
export function trustedBounds(
  schema: ColumnSchema,
  statistics: Statistics,
  order: ColumnOrder | undefined,
): StoredBounds {
  const { min, max, minValue, maxValue, isMinValueExact, isMaxValueExact } = statistics
  const isKnown = hasTypeOrder(schema, order)
  if (isKnown && (minValue !== undefined || maxValue !== undefined)) {
    return { minValue, maxValue, isMinValueExact, isMaxValueExact }
  }
  return isOrdered(schema) && hasSignedOrder(schema) ? { minValue: min, maxValue: max } : {}
}

/** Whether the bounds of a column, in the footer and in column indexes, are in the order that the format defines for its type. */
export function hasTypeOrder(schema: ColumnSchema, order: ColumnOrder | undefined): boolean {
  if (!isOrdered(schema)) return false
  // Some writers, DuckDB among them, leave the column orders out; they mean the type's order. One of them writes bounds of
  // UUIDs as text, cut to their length.
  if (order === undefined) return !isFixedBytes(schema)
  return order.TYPE_ORDER !== undefined || order.IEEE_754_TOTAL_ORDER !== undefined
}

function isFixedBytes({ physicalType, dataKind }: ColumnSchema): boolean {
  return physicalType === PhysicalType.FIXED_LEN_BYTE_ARRAY && dataKind === 'bytes'
}

/** Whether the format defines an order for the type. */
function isOrdered({ physicalType, logical }: ColumnSchema): boolean {
  switch (logical.kind) {
    case 'interval':
    case 'geometry':
    case 'geography':
    case 'variant':
    case 'unknown':
      return false
    default:
      return physicalType !== PhysicalType.INT96
  }
}

/** Whether the type's order is the signed one, in which the deprecated bounds are written whatever the type. */
function hasSignedOrder({ physicalType, logical }: ColumnSchema): boolean {
  switch (physicalType) {
    case PhysicalType.BYTE_ARRAY:
    case PhysicalType.FIXED_LEN_BYTE_ARRAY:
      return false
    default:
      return !(logical.kind === 'int' && !logical.signed)
  }
}

/** Decodes a PLAIN value without length; `undefined` where it is not one. */
function boundValue(schema: ColumnSchema, bytes: Uint8Array): StatisticsValue | undefined {
  const { physicalType, logical, dataKind, typeLength } = schema
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const unsigned = logical.kind === 'int' && !logical.signed
  switch (physicalType) {
    case PhysicalType.BOOLEAN:
      return bytes.length === 1 ? bytes[0] & 1 : undefined
    case PhysicalType.INT32:
      if (bytes.length !== 4) return undefined
      return dataKind === 'int64' ? view.getUint32(0, true) : view.getInt32(0, true)
    case PhysicalType.INT64:
      if (bytes.length !== 8) return undefined
      return narrow(unsigned ? view.getBigUint64(0, true) : view.getBigInt64(0, true))
    case PhysicalType.FLOAT:
      return bytes.length === 4 ? view.getFloat32(0, true) : undefined
    case PhysicalType.DOUBLE:
      return bytes.length === 8 ? view.getFloat64(0, true) : undefined
    default:
      if (dataKind === 'bytes') return bytes
      if (typeLength > 0 && bytes.length !== typeLength) return undefined
      if (dataKind === 'float') return halfFloats()[view.getUint16(0, true)]
      return decimalValue(bytes)
  }
}

function decimalValue(bytes: Uint8Array): StatisticsValue | undefined {
  if (bytes.length === 0 || bytes.length > 16) return undefined
  const low = new Int32Array(2)
  const high = new Int32Array(2)
  const offsets = new Uint32Array([0, bytes.length])
  decimalsToWide({ kind: 'bytes', length: 1, validity: null, offsets, bytes }, low, high)
  const lowPart = new BigUint64Array(low.buffer)[0]
  return narrow((new BigInt64Array(high.buffer)[0] << 64n) + lowPart)
}

function narrow(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Whether a value is the NaN of a floating-point column. */
export function isNaNValue(value: StatisticsValue | undefined): boolean {
  return typeof value === 'number' && Number.isNaN(value)
}

/** Orders values of one column. Numbers and bigints compare by value, −0 and +0 are equal; not for NaN. */
export function compareValues(a: StatisticsValue, b: StatisticsValue): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i] - b[i]
  return a.length - b.length
}
