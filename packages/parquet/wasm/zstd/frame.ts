import { copyBlock } from '../copy'
import { damaged, maxBlock } from '../layout'
import { decodeLiterals, forgetHuffman, literalsAt, literalsLength } from './literals'
import { executeSequences, forgetSequences } from './sequences'
import { xxhash64 } from './xxhash64'

/*
 * ZSTD frames (RFC 8878): frame header, blocks, checksum. Dictionaries are not supported.
 */

const frameMagic: u32 = 0xfd2fb528
const skippableMagic: u32 = 0x184d2a50

/** The input's end, and the place behind the part that was read last. */
let inputEnd: usize = 0
let position: usize = 0

/**
 * Decompresses all frames of the input to `output`, where `size` bytes have room. Returns the
 * number of bytes written, or −1 where the input is damaged or needs more room.
 */
export function decompressZstd(input: usize, length: u32, output: usize, size: u32): i32 {
  inputEnd = input + length
  position = input
  const outputEnd = output + size
  let to = output
  while (position < inputEnd) {
    if (inputEnd - position < 8) return damaged
    const magic = load<u32>(position)
    if ((magic & 0xfffffff0) === skippableMagic) {
      const skipped = load<u32>(position, 4)
      position += 8
      if (skipped > <u32>(inputEnd - position)) return damaged
      position += skipped
      continue
    }
    if (magic !== frameMagic) return damaged
    position += 4
    const end = decompressFrame(to, outputEnd)
    if (end === 0) return damaged
    to = end
  }
  return <i32>(to - output)
}

/** Returns where the frame's content ends, or 0 for damage. */
function decompressFrame(output: usize, outputEnd: usize): usize {
  const descriptor = <u32>load<u8>(position++)
  const isSingleSegment = (descriptor & 0x20) !== 0
  const dictionaryBytes: u32 = (1 << (descriptor & 3)) >> 1
  const sizeFlag = descriptor >> 6
  const sizeBytes: u32 = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag
  // The last of them is the reserved bit.
  if (dictionaryBytes !== 0 || (descriptor & 8) !== 0) return 0
  if (!isSingleSegment) position++
  if (<isize>(inputEnd - position) < <isize>sizeBytes) return 0
  const content = contentSize(sizeBytes)
  position += sizeBytes
  forgetHuffman()
  forgetSequences()
  const end = decompressBlocks(output, outputEnd)
  if (end === 0) return 0
  if (sizeBytes > 0 && content !== <u64>(end - output)) return 0
  if ((descriptor & 4) !== 0) {
    if (inputEnd - position < 4) return 0
    if (<u32>xxhash64(output, end) !== load<u32>(position)) return 0
    position += 4
  }
  return end
}

function contentSize(bytes: u32): u64 {
  if (bytes === 1) return <u64>load<u8>(position)
  if (bytes === 2) return <u64>load<u16>(position) + 256
  if (bytes === 4) return <u64>load<u32>(position)
  return load<u64>(position)
}

/** Kinds of blocks. */
const rawBlock: u32 = 0
const runBlock: u32 = 1
const compressedBlock: u32 = 2

function decompressBlocks(output: usize, outputEnd: usize): usize {
  let to = output
  let isLast = false
  while (!isLast) {
    if (<isize>(inputEnd - position) < 3) return 0
    const header = <u32>load<u16>(position) | ((<u32>load<u8>(position, 2)) << 16)
    position += 3
    isLast = (header & 1) !== 0
    const kind = (header >> 1) & 3
    const size = header >> 3
    if (size > maxBlock) return 0
    const stored: u32 = kind === runBlock ? 1 : size
    if (stored > <u32>(inputEnd - position)) return 0
    if (kind === compressedBlock) {
      to = decompressBlock(position, size, output, to, outputEnd)
      if (to === 0) return 0
    } else {
      if (size > <u32>(outputEnd - to)) return 0
      if (kind === rawBlock) memory.copy(to, position, size)
      else if (kind === runBlock) memory.fill(to, load<u8>(position), size)
      else return 0
      to += size
    }
    position += stored
  }
  return to
}

function decompressBlock(
  input: usize,
  length: u32,
  frame: usize,
  output: usize,
  outputEnd: usize,
): usize {
  const end = input + length
  const sequences = decodeLiterals(input, end)
  if (sequences === 0) return 0
  // No block may hold more, and `literals` bounds what sequences read.
  const blockEnd = min(outputEnd, output + maxBlock)
  const to = executeSequences(sequences, end, frame, output, blockEnd)
  if (to === 0) return 0
  const rest = literalsLength()
  if (rest > <u32>(blockEnd - to)) return 0
  if (rest > 0) copyBlock(to, literalsAt(), rest)
  return to + rest
}
