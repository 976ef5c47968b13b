import { literalBuffer, maxBlock } from '../layout'
import { decodeFourStreams, decodeStream, readHuffmanTable, tableEnd } from './huffman'

/* The literals section of a compressed block (RFC 8878, section 3.1.1.3.1). */

const rawLiterals: u32 = 0
const runLiterals: u32 = 1
const treelessLiterals: u32 = 3

/** The literals that sequences have not taken yet, which may stand in the input itself. */
let at: usize = 0
let length: u32 = 0
let hasTable: bool = false

export function literalsAt(): usize {
  return at
}

export function literalsLength(): u32 {
  return length
}

export function takeLiterals(to: usize): void {
  length -= <u32>(to - at)
  at = to
}

/** A frame does not go on with the table of another. */
export function forgetHuffman(): void {
  hasTable = false
}

/** Returns where the sequences section begins, or 0 for damage. */
export function decodeLiterals(input: usize, end: usize): usize {
  if (input >= end) return 0
  const first = <u32>load<u8>(input)
  const kind = first & 3
  const format = (first >> 2) & 3
  if (kind > runLiterals) return decodeHuffman(input, end, kind === treelessLiterals, format)
  const headerBytes: u32 = format === 3 ? 3 : format === 1 ? 2 : 1
  const header = load<u32>(input) & (0xffffffff >> (32 - 8 * headerBytes))
  length = header >> (headerBytes === 1 ? 3 : 4)
  const from = input + headerBytes
  const stored: u32 = kind === rawLiterals ? length : 1
  if (length > maxBlock || from + stored > end) return 0
  if (kind === rawLiterals) at = from
  else {
    at = literalBuffer
    memory.fill(literalBuffer, load<u8>(from), length)
  }
  return from + stored
}

function decodeHuffman(input: usize, end: usize, isTreeless: bool, format: u32): usize {
  const sizeBits: u32 = format === 3 ? 18 : format === 2 ? 14 : 10
  const header = load<u64>(input) >> 4
  const mask: u64 = (1 << sizeBits) - 1
  length = <u32>(header & mask)
  const compressed = <u32>((header >> sizeBits) & mask)
  let from = input + ((4 + 2 * sizeBits + 7) >> 3)
  if (from > end || compressed > <u32>(end - from) || length > maxBlock) return 0
  const streamsEnd = from + compressed
  if (isTreeless) {
    if (!hasTable) return 0
  } else {
    if (!readHuffmanTable(from, streamsEnd)) return 0
    from = tableEnd
    hasTable = true
  }
  at = literalBuffer
  const isSound =
    format === 0
      ? decodeStream(from, streamsEnd, literalBuffer, length)
      : decodeFourStreams(from, streamsEnd, literalBuffer, length)
  return isSound ? streamsEnd : 0
}
