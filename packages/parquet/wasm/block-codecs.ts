/*
 * Snappy and LZ4 blocks in AssemblyScript; `build.mjs` compiles this file to
 * src/codec/block-codecs-wasm.ts.
 *
 * Memory, in this order: the hash table of the compressors, input, output, slack. The caller puts
 * input at `inputBase()` or behind, and leaves `slack()` bytes behind input and output: copies go
 * by whole words and may read and write that much too far. What lies there is never looked at.
 *
 * Formats: https://github.com/google/snappy/blob/main/format_description.txt,
 *          https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */

const hashBits: u32 = 14
const tableBytes: usize = 4 << hashBits
const tableBase: usize = 1024
/**
 * Empty slots hold 0. Input begins so far behind it that an empty slot is never within reach of a
 * match.
 */
const maxOffset: u32 = 65535
const damaged: i32 = -1

export function inputBase(): usize {
  return tableBase + tableBytes + maxOffset + 1
}

export function slack(): usize {
  return 64
}

function hash(word: u32): usize {
  return tableBase + (((word * 0x9e3779b1) >> (32 - hashBits)) << 2)
}

/**
 * Copies at least `length` bytes, eight at a time; the ranges lie 8 bytes apart at least, or do not
 * overlap.
 */
function copyWords(to: usize, from: usize, length: u32): void {
  const end = to + length
  do {
    store<u64>(to, load<u64>(from))
    to += 8
    from += 8
  } while (to < end)
}

/** Most copies are short: sixteen bytes without a loop. The ranges lie 8 bytes apart at least. */
function copyShort(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from))
  store<u64>(to, load<u64>(from, 8), 8)
}

function copyBlock(to: usize, from: usize, length: u32): void {
  if (length > 256) memory.copy(to, from, length)
  else copyWords(to, from, length)
}

/** Repeats what stands `offset` bytes before `to`. */
function copyMatch(to: usize, offset: u32, length: u32): void {
  if (offset >= 8) {
    copyWords(to, to - offset, length)
    return
  }
  if (offset === 1) {
    memory.fill(to, load<u8>(to - 1), length)
    return
  }
  // The least multiple of the period that words can be copied over.
  let distance: u32 = offset
  while (distance < 8) distance += offset
  for (let i: u32 = 0; i < distance; i++) store<u8>(to + i, load<u8>(to + i - offset))
  if (length > distance) copyWords(to + distance, to, length - distance)
}

/** How many bytes at `a` equal those at `b`, up to `limit` for `a`. */
function matchLength(a: usize, b: usize, limit: usize): u32 {
  const start = a
  while (a + 8 <= limit) {
    const difference = load<u64>(a) ^ load<u64>(b)
    if (difference !== 0) return <u32>(a - start + (ctz(difference) >> 3))
    a += 8
    b += 8
  }
  while (a < limit && load<u8>(a) === load<u8>(b)) {
    a++
    b++
  }
  return <u32>(a - start)
}

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
      if (literal <= 16) copyShort(to, from)
      else copyBlock(to, from, literal)
      from += literal
      to += literal
      continue
    }
    let copied: u32
    let offset: u32
    const bytes: u32 = kind === 3 ? 4 : kind
    if (<u32>(inputEnd - from) < bytes) return damaged
    if (kind === 1) {
      copied = 4 + ((tag >> 2) & 7)
      offset = ((tag >> 5) << 8) | <u32>load<u8>(from)
    } else {
      copied = (tag >> 2) + 1
      offset = kind === 2 ? <u32>load<u16>(from) : load<u32>(from)
    }
    from += bytes
    if (offset === 0 || offset > <u32>(to - output)) return damaged
    if (copied > <u32>(outputEnd - to)) return damaged
    if (copied <= 16 && offset >= 8) copyShort(to, to - offset)
    else copyMatch(to, offset, copied)
    to += copied
  }
  return to === outputEnd ? <i32>size : damaged
}

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
    if (literals <= 16) copyShort(to, from)
    else copyBlock(to, from, literals)
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
    if (matched <= 16 && offset >= 8) copyShort(to, to - offset)
    else copyMatch(to, offset, matched)
    to += matched
  }
  return <i32>(to - output)
}
