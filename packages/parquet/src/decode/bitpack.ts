import { corrupt } from '../errors.ts'

/**
 * Little-endian bit-packed integers (Encodings.md, "RLE / bit-packing hybrid"): value `i` takes bits
 * `[i * width, (i + 1) * width)` counted from the least significant bit of the first byte.
 */

/** A 32-bit load at any byte offset holds any value of at most 25 bits, whatever its bit offset. */
const maxSingleLoadWidth = 25

const tail = new Uint8Array(64)

/**
 * Unpacks `count` values of `width` bits (0 to 32) from `bytes[start…end)` into `out` from `at` on. Values of 32 bits
 * come out as signed.
 *
 * @throws {ParquetError} `corrupt` where the bytes hold fewer values
 */
export function unpackBits(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Int32Array,
  at: number,
  count: number,
): void {
  if (Math.ceil((count * width) / 8) > end - start) throw corrupt('bit-packed values end too early')
  if (width === 0) {
    out.fill(0, at, at + count)
    return
  }
  if (width === 8) {
    for (let i = 0; i < count; i++) out[at + i] = bytes[start + i]
    return
  }
  // A group of eight values takes `width` bytes. The wide loads of the last groups may pass the end.
  const groups = Math.max(0, Math.min(count >>> 3, Math.floor((bytes.length - start - 8) / width)))
  unpackGroups(bytes, start, width, out, at, groups)
  const done = groups * 8
  if (done < count)
    unpackTail(bytes, start + groups * width, end, width, out, at + done, count - done)
}

function unpackGroups(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Int32Array,
  at: number,
  groups: number,
): void {
  if (width === 1) unpackOnes(bytes, start, out, at, groups)
  else if (width <= 7) unpackSmall(bytes, start, width, out, at, groups)
  else if (width <= maxSingleLoadWidth) unpackNarrow(bytes, start, width, out, at, groups)
  else unpackWide(bytes, start, width, out, at, groups)
}

/** The last few groups, through a buffer with room for loads behind the last value. */
function unpackTail(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Int32Array,
  at: number,
  count: number,
): void {
  const group = new Int32Array(8)
  let from = start
  for (let done = 0; done < count; done += 8) {
    tail.fill(0)
    tail.set(bytes.subarray(from, Math.min(from + width, end)))
    unpackGroups(tail, 0, width, group, 0, 1)
    const rest = Math.min(8, count - done)
    for (let i = 0; i < rest; i++) out[at + done + i] = group[i]
    from += width
  }
}

function unpackOnes(
  bytes: Uint8Array,
  start: number,
  out: Int32Array,
  at: number,
  groups: number,
): void {
  let o = at
  for (let i = start; i < start + groups; i++) {
    const b = bytes[i]
    out[o] = b & 1
    out[o + 1] = (b >>> 1) & 1
    out[o + 2] = (b >>> 2) & 1
    out[o + 3] = (b >>> 3) & 1
    out[o + 4] = (b >>> 4) & 1
    out[o + 5] = (b >>> 5) & 1
    out[o + 6] = (b >>> 6) & 1
    out[o + 7] = b >>> 7
    o += 8
  }
}

/** Half a group, four values of at most 7 bits at a bit offset of at most 4, fits one 32-bit load. */
function unpackSmall(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Int32Array,
  at: number,
  groups: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mask = (1 << width) - 1
  const s2 = width * 2
  const s3 = width * 3
  const b4 = (width * 4) >>> 3
  const s4 = (width * 4) & 7
  const s5 = s4 + width
  const s6 = s5 + width
  const s7 = s6 + width
  let p = start
  const stop = at + groups * 8
  for (let o = at; o < stop; o += 8) {
    const first = view.getInt32(p, true)
    out[o] = first & mask
    out[o + 1] = (first >>> width) & mask
    out[o + 2] = (first >>> s2) & mask
    out[o + 3] = (first >>> s3) & mask
    const second = view.getInt32(p + b4, true)
    out[o + 4] = (second >>> s4) & mask
    out[o + 5] = (second >>> s5) & mask
    out[o + 6] = (second >>> s6) & mask
    out[o + 7] = (second >>> s7) & mask
    p += width
  }
}

/** The eight values of a group lie at the same byte and bit offsets in each group, so these are loop invariants. */
function unpackNarrow(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Int32Array,
  at: number,
  groups: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mask = (1 << width) - 1
  const b1 = width >>> 3
  const b2 = (width * 2) >>> 3
  const b3 = (width * 3) >>> 3
  const b4 = (width * 4) >>> 3
  const b5 = (width * 5) >>> 3
  const b6 = (width * 6) >>> 3
  const b7 = (width * 7) >>> 3
  const s1 = width & 7
  const s2 = (width * 2) & 7
  const s3 = (width * 3) & 7
  const s4 = (width * 4) & 7
  const s5 = (width * 5) & 7
  const s6 = (width * 6) & 7
  const s7 = (width * 7) & 7
  let p = start
  const stop = at + groups * 8
  for (let o = at; o < stop; o += 8) {
    out[o] = view.getInt32(p, true) & mask
    out[o + 1] = (view.getInt32(p + b1, true) >>> s1) & mask
    out[o + 2] = (view.getInt32(p + b2, true) >>> s2) & mask
    out[o + 3] = (view.getInt32(p + b3, true) >>> s3) & mask
    out[o + 4] = (view.getInt32(p + b4, true) >>> s4) & mask
    out[o + 5] = (view.getInt32(p + b5, true) >>> s5) & mask
    out[o + 6] = (view.getInt32(p + b6, true) >>> s6) & mask
    out[o + 7] = (view.getInt32(p + b7, true) >>> s7) & mask
    p += width
  }
}

/** Widths of 26 to 32 bits: a value may span five bytes. */
function unpackWide(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Int32Array,
  at: number,
  groups: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mask = width === 32 ? -1 : (1 << width) - 1
  for (let group = 0; group < groups; group++) {
    const from = start + group * width
    const o = at + group * 8
    for (let i = 0; i < 8; i++) {
      const p = from + ((i * width) >>> 3)
      const shift = (i * width) & 7
      const low = view.getInt32(p, true) >>> shift
      // Shifting by 32 − 0 would shift by nothing, hence the two steps.
      out[o + i] = (low | ((bytes[p + 4] << 1) << (31 - shift))) & mask
    }
  }
}
