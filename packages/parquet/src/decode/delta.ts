import { corrupt } from '../errors.ts'
import { unpackBits } from './bitpack.ts'

/*
 * DELTA_BINARY_PACKED (Encodings.md):
 *
 *     header:  <values per block> <miniblocks per block> <total count> <first value, zigzag>
 *     block:   <least delta, zigzag> <one width byte per miniblock> <miniblocks>
 *
 * A value is the one before plus the least delta plus the unpacked difference, modulo 2^32 or 2^64.
 * Miniblocks behind the last value have a width byte, of any value, and no body.
 */

interface Varints {
  readonly bytes: Uint8Array
  position: number
  readonly end: number
  /** The last varint: its low and high 32 bits. */
  low: number
  high: number
}

interface Header {
  readonly miniblockSize: number
  readonly miniblocks: number
  readonly count: number
}

/** A page holds fewer values than this; a block larger than it is damage. */
const maxBlockSize = 1 << 20

const bodyWords = new Int32Array(0)

/** Reads an unsigned LEB128 varint of up to 64 bits into `low` and `high`. */
function varint(source: Varints): void {
  let low = 0
  let high = 0
  for (let shift = 0; shift < 70; shift += 7) {
    if (source.position >= source.end) throw corrupt('a delta header ends too early')
    const byte = source.bytes[source.position++]
    const bits = byte & 0x7f
    if (shift < 28) low |= bits << shift
    else if (shift === 28) {
      low |= bits << 28
      high = bits >>> 4
    } else if (shift < 63) high |= bits << (shift - 32)
    else high |= bits << 31
    if (byte < 0x80) {
      source.low = low
      source.high = high
      return
    }
  }
  throw corrupt('a varint is longer than ten bytes')
}

/** Turns the last varint from zigzag into two's complement. */
function unzigzag(source: Varints): void {
  const sign = -(source.low & 1)
  const low = (source.low >>> 1) | (source.high << 31)
  source.low = low ^ sign
  source.high = (source.high >>> 1) ^ sign
}

function size(source: Varints): number {
  varint(source)
  if (source.high !== 0 || source.low < 0) throw corrupt('a delta header declares too large a size')
  return source.low
}

function readHeader(source: Varints): Header {
  const blockSize = size(source)
  const miniblocks = size(source)
  const count = size(source)
  varint(source)
  unzigzag(source)
  const miniblockSize = blockSize / miniblocks
  if (
    blockSize === 0 ||
    blockSize > maxBlockSize ||
    blockSize % 128 !== 0 ||
    miniblocks === 0 ||
    miniblockSize % 32 !== 0
  ) {
    throw corrupt(`delta blocks of ${blockSize} values in ${miniblocks} miniblocks`)
  }
  return { miniblockSize, miniblocks, count }
}

/**
 * Decodes up to `capacity` 32-bit values from `bytes[start…end)` into `out` from `at` on.
 *
 * @returns how many values there were, and the offset behind the last block
 * @throws {ParquetError} `corrupt` for damaged blocks, and for more values than `capacity`
 */
export function decodeDelta32(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Int32Array,
  at: number,
  capacity: number,
): { count: number; end: number } {
  const source: Varints = { bytes, position: start, end, low: 0, high: 0 }
  const { miniblockSize, miniblocks, count } = readHeader(source)
  if (count > capacity) throw corrupt(`${count} delta values where ${capacity} belong`)
  if (count === 0) return { count, end: source.position }
  let value = source.low
  out[at] = value
  let done = 1
  while (done < count) {
    varint(source)
    unzigzag(source)
    const least = source.low
    const widths = source.position
    source.position += miniblocks
    if (source.position > end) throw corrupt('a delta block ends too early')
    for (let m = 0; m < miniblocks && done < count; m++) {
      const width = bytes[widths + m]
      if (width > 32) throw corrupt(`delta miniblock of ${width} bits in a 32-bit column`)
      const take = Math.min(miniblockSize, count - done)
      unpackBits(bytes, source.position, end, width, out, at + done, take)
      value = accumulate32(out, at + done, take, least, value)
      source.position += (miniblockSize / 8) * width
      done += take
    }
  }
  return { count, end: Math.min(source.position, end) }
}

/** Turns differences into values in place, and returns the last value. */
function accumulate32(
  out: Int32Array,
  at: number,
  count: number,
  least: number,
  before: number,
): number {
  let value = before
  for (let i = at; i < at + count; i++) {
    value = (value + least + out[i]) | 0
    out[i] = value
  }
  return value
}

