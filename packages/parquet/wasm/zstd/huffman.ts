import { huffmanTable, symbols, weights, weightTable } from '../layout'
import {
  baseOf,
  buildTable,
  countsEnd,
  nextStateOf,
  readCounts,
  stateBitsOf,
  tableLog,
} from './fse'

/*
 * Huffman coding of literals (RFC 8878, section 4.2). The table has an entry of 16 bits for every
 * 11 bits that may come next, the most that a code has: the code's length below, the symbol above.
 *
 * A stream is read backwards from its end. `bits` holds the next bits at the top and, below those
 * that were loaded with them, a single 1: its place tells how many bits were taken, so that
 * nothing else counts them. After a refill 56 bits are there, enough for five symbols. Reading may
 * pass the beginning of a damaged stream; it is noticed at the end.
 */

const maxBits: u32 = 11
const maxWeightLog: u32 = 6

export let tableEnd: usize = 0

/** Reads the description of a tree and builds its table. */
export function readHuffmanTable(from: usize, end: usize): bool {
  if (from >= end) return false
  const header = <u32>load<u8>(from++)
  let count: u32
  if (header >= 128) {
    count = header - 127
    tableEnd = from + ((count + 1) >> 1)
    if (tableEnd > end) return false
    for (let i: u32 = 0; i < count; i++) {
      const pair = load<u8>(from + (i >> 1))
      store<u8>(weights + i, (i & 1) === 0 ? pair >> 4 : pair & 15)
    }
  } else {
    tableEnd = from + header
    if (tableEnd > end) return false
    count = decodeWeights(from, tableEnd)
  }
  return count > 0 && buildHuffmanTable(count)
}

/** Two states take turns until the bits end. Returns the number of weights, or 0 for damage. */
function decodeWeights(from: usize, end: usize): u32 {
  const symbolCount = readCounts(from, end, maxWeightLog, 16)
  if (symbolCount === 0) return 0
  const start = countsEnd
  if (start >= end || load<u8>(end - 1) === 0) return 0
  buildTable(weightTable, tableLog, symbolCount)
  let position = <i32>(8 * <u32>(end - start)) - 1 - (<i32>clz<u32>(load<u8>(end - 1)) - 24)
  position -= 2 * tableLog
  if (position < 0) return 0
  let state = bitsAt(start, position + tableLog, tableLog)
  let other = bitsAt(start, position, tableLog)
  for (let count: u32 = 0; count < 254; ) {
    const entry = load<u64>(weightTable + 8 * state)
    store<u8>(weights + count++, baseOf(entry))
    const bits = <i32>stateBitsOf(entry)
    position -= bits
    if (position < 0) {
      store<u8>(weights + count++, baseOf(load<u64>(weightTable + 8 * other)))
      return count
    }
    state = other
    other = nextStateOf(entry) + bitsAt(start, position, bits)
  }
  return 0
}

/** At most 16 bits. */
function bitsAt(start: usize, position: u32, count: u32): u32 {
  return (load<u32>(start + (position >> 3)) >> (position & 7)) & ((1 << count) - 1)
}

/** The last symbol's weight is what is missing in a full tree. */
function buildHuffmanTable(given: u32): bool {
  let total: u32 = 0
  for (let i: u32 = 0; i < given; i++) {
    const weight = <u32>load<u8>(weights + i)
    if (weight > maxBits) return false
    total += (1 << weight) >> 1
  }
  if (total === 0) return false
  const log: u32 = 32 - clz<u32>(total)
  const missing = (1 << log) - total
  if (log > maxBits || popcnt<u32>(missing) !== 1) return false
  store<u8>(weights + given, 32 - clz<u32>(missing))
  placeSymbols(given + 1, log)
  return true
}

/** Symbols stand in the table by ascending weight, those of one weight in their own order. */
function placeSymbols(symbolCount: u32, log: u32): void {
  // Where the entries of each weight begin.
  const starts = symbols
  memory.fill(starts, 0, 4 * (maxBits + 2))
  for (let i: u32 = 0; i < symbolCount; i++) {
    const slot = starts + 4 * <u32>load<u8>(weights + i)
    store<u32>(slot, load<u32>(slot) + 1)
  }
  let place: u32 = 0
  for (let weight: u32 = 1; weight <= log; weight++) {
    const slot = starts + 4 * weight
    const span: u32 = 1 << (weight - 1 + maxBits - log)
    const begin = place
    place += load<u32>(slot) * span
    store<u32>(slot, begin)
  }
  for (let i: u32 = 0; i < symbolCount; i++) {
    const weight = <u32>load<u8>(weights + i)
    if (weight === 0) continue
    const slot = starts + 4 * weight
    const span: u32 = 1 << (weight - 1 + maxBits - log)
    const begin = load<u32>(slot)
    store<u32>(slot, begin + span)
    fillEntries(huffmanTable + 2 * begin, span, (i << 8) | (log + 1 - weight))
  }
}

function fillEntries(to: usize, count: u32, entry: u32): void {
  if (count < 4) {
    store<u16>(to, entry)
    if (count > 1) store<u16>(to, entry, 2)
    return
  }
  const four = <u64>entry * 0x0001000100010001
  const end = to + 2 * count
  for (; to < end; to += 8) store<u64>(to, four)
}

