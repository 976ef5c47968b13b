import { corrupt, type ParquetError } from '../errors.ts'

/*
 * DEFLATE (RFC 1951). Bits are taken from the lowest of a byte on. A Huffman code is looked up in one table by the next bits of
 * the input, as many as its longest code has: an entry is `symbol << 4 | length`, or 0 where no code fits.
 */

interface Table {
  readonly entries: Uint16Array
  readonly bits: number
}

interface Input {
  readonly bytes: Uint8Array
  /** The next byte to load; past the end zeros are loaded, and counted. */
  position: number
  hold: number
  held: number
}

const maxCodeBits = 15
const endOfBlock = 256

/** Base lengths of the symbols from 257 on, and distances, with how many bits add to them (section 3.2.5). */
const lengthBases = new Uint16Array(29)
const lengthExtra = new Uint8Array(29)
const distanceBases = new Uint16Array(30)
const distanceExtra = new Uint8Array(30)
for (let i = 0, base = 3; i < 28; base += 1 << lengthExtra[i++]) {
  lengthExtra[i] = i < 8 ? 0 : (i >> 2) - 1
  lengthBases[i] = base
}
lengthBases[28] = 258
for (let i = 0, base = 1; i < 30; base += 1 << distanceExtra[i++]) {
  distanceExtra[i] = i < 4 ? 0 : (i >> 1) - 1
  distanceBases[i] = base
}

/** The order in which the lengths of the code length code stand (section 3.2.7). */
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/**
 * Decodes one DEFLATE stream from `bytes[start…]` into `out` from `at` on.
 *
 * @returns where the stream and its output end
 * @throws {ParquetError} `corrupt` where it is damaged, ends too early, or does not fit `out`
 */
export function inflateInto(
  bytes: Uint8Array,
  start: number,
  out: Uint8Array,
  at: number,
): { inputEnd: number; outputEnd: number } {
  const input: Input = { bytes, position: start, hold: 0, held: 0 }
  let to = at
  let isLast = false
  while (!isLast) {
    isLast = takeBits(input, 1) === 1
    const type = takeBits(input, 2)
    if (type === 0) to = copyStored(input, out, to)
    else if (type === 3) throw damaged('an unknown kind of block')
    else {
      const { literals, distances } = type === 1 ? fixedTables() : readTables(input)
      to = inflateBlock(input, literals, distances, out, at, to)
    }
    if (bytesTaken(input) > bytes.length) throw damaged('it ends too early')
  }
  return { inputEnd: bytesTaken(input), outputEnd: to }
}

/** Whole bytes, of which the last may be taken in part. */
function bytesTaken({ position, held }: Input): number {
  return position - (held >> 3)
}

function takeBits(input: Input, count: number): number {
  while (input.held < count) {
    const { bytes, position } = input
    input.hold |= (position < bytes.length ? bytes[position] : 0) << input.held
    input.position++
    input.held += 8
  }
  const value = input.hold & ((1 << count) - 1)
  input.hold >>>= count
  input.held -= count
  return value
}

function copyStored(input: Input, out: Uint8Array, to: number): number {
  takeBits(input, input.held & 7)
  const length = takeBits(input, 16)
  if ((takeBits(input, 16) ^ 0xffff) !== length) throw damaged('a stored block is damaged')
  const from = bytesTaken(input)
  if (length > input.bytes.length - from) throw damaged('it ends too early')
  if (length > out.length - to) throw tooLong()
  out.set(input.bytes.subarray(from, from + length), to)
  input.position = from + length
  input.hold = 0
  input.held = 0
  return to + length
}

function readTables(input: Input): { literals: Table; distances: Table } {
  const literalCount = takeBits(input, 5) + 257
  const distanceCount = takeBits(input, 5) + 1
  const codeCount = takeBits(input, 4) + 4
  const codeLengths = new Uint8Array(19)
  for (let i = 0; i < codeCount; i++) codeLengths[codeLengthOrder[i]] = takeBits(input, 3)
  const codes = makeTable(codeLengths)
  const lengths = new Uint8Array(literalCount + distanceCount)
  for (let i = 0; i < lengths.length; ) {
    const symbol = takeSymbol(input, codes)
    if (symbol < 16) {
      lengths[i++] = symbol
      continue
    }
    if (symbol === 16 && i === 0) throw damaged('its code lengths are damaged')
    const value = symbol === 16 ? lengths[i - 1] : 0
    const repeat = symbol === 16 ? takeBits(input, 2) + 3 : repeatOfZeros(input, symbol)
    if (repeat > lengths.length - i) throw damaged('its code lengths are damaged')
    lengths.fill(value, i, i + repeat)
    i += repeat
  }
  return {
    literals: makeTable(lengths.subarray(0, literalCount)),
    distances: makeTable(lengths.subarray(literalCount)),
  }
}

