import { corrupt, ParquetError, unsupported } from '../errors.ts'
import { Encoding, nameOf, PhysicalType } from '../format/constants.ts'
import { decodeDeltaBytes, decodeDeltaLengthBytes, decodePlainBytes } from './byte-array.ts'
import { type ByteSink, makeSink, releaseSink } from './byte-sink.ts'
import { decodeDelta32, decodeDelta64 } from './delta.ts'
import {
  copyFixed,
  copyWords,
  joinStreams32,
  joinStreams64,
  joinStreamsFixed,
  unpackBooleans,
} from './fixed-width.ts'
import { checkCodes, gather32, gather64, gatherBytes, gatherFixed } from './gather.ts'
import { decodeHybrid } from './hybrid.ts'
import { spread32, spread64, spreadFixed, spreadOffsets } from './spread.ts'

/**
 * The values of a column as their physical type has them, while its pages are decoded. Floats travel as the words
 * that hold their bits, so that NaN payloads survive; `pairs` are 64-bit values as (low, high) words.
 */
export type Lane =
  | { readonly kind: 'bits'; readonly values: Uint8Array }
  | { readonly kind: 'words'; readonly values: Int32Array }
  | { readonly kind: 'pairs'; readonly values: Int32Array }
  | { readonly kind: 'fixed'; readonly width: number; readonly values: Uint8Array }
  | { readonly kind: 'bytes'; readonly offsets: Uint32Array; readonly sink: ByteSink }

/** Gives the memory of a result, zeroed. */
export type Allocate = (byteLength: number) => ArrayBufferLike

/** Memory that no other thread sees. */
export const allocatePrivate: Allocate = (byteLength) => new ArrayBuffer(byteLength)

/** Calls `allocate`, and turns its refusal into a typed error. */
export function allocateChecked(allocate: Allocate, byteLength: number): ArrayBufferLike {
  try {
    return allocate(byteLength)
  } catch (cause) {
    throw new ParquetError('limit', `cannot allocate ${byteLength} bytes`, { cause })
  }
}

/**
 * An empty lane with room for `length` values.
 *
 * @param maxBytes the most bytes that byte strings may take together
 */
export function makeLane(
  type: PhysicalType,
  typeLength: number,
  length: number,
  allocate: Allocate,
  maxBytes?: number,
): Lane {
  const buffer = (width: number) => allocateChecked(allocate, length * width)
  switch (type) {
    case PhysicalType.BOOLEAN:
      return { kind: 'bits', values: new Uint8Array(buffer(1)) }
    case PhysicalType.INT32:
    case PhysicalType.FLOAT:
      return { kind: 'words', values: new Int32Array(buffer(4)) }
    case PhysicalType.INT64:
    case PhysicalType.DOUBLE:
      return { kind: 'pairs', values: new Int32Array(buffer(8)) }
    case PhysicalType.INT96:
      return { kind: 'fixed', width: 12, values: new Uint8Array(buffer(12)) }
    case PhysicalType.FIXED_LEN_BYTE_ARRAY:
      return { kind: 'fixed', width: typeLength, values: new Uint8Array(buffer(typeLength)) }
    default: {
      const offsets = new Uint32Array(allocateChecked(allocate, (length + 1) * 4))
      return { kind: 'bytes', offsets, sink: makeSink(maxBytes) }
    }
  }
}