/** The bits of a stream that ends before `end`; 0 where it has no end mark. */
function openStream(end: usize): u64 {
  const last = <u32>load<u8>(end - 1)
  if (last === 0) return 0
  return (load<u64>(end - 8) | 1) << (clz<u32>(last) - 23)
}

/** Whether a stream was read to its beginning, and not beyond. */
function isAtStart(bits: u64, at: usize, start: usize): bool {
  return <isize>(at - start) * 8 + 64 === <isize>ctz(bits)
}

/** Decodes `length` symbols of the stream between `start` and `end`. */
export function decodeStream(start: usize, end: usize, to: usize, length: u32): bool {
  if (start >= end) return false
  const bits = openStream(end)
  if (bits === 0) return false
  return finishStream(bits, end - 8, start, to, to + length)
}

/** Decodes what is left of a stream, one symbol after the other. */
function finishStream(bits: u64, at: usize, start: usize, to: usize, toEnd: usize): bool {
  while (to < toEnd) {
    const taken = ctz(bits)
    at -= <usize>(taken >> 3)
    bits = (load<u64>(at) | 1) << (taken & 7)
    const rest = min<usize>(5, toEnd - to)
    for (let i: usize = 0; i < rest; i++) {
      const entry = <u32>load<u16>(huffmanTable + <usize>((bits >> 53) << 1))
      store<u8>(to++, entry >> 8)
      bits <<= <u64>entry
    }
  }
  return isAtStart(bits, at, start)
}

/** Decodes `length` symbols of four streams, each of which holds a quarter of them. */
export function decodeFourStreams(from: usize, end: usize, to: usize, length: u32): bool {
  if (<isize>(end - from) < 10) return false
  const startA = from + 6
  const startB = startA + load<u16>(from)
  const startC = startB + load<u16>(from, 2)
  const startD = startC + load<u16>(from, 4)
  const quarter: u32 = (length + 3) >> 2
  if (startD >= end || quarter * 3 > length) return false
  if (startA === startB || startB === startC || startC === startD) return false
  let a = openStream(startB)
  let b = openStream(startC)
  let c = openStream(startD)
  let d = openStream(end)
  if (a === 0 || b === 0 || c === 0 || d === 0) return false
  let atA = startB - 8
  let atB = startC - 8
  let atC = startD - 8
  let atD = end - 8
  const toB = to + quarter
  const toC = toB + quarter
  const toD = toC + quarter
  const toEnd = to + length
  const rounds = (toEnd - toD) / 5
  let i: usize = 0
  for (const stop = rounds * 5; i < stop; i += 5) {
    let taken = ctz(a)
    atA -= <usize>(taken >> 3)
    a = (load<u64>(atA) | 1) << (taken & 7)
    taken = ctz(b)
    atB -= <usize>(taken >> 3)
    b = (load<u64>(atB) | 1) << (taken & 7)
    taken = ctz(c)
    atC -= <usize>(taken >> 3)
    c = (load<u64>(atC) | 1) << (taken & 7)
    taken = ctz(d)
    atD -= <usize>(taken >> 3)
    d = (load<u64>(atD) | 1) << (taken & 7)
    let entry = <u32>load<u16>(huffmanTable + <usize>((a >> 53) << 1))
    store<u8>(to + i, entry >> 8)
    a <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((b >> 53) << 1))
    store<u8>(toB + i, entry >> 8)
    b <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((c >> 53) << 1))
    store<u8>(toC + i, entry >> 8)
    c <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((d >> 53) << 1))
    store<u8>(toD + i, entry >> 8)
    d <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((a >> 53) << 1))
    store<u8>(to + i, entry >> 8, 1)
    a <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((b >> 53) << 1))
    store<u8>(toB + i, entry >> 8, 1)
    b <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((c >> 53) << 1))
    store<u8>(toC + i, entry >> 8, 1)
    c <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((d >> 53) << 1))
    store<u8>(toD + i, entry >> 8, 1)
    d <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((a >> 53) << 1))
    store<u8>(to + i, entry >> 8, 2)
    a <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((b >> 53) << 1))
    store<u8>(toB + i, entry >> 8, 2)
    b <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((c >> 53) << 1))
    store<u8>(toC + i, entry >> 8, 2)
    c <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((d >> 53) << 1))
    store<u8>(toD + i, entry >> 8, 2)
    d <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((a >> 53) << 1))
    store<u8>(to + i, entry >> 8, 3)
    a <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((b >> 53) << 1))
    store<u8>(toB + i, entry >> 8, 3)
    b <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((c >> 53) << 1))
    store<u8>(toC + i, entry >> 8, 3)
    c <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((d >> 53) << 1))
    store<u8>(toD + i, entry >> 8, 3)
    d <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((a >> 53) << 1))
    store<u8>(to + i, entry >> 8, 4)
    a <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((b >> 53) << 1))
    store<u8>(toB + i, entry >> 8, 4)
    b <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((c >> 53) << 1))
    store<u8>(toC + i, entry >> 8, 4)
    c <<= <u64>entry
    entry = <u32>load<u16>(huffmanTable + <usize>((d >> 53) << 1))
    store<u8>(toD + i, entry >> 8, 4)
    d <<= <u64>entry
  }
  return (
    finishStream(a, atA, startA, to + i, toB) &&
    finishStream(b, atB, startB, toB + i, toC) &&
    finishStream(c, atC, startC, toC + i, toD) &&
    finishStream(d, atD, startD, toD + i, toEnd)
  )
}
