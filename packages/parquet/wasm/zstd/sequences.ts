import { copyMatch, copyWords } from '../copy'
import { counts, literalLengthTable, matchLengthTable, offsetTable } from '../layout'
import {
  baseOf,
  buildTable,
  countsEnd,
  extraBitsOf,
  mapSymbols,
  nextStateOf,
  readCounts,
  stateBitsOf,
  tableLog,
} from './fse'
import { literalsAt, literalsLength, takeLiterals } from './literals'

/* The sequences section of a compressed block (RFC 8878, section 3.1.1.3.2): literals, then a match, and so on. */

/** Values of the codes, as `mapSymbols` takes them: `extra << 32 | baseline`. */
const literalLengths: usize = memory.data(8 * 36)
const matchLengths: usize = memory.data(8 * 53)
const offsets: usize = memory.data(8 * 32)

/** How many bits the codes behind those of one value each take. */
const literalLengthBits: usize = memory.data<u8>([
  1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
])
const matchLengthBits: usize = memory.data<u8>([
  1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
])

function listValues(values: usize, first: u32, single: u32, bits: usize, more: u32): void {
  let base = first
  for (let code: u32 = 0; code < single + more; code++) {
    const extra: u32 = code < single ? 0 : load<u8>(bits + code - single)
    store<u64>(values + 8 * code, ((<u64>extra) << 32) | <u64>base)
    base += 1 << extra
  }
}

listValues(literalLengths, 0, 16, literalLengthBits, 20)
listValues(matchLengths, 3, 32, matchLengthBits, 21)
for (let code: u32 = 0; code < 32; code++) {
  store<u64>(offsets + 8 * code, ((<u64>code) << 32) | ((<u64>1) << code))
}

const defaultLiteralLengths: usize = memory.data<i8>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
  -1, -1, -1, -1,
])
const defaultMatchLengths: usize = memory.data<i8>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
])
const defaultOffsets: usize = memory.data<i8>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
])

/** Table logs of the frame's last tables; −1: there is none. */
let literalLengthLog: i32 = -1
let matchLengthLog: i32 = -1
let offsetLog: i32 = -1

/** Offsets of the last matches. */
let repeat1: u32 = 0
let repeat2: u32 = 0
let repeat3: u32 = 0

/** Begins a frame. */
export function forgetSequences(): void {
  literalLengthLog = -1
  matchLengthLog = -1
  offsetLog = -1
  repeat1 = 1
  repeat2 = 4
  repeat3 = 8
}

const predefinedMode: u32 = 0
const singleMode: u32 = 1
const codedMode: u32 = 2

/** Where the description of the next table begins. */
let tableAt: usize = 0

/** Makes the table that a block describes. Returns its log, or −1 for damage. */
function readTable(
  mode: u32,
  end: usize,
  table: usize,
  values: usize,
  symbolCount: u32,
  maxLog: u32,
  before: i32,
  defaults: usize,
  defaultCount: u32,
  defaultLog: u32,
): i32 {
  if (mode === singleMode) {
    if (tableAt >= end) return -1
    const symbol = <u32>load<u8>(tableAt++)
    if (symbol >= symbolCount) return -1
    store<u64>(table, load<u64>(values + 8 * symbol))
    return 0
  }
  if (mode === predefinedMode) {
    for (let i: u32 = 0; i < defaultCount; i++) {
      store<i16>(counts + 2 * i, <i16>load<i8>(defaults + i))
    }
    buildTable(table, defaultLog, defaultCount)
    mapSymbols(table, defaultLog, values)
    return defaultLog
  }
  if (mode !== codedMode) return before
  const count = readCounts(tableAt, end, maxLog, symbolCount)
  if (count === 0) return -1
  tableAt = countsEnd
  buildTable(table, tableLog, count)
  mapSymbols(table, tableLog, values)
  return tableLog
}

/**
 * Executes the sequences between `from` and `end`, and leaves the literals that follow the last.
 * Matches reach back to `frame`. Returns where the output ends, or 0 for damage.
 */