/** The bytes that hold the values of one page, behind its levels. */
export interface ValueBytes {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

/**
 * Decodes `count` values of any encoding but the dictionary ones into `[at, at + count)`.
 *
 * @throws {ParquetError} `corrupt` where the bytes do not hold them, `unsupported` where the encoding is unknown
 *   or not defined for the type
 */
export function decodeValues(
  lane: Lane,
  encoding: Encoding,
  source: ValueBytes,
  at: number,
  count: number,
): void {
  const { bytes, start, end } = source
  switch (lane.kind) {
    case 'bits':
      decodeBits(lane.values, encoding, source, at, count)
      return
    case 'words':
      decodeWords(lane.values, encoding, source, at, count)
      return
    case 'pairs':
      decodePairs(lane.values, encoding, source, at, count)
      return
    case 'fixed':
      decodeFixed(lane.values, lane.width, encoding, source, at, count)
      return
    default:
      switch (encoding) {
        case Encoding.PLAIN:
          decodePlainBytes(bytes, start, end, lane.offsets, lane.sink, at, count)
          return
        case Encoding.DELTA_LENGTH_BYTE_ARRAY:
          decodeDeltaLengthBytes(bytes, start, end, lane.offsets, lane.sink, at, count)
          return
        case Encoding.DELTA_BYTE_ARRAY:
          decodeDeltaBytes(bytes, start, end, lane.offsets, lane.sink, at, count)
          return
        default:
          throw undefinedEncoding(encoding, 'byte arrays')
      }
  }
}

function undefinedEncoding(encoding: Encoding, type: string): ParquetError {
  return unsupported(`cannot read ${type} of encoding ${nameOf(Encoding, encoding)}`)
}

function decodeBits(
  values: Uint8Array,
  encoding: Encoding,
  { bytes, start, end }: ValueBytes,
  at: number,
  count: number,
): void {
  if (encoding === Encoding.PLAIN) unpackBooleans(bytes, start, end, values, at, count)
  else if (encoding === Encoding.RLE) {
    const bits = new Int32Array(count)
    const runsEnd = start + 4 + lengthPrefix(bytes, start, end)
    decodeHybrid(bytes, start + 4, runsEnd, 1, bits, 0, count)
    for (let i = 0; i < count; i++) values[at + i] = bits[i] & 1
  } else throw undefinedEncoding(encoding, 'booleans')
}

function decodeWords(
  values: Int32Array,
  encoding: Encoding,
  { bytes, start, end }: ValueBytes,
  at: number,
  count: number,
): void {
  if (encoding === Encoding.PLAIN) copyWords(bytes, start, end, values, at, count)
  else if (encoding === Encoding.BYTE_STREAM_SPLIT) {
    joinStreams32(bytes, start, end, values, at, count)
  } else if (encoding === Encoding.DELTA_BINARY_PACKED) {
    const result = decodeDelta32(bytes, start, end, values, at, count)
    if (result.count !== count) throw corrupt(`${result.count} values where ${count} belong`)
  } else throw undefinedEncoding(encoding, '32-bit values')
}

function decodePairs(
  values: Int32Array,
  encoding: Encoding,
  { bytes, start, end }: ValueBytes,
  at: number,
  count: number,
): void {
  if (encoding === Encoding.PLAIN) copyWords(bytes, start, end, values, at * 2, count * 2)
  else if (encoding === Encoding.BYTE_STREAM_SPLIT) {
    joinStreams64(bytes, start, end, values, at, count)
  } else if (encoding === Encoding.DELTA_BINARY_PACKED) {
    decodeDelta64(bytes, start, end, values, at, count)
  } else throw undefinedEncoding(encoding, '64-bit values')
}

function decodeFixed(
  values: Uint8Array,
  width: number,
  encoding: Encoding,
  { bytes, start, end }: ValueBytes,
  at: number,
  count: number,
): void {
  if (encoding === Encoding.PLAIN) copyFixed(bytes, start, end, width, values, at, count)
  else if (encoding === Encoding.BYTE_STREAM_SPLIT) {
    joinStreamsFixed(bytes, start, end, width, values, at, count)
  } else if (encoding === Encoding.DELTA_BYTE_ARRAY) {
    const offsets = new Uint32Array(count + 1)
    const sink = makeSink(count * width)
    decodeDeltaBytes(bytes, start, end, offsets, sink, 0, count)
    for (let i = 0; i <= count; i++) {
      if (offsets[i] !== i * width) throw corrupt(`a fixed-length value is not of ${width} bytes`)
    }
    values.set(sink.bytes.subarray(0, sink.length), at * width)
    releaseSink(sink)
  } else throw undefinedEncoding(encoding, 'fixed-length byte arrays')
}

/** The 4-byte little-endian length at `start`, which must fit before `end`. */
export function lengthPrefix(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 4) throw corrupt('a page ends within a length')
  const length = new DataView(bytes.buffer, bytes.byteOffset + start, 4).getUint32(0, true)
  if (length > end - start - 4) throw corrupt('a page ends before its levels do')
  return length
}

/**
 * `lane[at + i] = dictionary[codes[i]]`; both lanes are of one kind.
 *
 * @throws {ParquetError} `corrupt` where a code is not an entry of the dictionary
 */
export function gatherLane(
  lane: Lane,
  dictionary: Lane,
  codes: Int32Array,
  at: number,
  count: number,
): void {
  if (lane.kind === 'words' && dictionary.kind === 'words') {
    gather32(dictionary.values, codes, lane.values, at, count)
  } else if (lane.kind === 'pairs' && dictionary.kind === 'pairs') {
    gather64(dictionary.values, codes, lane.values, at, count)
  } else if (lane.kind === 'fixed' && dictionary.kind === 'fixed') {
    checkCodes(codes, count, dictionary.values.length / lane.width)
    gatherFixed(dictionary.values, lane.width, codes, lane.values, at, count)
  } else if (lane.kind === 'bytes' && dictionary.kind === 'bytes') {
    checkCodes(codes, count, dictionary.offsets.length - 1)
    const entries = { offsets: dictionary.offsets, bytes: dictionary.sink.bytes }
    gatherBytes(entries, codes, lane.offsets, lane.sink, at, count)
  } else {
    throw unsupported('cannot read dictionary-coded booleans')
  }
}

/** Moves the `valid` values at `at` to the rows that are not NULL; see spread.ts. */
export function spreadLane(
  lane: Lane,
  bitmap: Uint8Array,
  at: number,
  rows: number,
  valid: number,
): void {
  switch (lane.kind) {
    case 'bits':
      spreadFixed(lane.values, 1, bitmap, at, rows, valid)
      return
    case 'words':
      spread32(lane.values, bitmap, at, rows, valid)
      return
    case 'pairs':
      spread64(lane.values, bitmap, at, rows, valid)
      return
    case 'fixed':
      spreadFixed(lane.values, lane.width, bitmap, at, rows, valid)
      return
    default:
      spreadOffsets(lane.offsets, bitmap, at, rows, valid)
      return
  }
}