function repeatOfZeros(input: Input, symbol: number): number {
  return symbol === 17 ? takeBits(input, 3) + 3 : takeBits(input, 7) + 11
}

/** One code of a table, bit by bit: for the few symbols of a block's header. */
function takeSymbol(input: Input, { entries, bits }: Table): number {
  while (input.held < bits) {
    const { bytes, position } = input
    input.hold |= (position < bytes.length ? bytes[position] : 0) << input.held
    input.position++
    input.held += 8
  }
  const entry = entries[input.hold & ((1 << bits) - 1)]
  if (entry === 0) throw damaged('a code is unknown')
  input.hold >>>= entry & 15
  input.held -= entry & 15
  return entry >>> 4
}

let fixed: { literals: Table; distances: Table } | undefined

/** The codes of blocks that bring none (section 3.2.6). */
function fixedTables(): { literals: Table; distances: Table } {
  if (fixed === undefined) {
    const lengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280)
    fixed = { literals: makeTable(lengths), distances: makeTable(new Uint8Array(32).fill(5)) }
  }
  return fixed
}

/** The table of a canonical Huffman code, given the length of every symbol's code (section 3.2.2). */
function makeTable(lengths: Uint8Array): Table {
  const counts = new Uint16Array(maxCodeBits + 1)
  for (const length of lengths) counts[length]++
  counts[0] = 0
  let bits = maxCodeBits
  while (bits > 1 && counts[bits] === 0) bits--
  const nextCode = new Uint16Array(maxCodeBits + 2)
  let room = 1
  for (let length = 1; length <= bits; length++) {
    room = room * 2 - counts[length]
    if (room < 0) throw damaged('its codes are too many')
    nextCode[length + 1] = (nextCode[length] + counts[length]) << 1
  }
  const entries = new Uint16Array(1 << bits)
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]
    if (length === 0) continue
    const code = reversed(nextCode[length]++, length)
    for (let i = code; i < entries.length; i += 1 << length) entries[i] = (symbol << 4) | length
  }
  return { entries, bits }
}

function reversed(code: number, length: number): number {
  let result = 0
  for (let i = 0; i < length; i++) result |= ((code >>> i) & 1) << (length - 1 - i)
  return result
}

/** Decodes the symbols of one block, up to its end. The input's state is kept in locals meanwhile. */
function inflateBlock(
  input: Input,
  literals: Table,
  distances: Table,
  out: Uint8Array,
  begin: number,
  start: number,
): number {
  const { bytes } = input
  const literalMask = literals.entries.length - 1
  const distanceMask = distances.entries.length - 1
  let { position, hold, held } = input
  let to = start
  for (;;) {
    // 15 bits of code and 5 of length at most, then 15 of code, then 13 of distance.
    for (; held < 24; held += 8) {
      hold |= (position < bytes.length ? bytes[position] : 0) << held
      position++
    }
    let entry = literals.entries[hold & literalMask]
    hold >>>= entry & 15
    held -= entry & 15
    const symbol = entry >>> 4
    if (symbol < endOfBlock && entry !== 0) {
      if (to >= out.length) throw tooLong()
      out[to++] = symbol
      continue
    }
    if (symbol === endOfBlock) break
    if (entry === 0 || symbol > 285) throw damaged('a code is unknown')
    const extra = lengthExtra[symbol - 257]
    const length = lengthBases[symbol - 257] + (hold & ((1 << extra) - 1))
    hold >>>= extra
    held -= extra
    for (; held < 24; held += 8) {
      hold |= (position < bytes.length ? bytes[position] : 0) << held
      position++
    }
    entry = distances.entries[hold & distanceMask]
    hold >>>= entry & 15
    held -= entry & 15
    if (entry === 0 || entry >>> 4 > 29) throw damaged('a distance is unknown')
    for (; held < 24; held += 8) {
      hold |= (position < bytes.length ? bytes[position] : 0) << held
      position++
    }
    const more = distanceExtra[entry >>> 4]
    const distance = distanceBases[entry >>> 4] + (hold & ((1 << more) - 1))
    hold >>>= more
    held -= more
    if (distance > to - begin) throw damaged('a distance is too far')
    if (length > out.length - to) throw tooLong()
    copyWithin(out, to, distance, length)
    to += length
  }
  input.position = position
  input.hold = hold
  input.held = held
  return to
}

/** Copies what stands `distance` before, which may be what is being copied. */
function copyWithin(out: Uint8Array, to: number, distance: number, length: number): void {
  if (distance >= length && length > 24) out.copyWithin(to, to - distance, to - distance + length)
  else for (let i = to; i < to + length; i++) out[i] = out[i - distance]
}

function damaged(reason: string): ParquetError {
  return corrupt(`damaged gzip page: ${reason}`)
}

function tooLong(): ParquetError {
  return damaged('it holds more than its header says')
}
