import { ParquetError } from '../errors.ts'

/**
 * LZ4 blocks (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md). A block is a list of sequences:
 *
 *   token            high nibble: literal count, low nibble: match length − 4; 15 means that more follows
 *   [255 … n]        rest of the literal count
 *   literals
 *   u16le offset     how far back the match begins, 1 … 65535
 *   [255 … n]        rest of the match length
 *
 * The last sequence ends after its literals: at least the last 5 bytes are literals, and the last match begins
 * at least 12 bytes before the end.
 */

const minMatch = 4
const lastLiterals = 5
const matchMargin = 12
const maxOffset = 65535
const hashBits = 14

/** Below this length a loop over the bytes beats the call of a bulk copy. */
const bulkCopyFrom = 48

/** Positions by hash, kept between calls: an entry counts only if it lies before the current position and its bytes match. */
const positions = new Int32Array(1 << hashBits)

/** The largest block that `length` bytes can compress to. */
function compressBound(length: number): number {
  return length + Math.floor(length / 255) + 16
}

/** A greedy match search with one hash table, skipping faster through bytes that do not compress. */
export function compressLz4Block(bytes: Uint8Array): Uint8Array {
  const length = bytes.length
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  const out = new Uint8Array(compressBound(length))
  const matchLimit = length - lastLiterals
  const lastStart = length - matchMargin
  let to = 0
  let anchor = 0
  let at = 1
  positions.fill(-maxOffset - 1)
  if (lastStart > 0) positions[hash(view.getInt32(0, true))] = 0
  let misses = 1 << 6
  while (at <= lastStart) {
    const word = view.getInt32(at, true)
    const slot = hash(word)
    let candidate = positions[slot]
    positions[slot] = at
    if (at - candidate > maxOffset || view.getInt32(candidate, true) !== word) {
      at += misses++ >> 6
      continue
    }
    misses = 1 << 6
    while (at > anchor && candidate > 0 && bytes[at - 1] === bytes[candidate - 1]) {
      at--
      candidate--
    }
    const end = matchEnd(bytes, view, at + minMatch, candidate + minMatch, matchLimit)
    to = writeSequence(bytes, anchor, at, out, to, at - candidate, end - at - minMatch)
    anchor = end
    at = end
    if (at <= lastStart) positions[hash(view.getInt32(at - 2, true))] = at - 2
  }
  to = writeLiterals(bytes, anchor, length, out, to, 0)
  return out.slice(0, to)
}

function hash(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> (32 - hashBits)
}

function matchEnd(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  candidate: number,
  limit: number,
): number {
  let at = from
  const distance = from - candidate
  while (at + 4 <= limit && view.getInt32(at, true) === view.getInt32(at - distance, true)) at += 4
  while (at < limit && bytes[at] === bytes[at - distance]) at++
  return at
}

/** `extra` is the match length beyond the minimum of 4. Returns the position after the sequence. */
function writeSequence(
  bytes: Uint8Array,
  anchor: number,
  end: number,
  out: Uint8Array,
  start: number,
  offset: number,
  extra: number,
): number {
  let to = writeLiterals(bytes, anchor, end, out, start, Math.min(extra, 15))
  out[to++] = offset & 0xff
  out[to++] = offset >> 8
  if (extra >= 15) to = writeLength(out, to, extra - 15)
  return to
}

function writeLiterals(
  bytes: Uint8Array,
  from: number,
  end: number,
  out: Uint8Array,
  start: number,
  matchNibble: number,
): number {
  const count = end - from
  let to = start
  if (count < 15) out[to++] = (count << 4) | matchNibble
  else {
    out[to++] = 0xf0 | matchNibble
    to = writeLength(out, to, count - 15)
  }
  if (count < bulkCopyFrom) for (let i = 0; i < count; i++) out[to + i] = bytes[from + i]
  else out.set(bytes.subarray(from, end), to)
  return to + count
}

function writeLength(out: Uint8Array, start: number, length: number): number {
  let to = start
  let rest = length
  for (; rest >= 255; rest -= 255) out[to++] = 255
  out[to++] = rest
  return to
}

/** @throws ParquetError `corrupt` unless the block yields exactly `uncompressedSize` bytes. */
export function decompressLz4Block(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  const out = new Uint8Array(uncompressedSize)
  const size = decompressLz4Into(bytes, out, 0, uncompressedSize)
  if (size !== uncompressedSize) throw damaged(`it holds ${size} of ${uncompressedSize} bytes`)
  return out
}

/**
 * Decompresses one block to `out[start … end)`; matches may not reach before `start`. Returns the number of bytes written.
 *
 * @throws ParquetError `corrupt` where the block is damaged or needs more room.
 */
export function decompressLz4Into(
  bytes: Uint8Array,
  out: Uint8Array,
  start: number,
  end: number,
): number {
  const length = bytes.length
  let from = 0
  let to = start
  while (from < length) {
    const token = bytes[from++]
    let literals = token >> 4
    if (literals === 15) {
      let more: number
      do {
        if (from >= length) throw damaged('it is cut short')
        literals += more = bytes[from++]
      } while (more === 255)
    }
    if (literals > length - from || literals > end - to) throw damaged('literals past its end')
    if (literals < bulkCopyFrom) {
      for (let i = 0; i < literals; i++) out[to + i] = bytes[from + i]
    } else out.set(bytes.subarray(from, from + literals), to)
    from += literals
    to += literals
    if (from === length) break
    if (length - from < 2) throw damaged('it is cut short')
    const offset = bytes[from] | (bytes[from + 1] << 8)
    from += 2
    if (offset === 0 || offset > to - start) throw damaged('a match before its start')
    let match = token & 15
    if (match === 15) {
      let more: number
      do {
        if (from >= length) throw damaged('it is cut short')
        match += more = bytes[from++]
      } while (more === 255)
    }
    match += minMatch
    if (match > end - to) throw damaged('a match past its end')
    to = copyMatch(out, to, offset, match)
  }
  return to - start
}

/** Copies `length` bytes from `offset` bytes back; the two ranges overlap where the match repeats itself. */
function copyMatch(out: Uint8Array, to: number, offset: number, length: number): number {
  const end = to + length
  if (length < bulkCopyFrom) {
    for (let i = to; i < end; i++) out[i] = out[i - offset]
  } else if (offset >= length) {
    out.copyWithin(to, to - offset, to - offset + length)
  } else if (offset === 1) {
    out.fill(out[to - 1], to, end)
  } else {
    // The part already copied is periodic, so each copy may double it.
    const source = to - offset
    let done = 0
    while (done < length) {
      const step = Math.min(offset + done, length - done)
      out.copyWithin(to + done, source, source + step)
      done += step
    }
  }
  return end
}

function damaged(reason: string): ParquetError {
  return new ParquetError('corrupt', `damaged LZ4 block: ${reason}`)
}
