import { copyBlock, copyMatch } from './copy'
import { damaged, tableBase } from './layout'
import { hash, matchLength, maxOffset, tableBytes } from './match'

/* LZ4 blocks: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */

/** Returns the size of the block at `output`: at most length + length / 255 + 16 bytes. */
export function compressLz4(input: usize, length: u32, output: usize): u32 {
  memory.fill(tableBase, 0, tableBytes)
  const end = input + length
  // The format wants the last 5 bytes as literals, and no match to begin within the last 12.
  const matchLimit = end - 5
  const lastStart = end - 12
  let to = output
  let anchor = input
  let at = input + 1
  let misses: u32 = 64
  if (length > 12) {
    store<u32>(hash(load<u32>(input)), <u32>input)
    while (at <= lastStart) {
      const word = load<u32>(at)
      const slot = hash(word)
      let candidate = <usize>load<u32>(slot)
      store<u32>(slot, <u32>at)
      if (<u32>(at - candidate) > maxOffset || load<u32>(candidate) !== word) {
        at += misses++ >> 6
        continue
      }
      misses = 64
      while (at > anchor && candidate > input && load<u8>(at - 1) === load<u8>(candidate - 1)) {
        at--
        candidate--
      }
      const extra = matchLength(at + 4, candidate + 4, matchLimit)
      to = lz4Literals(to, anchor, <u32>(at - anchor), min<u32>(extra, 15))
      store<u16>(to, <u16>(at - candidate))
      to += 2
      if (extra >= 15) to = lz4Length(to, extra - 15)
      at += 4 + extra
      anchor = at
      if (at <= lastStart) store<u32>(hash(load<u32>(at - 2)), <u32>(at - 2))
    }
  }
  to = lz4Literals(to, anchor, <u32>(end - anchor), 0)
  return <u32>(to - output)
}

function lz4Literals(to: usize, from: usize, count: u32, matchNibble: u32): usize {
  if (count < 15) store<u8>(to++, (count << 4) | matchNibble)
  else {
    store<u8>(to++, 0xf0 | matchNibble)
    to = lz4Length(to, count - 15)
  }
  copyBlock(to, from, count)
  return to + count
}

function lz4Length(to: usize, length: u32): usize {
  for (; length >= 255; length -= 255) store<u8>(to++, 255)
  store<u8>(to++, length)
  return to
}

/**
 * Decompresses one block to `output`, where `size` bytes have room; matches may not reach before
 * it. Returns the number of bytes written, or −1 where the block is damaged or needs more room.
 */
export function decompressLz4(input: usize, length: u32, output: usize, size: u32): i32 {
  const inputEnd = input + length
  const outputEnd = output + size
  let from = input
  let to = output
  while (from < inputEnd) {
    const token = <u32>load<u8>(from++)
    let literals = token >> 4
    if (literals === 15) {
      let more: u32
      do {
        if (from >= inputEnd) return damaged
        more = <u32>load<u8>(from++)
        literals += more
      } while (more === 255)
    }
    if (<u32>(inputEnd - from) < literals || <u32>(outputEnd - to) < literals) return damaged
    v128.store(to, v128.load(from))
    if (literals > 16) copyBlock(to + 16, from + 16, literals - 16)
    from += literals
    to += literals
    if (from === inputEnd) break
    if (<u32>(inputEnd - from) < 2) return damaged
    const offset = <u32>load<u16>(from)
    from += 2
    if (offset === 0 || offset > <u32>(to - output)) return damaged
    let matched = token & 15
    if (matched === 15) {
      let more: u32
      do {
        if (from >= inputEnd) return damaged
        more = <u32>load<u8>(from++)
        matched += more
      } while (more === 255)
    }
    matched += 4
    if (<u32>(outputEnd - to) < matched) return damaged
    copyMatch(to, offset, matched)
    to += matched
  }
  return <i32>(to - output)
}
