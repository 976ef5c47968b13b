import { packBits } from './bit-pack.ts'
import type { ByteBuffer } from './byte-buffer.ts'

/*
 * The RLE / bit-packing hybrid (Encodings.md): a list of runs, each with a varint header.
 *
 *     count << 1        one value, in ⌈width / 8⌉ bytes, that repeats `count` times
 *     groups << 1 | 1   groups of 8 values, bit-packed
 */

/** Shorter repeats stay in a bit-packed run: leaving it costs two headers. */
const minRepeat = 16

/** Appends `values[from … end)`, each of `width` bits (1 … 32). */
export function encodeHybrid(
  values: Int32Array,
  from: number,
  end: number,
  width: number,
  out: ByteBuffer,
): void {
  let at = from
  while (at < end) {
    const repeat = repeatLength(values, at, end)
    if (repeat >= minRepeat || repeat === end - at) {
      repeatedRun(values[at], repeat, width, out)
      at += repeat
      continue
    }
    const start = at
    // Runs may change only where a group of 8 ends, and a long repeat is looked for only there.
    do at += 8
    while (at < end && !repeats(values, at, end))
    packedRun(values, start, Math.min(at, end), width, out)
  }
}

function repeatLength(values: Int32Array, from: number, end: number): number {
  const value = values[from]
  let at = from + 1
  while (at < end && values[at] === value) at++
  return at - from
}

function repeats(values: Int32Array, from: number, end: number): boolean {
  if (end - from < minRepeat) return false
  const value = values[from]
  for (let i = 1; i < minRepeat; i++) if (values[from + i] !== value) return false
  return true
}

/** Appends one run of `count` equal values. */
export function repeatedRun(value: number, count: number, width: number, out: ByteBuffer): void {
  out.varint(count * 2)
  for (let shift = 0; shift < width; shift += 8) out.byte(value >>> shift)
}

function packedRun(
  values: Int32Array,
  from: number,
  end: number,
  width: number,
  out: ByteBuffer,
): void {
  const groups = (end - from + 7) >> 3
  out.varint(groups * 2 + 1)
  const at = out.reserve(groups * width)
  packBits(values, from, end, groups * 8, width, out.bytes, at)
  out.length = at + groups * width
}

/**
 * Appends bits `from … end` of a bitmap as values of one bit. A bitmap has the layout of a
 * bit-packed run already, so this is a copy (shifted where `from` is no multiple of 8).
 */
export function encodeBitmap(bitmap: Uint8Array, from: number, end: number, out: ByteBuffer): void {
  const groups = (end - from + 7) >> 3
  out.varint(groups * 2 + 1)
  const at = out.reserve(groups)
  copyBits(bitmap, from, end, out.bytes, at)
  out.length = at + groups
}

/**
 * Copies bits `from … end` of `bitmap` to whole bytes from `out[at]` on; the last byte is filled up
 * with zeros.
 */
export function copyBits(
  bitmap: Uint8Array,
  from: number,
  end: number,
  out: Uint8Array,
  at: number,
): void {
  const bytes = (end - from + 7) >> 3
  const first = from >> 3
  const shift = from & 7
  if (shift === 0) out.set(bitmap.subarray(first, first + bytes), at)
  else {
    for (let i = 0; i < bytes; i++) {
      out[at + i] = (bitmap[first + i] >> shift) | (bitmap[first + i + 1] << (8 - shift))
    }
  }
  const rest = (end - from) & 7
  if (rest !== 0) out[at + bytes - 1] &= (1 << rest) - 1
}