let low = bodyWords
let high = bodyWords

/**
 * Decodes `count` 64-bit values into pairs of words (low, high) from pair `at` on.
 *
 * @throws {ParquetError} `corrupt` for damaged blocks, and where there are not exactly `count` values
 */
export function decodeDelta64(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Int32Array,
  at: number,
  count: number,
): void {
  const source: Varints = { bytes, position: start, end, low: 0, high: 0 }
  const header = readHeader(source)
  if (header.count !== count) throw corrupt(`${header.count} delta values where ${count} belong`)
  if (count === 0) return
  const { miniblockSize, miniblocks } = header
  if (low.length < miniblockSize) {
    low = new Int32Array(miniblockSize)
    high = new Int32Array(miniblockSize)
  }
  out[at * 2] = source.low
  out[at * 2 + 1] = source.high
  let done = 1
  while (done < count) {
    varint(source)
    unzigzag(source)
    const widths = source.position
    source.position += miniblocks
    if (source.position > end) throw corrupt('a delta block ends too early')
    for (let m = 0; m < miniblocks && done < count; m++) {
      const width = bytes[widths + m]
      const take = Math.min(miniblockSize, count - done)
      unpackWords(bytes, source.position, end, width, take)
      accumulate64(out, at + done, take, source.low, source.high)
      source.position += (miniblockSize / 8) * width
      done += take
    }
  }
}

/** Unpacks `count` values of up to 64 bits into the scratch words. */
function unpackWords(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  count: number,
): void {
  if (width <= 32) {
    unpackBits(bytes, start, end, width, low, 0, count)
    high.fill(0, 0, count)
    return
  }
  if (width > 64) throw corrupt(`delta miniblock of ${width} bits`)
  if (Math.ceil((count * width) / 8) > end - start)
    throw corrupt('a delta miniblock ends too early')
  // The three loads of a value may pass its end by eight bytes.
  const safe = Math.floor(((bytes.length - start - 12) * 8) / width)
  const fast = Math.max(0, Math.min(count, safe))
  unpackLongs(bytes, start, width, fast)
  for (let i = fast; i < count; i++) {
    const bit = i * width
    low[i] = bitsAt(bytes, start, bit, 32)
    high[i] = bitsAt(bytes, start, bit + 32, width - 32)
  }
}

/** Unpacks `count` values of 33 to 64 bits into the scratch words. */
function unpackLongs(bytes: Uint8Array, start: number, width: number, count: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mask = width === 64 ? -1 : (1 << (width - 32)) - 1
  let bit = 0
  for (let i = 0; i < count; i++) {
    const p = start + (bit >>> 3)
    const shift = bit & 7
    const middle = view.getInt32(p + 4, true)
    // Shifting by 32 − 0 would shift by nothing, hence the two steps.
    low[i] = (view.getInt32(p, true) >>> shift) | ((middle << 1) << (31 - shift))
    high[i] = ((middle >>> shift) | ((view.getInt32(p + 8, true) << 1) << (31 - shift))) & mask
    bit += width
  }
}

/** `width` bits (1 to 32) from any bit offset. */
function bitsAt(bytes: Uint8Array, start: number, bit: number, width: number): number {
  let at = start + (bit >>> 3)
  let value = bytes[at++] >>> (bit & 7)
  for (let have = 8 - (bit & 7); have < width; have += 8) value |= bytes[at++] << have
  return width === 32 ? value : value & ((1 << width) - 1)
}

/** Adds up the scratch words into `out`, whose pair before `at` is the last value. */
function accumulate64(
  out: Int32Array,
  at: number,
  count: number,
  leastLow: number,
  leastHigh: number,
): void {
  let valueLow = out[at * 2 - 2] >>> 0
  let valueHigh = out[at * 2 - 1]
  const addLow = leastLow >>> 0
  for (let i = 0; i < count; i++) {
    // At most 3 · 2^32: exact in a double, and its carry is 0, 1 or 2.
    const sum = valueLow + addLow + (low[i] >>> 0)
    valueLow = sum >>> 0
    const carry = sum >= 8589934592 ? 2 : sum >= 4294967296 ? 1 : 0
    valueHigh = (valueHigh + leastHigh + high[i] + carry) | 0
    out[(at + i) * 2] = valueLow
    out[(at + i) * 2 + 1] = valueHigh
  }
}
