/**
 * Bitmaps with bit `i & 7` of byte `i >> 3` for row `i`, as validity bitmaps are. Bits behind the last row are 0.
 */

/** Number of 1 bits per byte value. */
const ones = new Uint8Array(256)
for (let i = 1; i < 256; i++) ones[i] = (i & 1) + ones[i >>> 1]

/** Bytes of a bitmap of `length` rows. */
export function bitmapBytes(length: number): number {
  return Math.ceil(length / 8)
}

/** Sets the bits `[from, to)`. */
export function setBits(bitmap: Uint8Array, from: number, to: number): void {
  if (from >= to) return
  const first = from >>> 3
  const last = (to - 1) >>> 3
  const firstMask = (0xff << (from & 7)) & 0xff
  const lastMask = 0xff >>> (7 - ((to - 1) & 7))
  if (first === last) {
    bitmap[first] |= firstMask & lastMask
    return
  }
  bitmap[first] |= firstMask
  bitmap.fill(0xff, first + 1, last)
  bitmap[last] |= lastMask
}

/**
 * Copies `count` bits, from the lowest bit of `bytes[start]` on, to bits `[at, at + count)` of `bitmap`, which are 0.
 *
 * @returns how many of them are 1
 */
export function copyBits(
  bytes: Uint8Array,
  start: number,
  bitmap: Uint8Array,
  at: number,
  count: number,
): number {
  const whole = count >>> 3
  const shift = at & 7
  let target = at >>> 3
  let total = 0
  for (let i = start; i < start + whole; i++) {
    const bits = bytes[i]
    total += ones[bits]
    bitmap[target++] |= bits << shift
    if (shift !== 0) bitmap[target] |= bits >>> (8 - shift)
  }
  const rest = count & 7
  if (rest !== 0) {
    const bits = bytes[start + whole] & (0xff >>> (8 - rest))
    total += ones[bits]
    bitmap[target] |= bits << shift
    if (shift + rest > 8) bitmap[target + 1] |= bits >>> (8 - shift)
  }
  return total
}

/** Whether bit `i` is 1. */
export function bitAt(bitmap: Uint8Array, i: number): boolean {
  return ((bitmap[i >>> 3] >>> (i & 7)) & 1) === 1
}

/** The number of 1 bits among bits `[from, end)`. */
export function countBits(bitmap: Uint8Array, from: number, end: number): number {
  let count = 0
  let at = from
  for (; at < end && (at & 7) !== 0; at++) count += (bitmap[at >> 3] >> (at & 7)) & 1
  const wholeEnd = at + ((end - at) & ~7)
  for (let byte = at >> 3; byte < wholeEnd >> 3; byte++) count += ones[bitmap[byte]]
  for (at = Math.max(at, wholeEnd); at < end; at++) count += (bitmap[at >> 3] >> (at & 7)) & 1
  return count
}

/**
 * The rows among the first `length` whose bit is 1, ascending. Kernels that drop NULLs gather by this
 * list, so that the bitmap is walked once per chunk.
 */
export function rowsOfBits(bitmap: Uint8Array, length: number): Uint32Array {
  const rows = new Uint32Array(countBits(bitmap, 0, length))
  let to = 0
  for (let base = 0; base < length; base += 8) {
    const byte = bitmap[base >> 3]
    if (byte === 0) continue
    const end = Math.min(8, length - base)
    if (byte === 255 && end === 8) {
      for (let i = 0; i < 8; i++) rows[to++] = base + i
    } else {
      for (let i = 0; i < end; i++) if ((byte >> i) & 1) rows[to++] = base + i
    }
  }
  return rows
}
