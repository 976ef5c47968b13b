import { bitWidth, packBits } from './bit-pack.ts'
import type { ByteBuffer } from './byte-buffer.ts'
import { BytesValues } from './bytes-values.ts'

/*
 * DELTA_BINARY_PACKED (Encodings.md, "Delta encoding"):
 *
 *     header  block size, miniblocks per block, count (varints), first value (zigzag varint)
 *     block   least delta (zigzag varint), a bit width per miniblock, miniblocks of packed (delta − least)
 *
 * All arithmetic wraps at the type's width, so that every difference has one form.
 */

const blockSize = 128
const miniblocks = 4
const miniblockSize = blockSize / miniblocks

function writeHeader(count: number, out: ByteBuffer): void {
  out.varint(blockSize)
  out.varint(miniblocks)
  out.varint(count)
}

/** Appends INT32 values `from … end`. */
export function encodeDelta32(
  values: Int32Array,
  from: number,
  end: number,
  out: ByteBuffer,
): void {
  writeHeader(end - from, out)
  zigzag32(end > from ? values[from] : 0, out)
  const deltas = new Int32Array(blockSize)
  for (let start = from + 1; start < end; start += blockSize) {
    const count = Math.min(blockSize, end - start)
    let least = 0x7fffffff
    for (let i = 0; i < count; i++) {
      const delta = (values[start + i] - values[start + i - 1]) | 0
      deltas[i] = delta
      if (delta < least) least = delta
    }
    for (let i = 0; i < count; i++) deltas[i] = (deltas[i] - least) | 0
    zigzag32(least, out)
    writeMiniblocks(deltas, count, out)
  }
}

function zigzag32(value: number, out: ByteBuffer): void {
  out.varint(((value << 1) ^ (value >> 31)) >>> 0)
}

/**
 * Bit widths of all miniblocks, then the miniblocks that hold values; the last one is filled up.
 */
function writeMiniblocks(deltas: Int32Array, count: number, out: ByteBuffer): void {
  const widthsAt = out.reserve(miniblocks)
  out.length = widthsAt + miniblocks
  for (let block = 0; block < miniblocks; block++) {
    const from = block * miniblockSize
    const end = Math.min(count, from + miniblockSize)
    let bits = 0
    for (let i = from; i < end; i++) bits |= deltas[i]
    const width = bitWidth(bits)
    out.bytes[widthsAt + block] = width
    if (width === 0) continue
    const size = (miniblockSize * width) >> 3
    const at = out.reserve(size)
    packBits(deltas, from, end, miniblockSize, width, out.bytes, at)
    out.length = at + size
  }
}

/** Appends INT64 values `from … end`, two words each. */
export function encodeDelta64(words: Int32Array, from: number, end: number, out: ByteBuffer): void {
  const values = new BigInt64Array(words.buffer, words.byteOffset, words.length / 2)
  writeHeader(end - from, out)
  zigzag64(end > from ? values[from] : 0n, out)
  const low = new Int32Array(blockSize)
  const high = new Int32Array(blockSize)
  for (let start = from + 1; start < end; start += blockSize) {
    const count = Math.min(blockSize, end - start)
    subtract(words, start, count, low, high)
    const least = leastPair(low, high, count)
    const leastLow = low[least]
    const leastHigh = high[least]
    let anyHigh = 0
    for (let i = 0; i < count; i++) {
      const borrow = low[i] >>> 0 < leastLow >>> 0 ? 1 : 0
      low[i] -= leastLow
      high[i] = high[i] - leastHigh - borrow
      anyHigh |= high[i]
    }
    zigzag64((BigInt(leastHigh) << 32n) | BigInt(leastLow >>> 0), out)
    if (anyHigh === 0) writeMiniblocks(low, count, out)
    else writeWideMiniblocks(low, high, count, out)
  }
}

function subtract(
  words: Int32Array,
  start: number,
  count: number,
  low: Int32Array,
  high: Int32Array,
): void {
  for (let i = 0; i < count; i++) {
    const at = 2 * (start + i)
    const borrow = words[at] >>> 0 < words[at - 2] >>> 0 ? 1 : 0
    low[i] = words[at] - words[at - 2]
    high[i] = words[at + 1] - words[at - 1] - borrow
  }
}