export function executeSequences(
  from: usize,
  end: usize,
  frame: usize,
  output: usize,
  outputEnd: usize,
): usize {
  if (from >= end) return 0
  let count = <u32>load<u8>(from++)
  if (count >= 128) {
    if (count === 255) {
      count = <u32>load<u16>(from) + 0x7f00
      from += 2
    } else count = ((count - 128) << 8) | <u32>load<u8>(from++)
  }
  if (count === 0) return from === end ? output : 0
  if (from >= end) return 0
  const modes = <u32>load<u8>(from++)
  if ((modes & 3) !== 0) return 0
  tableAt = from
  literalLengthLog = readTable(
    modes >> 6,
    end,
    literalLengthTable,
    literalLengths,
    36,
    9,
    literalLengthLog,
    defaultLiteralLengths,
    36,
    6,
  )
  if (literalLengthLog < 0) return 0
  offsetLog = readTable(
    (modes >> 4) & 3,
    end,
    offsetTable,
    offsets,
    32,
    8,
    offsetLog,
    defaultOffsets,
    29,
    5,
  )
  if (offsetLog < 0) return 0
  matchLengthLog = readTable(
    (modes >> 2) & 3,
    end,
    matchLengthTable,
    matchLengths,
    53,
    9,
    matchLengthLog,
    defaultMatchLengths,
    53,
    6,
  )
  if (matchLengthLog < 0) return 0
  return runSequences(tableAt, end, count, frame, output, outputEnd)
}

/** The next `count` bits of a stream, as in huffman.ts. */
function peek(bits: u64, count: u64): u32 {
  return <u32>((bits >> 1) >> (63 - count))
}

function runSequences(
  start: usize,
  end: usize,
  count: u32,
  frame: usize,
  output: usize,
  outputEnd: usize,
): usize {
  if (start >= end) return 0
  const last = <u32>load<u8>(end - 1)
  if (last === 0) return 0
  let at = end - 8
  let bits = (load<u64>(at) | 1) << (clz<u32>(last) - 23)
  let literalLengthState = peek(bits, literalLengthLog)
  bits <<= <u64>literalLengthLog
  let offsetState = peek(bits, offsetLog)
  bits <<= <u64>offsetLog
  let matchLengthState = peek(bits, matchLengthLog)
  bits <<= <u64>matchLengthLog
  let literals = literalsAt()
  const literalsEnd = literals + literalsLength()
  let to = output
  let offset1 = repeat1
  let offset2 = repeat2
  let offset3 = repeat3
  for (;;) {
    let taken = ctz(bits)
    at -= <usize>(taken >> 3)
    if (at + 16 < start) return 0
    bits = (load<u64>(at) | 1) << (taken & 7)
    const offsetEntry = load<u64>(offsetTable + 8 * offsetState)
    const matchEntry = load<u64>(matchLengthTable + 8 * matchLengthState)
    const literalEntry = load<u64>(literalLengthTable + 8 * literalLengthState)
    const offsetBits = extraBitsOf(offsetEntry)
    const matchBits = extraBitsOf(matchEntry)
    const literalBits = extraBitsOf(literalEntry)
    const value = baseOf(offsetEntry) + peek(bits, offsetBits)
    bits <<= offsetBits
    const matched = baseOf(matchEntry) + peek(bits, matchBits)
    bits <<= matchBits
    // Of 56 bits, 26 have to be left for the next states.
    if (offsetBits + matchBits + literalBits > 30) {
      taken = ctz(bits)
      at -= <usize>(taken >> 3)
      bits = (load<u64>(at) | 1) << (taken & 7)
    }
    const literalCount = baseOf(literalEntry) + peek(bits, literalBits)
    bits <<= literalBits
    let offset: u32
    if (value > 3) {
      offset = value - 3
      offset3 = offset2
      offset2 = offset1
      offset1 = offset
    } else {
      const repeat = value - (literalCount === 0 ? 0 : 1)
      if (repeat === 0) offset = offset1
      else {
        if (repeat === 1) offset = offset2
        else {
          offset = repeat === 2 ? offset3 : offset1 - 1
          offset3 = offset2
        }
        offset2 = offset1
        offset1 = offset
      }
    }
    if (
      literalCount > <u32>(literalsEnd - literals) ||
      literalCount + matched > <u32>(outputEnd - to)
    ) {
      return 0
    }
    v128.store(to, v128.load(literals))
    if (literalCount > 16) copyWords(to + 16, literals + 16, literalCount - 16)
    to += literalCount
    literals += literalCount
    if (offset - 1 >= <u32>(to - frame)) return 0
    copyMatch(to, offset, matched)
    to += matched
    if (--count === 0) break
    let width = stateBitsOf(literalEntry)
    literalLengthState = nextStateOf(literalEntry) + peek(bits, width)
    bits <<= width
    width = stateBitsOf(matchEntry)
    matchLengthState = nextStateOf(matchEntry) + peek(bits, width)
    bits <<= width
    width = stateBitsOf(offsetEntry)
    offsetState = nextStateOf(offsetEntry) + peek(bits, width)
    bits <<= width
  }
  if (<isize>(at - start) * 8 + 64 !== <isize>ctz(bits)) return 0
  repeat1 = offset1
  repeat2 = offset2
  repeat3 = offset3
  takeLiterals(literals)
  return to
}
