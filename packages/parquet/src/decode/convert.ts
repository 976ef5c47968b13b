import { bitAt } from '../bitmap.ts'
import type { BytesData, ColumnData, Int64Data, WideData } from '../column-data.ts'
import { ParquetError } from '../errors.ts'
import { PhysicalType } from '../format/constants.ts'
import type { ColumnSchema } from '../format/schema.ts'
import { releaseSink } from './byte-sink.ts'
import { decimalsToPairs, decimalsToWide } from './decimal.ts'
import { halfFloats } from './float16.ts'
import { pairsToDoubles } from './int64-doubles.ts'
import { int96ToPairs } from './int96.ts'
import { type Allocate, allocateChecked, type Lane } from './lane.ts'

/** What a lane becomes: the result's kind follows from the schema, never from the values. */
type Shape = Pick<ColumnSchema, 'physicalType' | 'logical' | 'dataKind'>

/**
 * Whether the lane's memory becomes the result's, so that it has to come from the caller's allocator. Other lanes
 * are converted into fresh memory.
 */
export function isFinalLane({ physicalType, dataKind }: Shape): boolean {
  switch (dataKind) {
    case 'int64':
      return physicalType === PhysicalType.INT64
    case 'wide':
      return false
    case 'float':
      return physicalType === PhysicalType.FLOAT
    default:
      return true
  }
}

/**
 * Turns a lane of `length` decoded rows into column data.
 *
 * @throws {ParquetError} `corrupt` where a decimal does not fit its declared precision's integer, `limit` where an
 *   INT96 timestamp does not fit 64 bits of its unit
 */
export function finishLane(
  lane: Lane,
  shape: Shape,
  length: number,
  validity: Uint8Array | null,
  allocate: Allocate,
): ColumnData {
  switch (lane.kind) {
    case 'bits':
      return { kind: 'boolean', length, validity, values: lane.values.subarray(0, length) }
    case 'words':
      return finishWords(lane.values, shape, length, validity, allocate)
    case 'pairs':
      return finishPairs(lane.values, shape, length, validity)
    case 'fixed':
      return finishFixed(lane.values, lane.width, shape, length, validity, allocate)
    default:
      return finishBytes(lane, shape, length, validity, allocate)
  }
}

function finishWords(
  words: Int32Array,
  shape: Shape,
  length: number,
  validity: Uint8Array | null,
  allocate: Allocate,
): ColumnData {
  if (shape.dataKind === 'float') {
    const values = new Float32Array(words.buffer, words.byteOffset, length)
    return { kind: 'float', length, validity, values }
  }
  if (shape.dataKind === 'int32') {
    return { kind: 'int32', length, validity, values: words.subarray(0, length) }
  }
  const values = new Float64Array(allocateChecked(allocate, length * 8))
  values.set(new Uint32Array(words.buffer, words.byteOffset, length))
  return { kind: 'int64', length, validity, values }
}

function finishPairs(
  pairs: Int32Array,
  shape: Shape,
  length: number,
  validity: Uint8Array | null,
): ColumnData {
  if (shape.dataKind === 'double') {
    const values = new Float64Array(pairs.buffer, pairs.byteOffset, length)
    return { kind: 'double', length, validity, values }
  }
  const unsigned = shape.logical.kind === 'int' && !shape.logical.signed
  return finishInt64(pairs, length, validity, unsigned)
}

/** Makes doubles of 64-bit integers, in place, where all of them are safe integers. */
function finishInt64(
  pairs: Int32Array,
  length: number,
  validity: Uint8Array | null,
  unsigned: boolean,
): Int64Data {
  const { buffer, byteOffset } = pairs
  const values = pairsToDoubles(pairs, length, unsigned)
    ? new Float64Array(buffer, byteOffset, length)
    : unsigned
      ? new BigUint64Array(buffer, byteOffset, length)
      : new BigInt64Array(buffer, byteOffset, length)
  return { kind: 'int64', length, validity, values }
}

function finishFixed(
  bytes: Uint8Array,
  width: number,
  shape: Shape,
  length: number,
  validity: Uint8Array | null,
  allocate: Allocate,
): ColumnData {
  if (shape.physicalType === PhysicalType.INT96) {
    const pairs = new Int32Array(allocateChecked(allocate, length * 8))
    const unit = shape.logical.kind === 'timestamp' ? shape.logical.unit : 'nanos'
    int96ToPairs(bytes, pairs, length, validity, unit)
    return finishInt64(pairs, length, validity, false)
  }
  if (shape.dataKind === 'float') {
    const values = new Float32Array(allocateChecked(allocate, length * 4))
    const table = halfFloats()
    for (let i = 0; i < length; i++) values[i] = table[bytes[2 * i] | (bytes[2 * i + 1] << 8)]
    return { kind: 'float', length, validity, values }
  }
  const offsets = new Uint32Array(allocateChecked(allocate, (length + 1) * 4))
  if (length * width > 0xffffffff)
    throw new ParquetError('limit', 'a column chunk holds over 4 GiB')
  for (let i = 0; i <= length; i++) offsets[i] = i * width
  const data: BytesData = {
    kind: 'bytes',
    length,
    validity,
    offsets,
    bytes: bytes.subarray(0, length * width),
  }
  return shape.dataKind === 'bytes'
    ? withoutNullBytes(data, width)
    : finishDecimal(data, shape, allocate)
}

/** NULL rows hold an empty byte string. */
function withoutNullBytes(data: BytesData, width: number): BytesData {
  const { validity, offsets, bytes, length } = data
  if (validity === null) return data
  let to = 0
  for (let i = 0; i < length; i++) {
    if (bitAt(validity, i)) {
      if (to !== i * width) bytes.copyWithin(to, i * width, (i + 1) * width)
      to += width
    }
    offsets[i + 1] = to
  }
  return { ...data, bytes: bytes.subarray(0, to) }
}

function finishBytes(
  lane: Extract<Lane, { kind: 'bytes' }>,
  shape: Shape,
  length: number,
  validity: Uint8Array | null,
  allocate: Allocate,
): ColumnData {
  const { offsets, sink } = lane
  const view = sink.bytes.subarray(0, sink.length)
  const data: BytesData = {
    kind: 'bytes',
    length,
    validity,
    offsets: offsets.subarray(0, length + 1),
    bytes: view,
  }
  let result: ColumnData
  if (shape.dataKind === 'bytes') {
    const bytes = new Uint8Array(allocateChecked(allocate, sink.length))
    bytes.set(view)
    result = { ...data, bytes }
  } else {
    result = finishDecimal(data, shape, allocate)
  }
  releaseSink(sink)
  return result
}

/** Decimals as big-endian two's complement become unscaled integers. */
function finishDecimal(data: BytesData, shape: Shape, allocate: Allocate): Int64Data | WideData {
  const { length, validity } = data
  if (shape.dataKind === 'wide') {
    const low = new Int32Array(allocateChecked(allocate, length * 8))
    const high = new Int32Array(allocateChecked(allocate, length * 8))
    decimalsToWide(data, low, high)
    return {
      kind: 'wide',
      length,
      validity,
      low: new BigUint64Array(low.buffer),
      high: new BigInt64Array(high.buffer),
    }
  }
  const pairs = new Int32Array(allocateChecked(allocate, length * 8))
  decimalsToPairs(data, pairs)
  return finishInt64(pairs, length, validity, false)
}