function leastPair(low: Int32Array, high: Int32Array, count: number): number {
  let least = 0
  for (let i = 1; i < count; i++) {
    if (high[i] < high[least] || (high[i] === high[least] && low[i] >>> 0 < low[least] >>> 0)) {
      least = i
    }
  }
  return least
}

function zigzag64(value: bigint, out: ByteBuffer): void {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  for (; rest >= 128n; rest >>= 7n) out.byte(Number(rest & 127n) | 128)
  out.byte(Number(rest))
}

/**
 * As {@link writeMiniblocks} with deltas of up to 64 bits; differences that wide are rare, so it
 * goes bit by bit.
 */
function writeWideMiniblocks(
  low: Int32Array,
  high: Int32Array,
  count: number,
  out: ByteBuffer,
): void {
  const widthsAt = out.reserve(miniblocks)
  out.length = widthsAt + miniblocks
  for (let block = 0; block < miniblocks; block++) {
    const from = block * miniblockSize
    const end = Math.min(count, from + miniblockSize)
    let lowBits = 0
    let highBits = 0
    for (let i = from; i < end; i++) {
      lowBits |= low[i]
      highBits |= high[i]
    }
    const width = highBits === 0 ? bitWidth(lowBits) : 32 + bitWidth(highBits)
    out.bytes[widthsAt + block] = width
    const size = (miniblockSize * width) >> 3
    const at = out.reserve(size)
    out.bytes.fill(0, at, at + size)
    for (let i = from; i < end; i++) {
      putBits(low[i], high[i], width, out.bytes, at * 8 + (i - from) * width)
    }
    out.length = at + size
  }
}

function putBits(low: number, high: number, width: number, out: Uint8Array, at: number): void {
  for (let bit = 0; bit < width; bit++) {
    const word = bit < 32 ? low >>> bit : high >>> (bit - 32)
    out[Math.floor((at + bit) / 8)] |= (word & 1) << ((at + bit) % 8)
  }
}

/**
 * DELTA_LENGTH_BYTE_ARRAY: the lengths as DELTA_BINARY_PACKED, then all bytes. Appends values `from
 * … end`.
 */
export function encodeDeltaLength(
  values: BytesValues,
  from: number,
  end: number,
  out: ByteBuffer,
): void {
  const { bytes, starts, ends } = values
  const lengths = new Int32Array(end - from)
  for (let i = from; i < end; i++) lengths[i - from] = ends[i] - starts[i]
  encodeDelta32(lengths, 0, lengths.length, out)
  let to = out.reserve(values.byteLength(from, end))
  // Neighbouring values mostly lie side by side, so that whole stretches are one copy.
  for (let i = from; i < end; ) {
    let next = i + 1
    while (next < end && starts[next] === ends[next - 1]) next++
    out.bytes.set(bytes.subarray(starts[i], ends[next - 1]), to)
    to += ends[next - 1] - starts[i]
    i = next
  }
  out.length = to
}

/**
 * DELTA_BYTE_ARRAY (Encodings.md, "Delta Strings"): how many bytes each value shares with the one before it as
 * DELTA_BINARY_PACKED, then the rest of each as DELTA_LENGTH_BYTE_ARRAY. Appends values `from … end`; the first of them shares
 * nothing.
 */
export function encodeDeltaBytes(
  values: BytesValues,
  from: number,
  end: number,
  out: ByteBuffer,
): void {
  const { bytes, starts, ends } = values
  const shared = new Int32Array(end - from)
  const suffixes = starts.slice(from, end)
  for (let i = from + 1; i < end; i++) {
    const previous = starts[i - 1]
    const start = starts[i]
    const most = Math.min(ends[i - 1] - previous, ends[i] - start)
    let common = 0
    while (common < most && bytes[previous + common] === bytes[start + common]) common++
    shared[i - from] = common
    suffixes[i - from] += common
  }
  encodeDelta32(shared, 0, shared.length, out)
  const rest = new BytesValues(bytes, suffixes, ends.subarray(from, end), false)
  encodeDeltaLength(rest, 0, rest.count, out)
}
