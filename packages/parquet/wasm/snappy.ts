import { copyBlock, copyMatch } from './copy'
import { damaged, tableBase } from './layout'
import { hash, matchLength, maxOffset, tableBytes } from './match'

/* Snappy blocks: https://github.com/google/snappy/blob/main/format_description.txt */

/** Returns the size of the block at `output`: at most 32 + length + length / 6 bytes. */
export function compressSnappy(input: usize, length: u32, output: usize): u32 {
  let to = output
  let rest = length
  for (; rest >= 128; rest >>= 7) store<u8>(to++, rest | 128)
  store<u8>(to++, rest)
  memory.fill(tableBase, 0, tableBytes)
  const end = input + length
  const lastStart = end - 15
  let anchor = input
  let at = input + 1
  let misses: u32 = 32
  if (length > 15) {
    store<u32>(hash(load<u32>(input)), <u32>input)
    while (at <= lastStart) {
      const word = load<u32>(at)
      const slot = hash(word)
      const candidate = <usize>load<u32>(slot)
      store<u32>(slot, <u32>at)
      if (<u32>(at - candidate) > maxOffset || load<u32>(candidate) !== word) {
        at += misses++ >> 5
        continue
      }
      misses = 32
      if (at > anchor) to = snappyLiteral(to, anchor, <u32>(at - anchor))
      const matched = 4 + matchLength(at + 4, candidate + 4, end)
      to = snappyCopy(to, <u32>(at - candidate), matched)
      at += matched
      anchor = at
      if (at <= lastStart) store<u32>(hash(load<u32>(at - 1)), <u32>(at - 1))
    }
  }
  if (anchor < end) to = snappyLiteral(to, anchor, <u32>(end - anchor))
  return <u32>(to - output)
}

function snappyLiteral(to: usize, from: usize, length: u32): usize {
  const count = length - 1
  if (count < 60) store<u8>(to++, count << 2)
  else {
    const bytes: u32 = count < 1 << 8 ? 1 : count < 1 << 16 ? 2 : count < 1 << 24 ? 3 : 4
    store<u8>(to, (59 + bytes) << 2)
    store<u32>(to + 1, count)
    to += 1 + bytes
  }
  copyBlock(to, from, length)
  return to + length
}

/** A copy element holds at most 64 bytes; the last one of several must not be shorter than 4. */
function snappyCopy(to: usize, offset: u32, length: u32): usize {
  while (length >= 68) {
    to = snappyCopy2(to, offset, 64)
    length -= 64
  }
  if (length > 64) {
    to = snappyCopy2(to, offset, 60)
    length -= 60
  }
  if (length < 12 && offset < 2048) {
    store<u8>(to, ((offset >> 8) << 5) | ((length - 4) << 2) | 1)
    store<u8>(to + 1, offset)
    return to + 2
  }
  return snappyCopy2(to, offset, length)
}

function snappyCopy2(to: usize, offset: u32, length: u32): usize {
  store<u8>(to, ((length - 1) << 2) | 2)
  store<u16>(to + 1, offset)
  return to + 3
}

/** Returns `size`, or −1 where the block is damaged or does not hold exactly `size` bytes. */
export function decompressSnappy(input: usize, length: u32, output: usize, size: u32): i32 {
  const inputEnd = input + length
  const outputEnd = output + size
  let from = input
  let declared: u64 = 0
  for (let shift: u64 = 0; ; shift += 7) {
    if (from >= inputEnd || shift > 28) return damaged
    const byte = <u64>load<u8>(from++)
    declared |= (byte & 127) << shift
    if (byte < 128) break
  }
  if (declared !== <u64>size) return damaged
  let to = output
  while (from < inputEnd) {
    const tag = <u32>load<u8>(from++)
    const kind = tag & 3
    if (kind === 0) {
      let literal = (tag >> 2) + 1
      if (literal > 60) {
        const bytes = literal - 60
        if (<u32>(inputEnd - from) < bytes) return damaged
        const mask: u32 = bytes === 4 ? 0xffffffff : (1 << (bytes << 3)) - 1
        literal = (load<u32>(from) & mask) + 1
        from += bytes
        if (literal === 0) return damaged
      }
      if (<u32>(inputEnd - from) < literal || <u32>(outputEnd - to) < literal) return damaged
      v128.store(to, v128.load(from))
      if (literal > 16) copyBlock(to + 16, from + 16, literal - 16)
      from += literal
      to += literal
      continue
    }
    // Which of the two common kinds comes is hard to predict, so it is no branch.
    const isNear = kind === 1
    const copied = select<u32>(4 + ((tag >> 2) & 7), (tag >> 2) + 1, isNear)
    const far = load<u32>(from) & select<u32>(0xffff, 0xffffffff, kind === 2)
    const offset = select<u32>(((tag >> 5) << 8) | (far & 0xff), far, isNear)
    const bytes: u32 = kind === 3 ? 4 : kind
    if (<u32>(inputEnd - from) < bytes) return damaged
    from += bytes
    if (offset - 1 >= <u32>(to - output) || copied > <u32>(outputEnd - to)) return damaged
    copyMatch(to, offset, copied)
    to += copied
  }
  return to === outputEnd ? <i32>size : damaged
}
