import { corrupt } from '../errors.ts'

/** Copies `count` little-endian words from any byte offset into `out` from `at` on. */
export function copyWords(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Int32Array,
  at: number,
  count: number,
): void {
  if (count * 4 > end - start) throw corrupt('values end too early')
  const length = count * 4
  const offset = bytes.byteOffset + start
  if ((offset & 3) === 0) out.set(new Int32Array(bytes.buffer, offset, count), at)
  else if (out.buffer instanceof ArrayBuffer) {
    const target = new Uint8Array(out.buffer, out.byteOffset + at * 4, length)
    target.set(bytes.subarray(start, start + length))
  } else {
    // An unaligned copy into shared memory goes byte by byte, hence the aligned copy in between.
    const aligned = new Int32Array(count)
    new Uint8Array(aligned.buffer).set(bytes.subarray(start, start + length))
    out.set(aligned, at)
  }
}

/** Copies `count` values of `width` bytes. */
export function copyFixed(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Uint8Array,
  at: number,
  count: number,
): void {
  if (count * width > end - start) throw corrupt('values end too early')
  out.set(bytes.subarray(start, start + count * width), at * width)
}

/** PLAIN booleans: one bit each, from the lowest bit of each byte on, to one byte each. */
export function unpackBooleans(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
  count: number,
): void {
  if (Math.ceil(count / 8) > end - start) throw corrupt('booleans end too early')
  const whole = count >>> 3
  let to = at
  for (let i = start; i < start + whole; i++) {
    const bits = bytes[i]
    out[to] = bits & 1
    out[to + 1] = (bits >>> 1) & 1
    out[to + 2] = (bits >>> 2) & 1
    out[to + 3] = (bits >>> 3) & 1
    out[to + 4] = (bits >>> 4) & 1
    out[to + 5] = (bits >>> 5) & 1
    out[to + 6] = (bits >>> 6) & 1
    out[to + 7] = bits >>> 7
    to += 8
  }
  for (let bit = 0; bit < (count & 7); bit++) out[to + bit] = (bytes[start + whole] >>> bit) & 1
}

/*
 * BYTE_STREAM_SPLIT (Encodings.md): stream k holds byte k of every value, and the streams follow one another.
 */

/** Gathers values of four bytes. */
export function joinStreams32(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Int32Array,
  at: number,
  count: number,
): void {
  checkStreams(start, end, 4, count)
  const s1 = start + count
  const s2 = s1 + count
  const s3 = s2 + count
  for (let i = 0; i < count; i++) {
    out[at + i] =
      bytes[start + i] | (bytes[s1 + i] << 8) | (bytes[s2 + i] << 16) | (bytes[s3 + i] << 24)
  }
}

/** Gathers values of eight bytes as pairs of words (low, high). */
export function joinStreams64(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Int32Array,
  at: number,
  count: number,
): void {
  checkStreams(start, end, 8, count)
  for (let half = 0; half < 2; half++) {
    const s0 = start + half * 4 * count
    const s1 = s0 + count
    const s2 = s1 + count
    const s3 = s2 + count
    let to = at * 2 + half
    for (let i = 0; i < count; i++) {
      out[to] = bytes[s0 + i] | (bytes[s1 + i] << 8) | (bytes[s2 + i] << 16) | (bytes[s3 + i] << 24)
      to += 2
    }
  }
}

/** Gathers values of `width` bytes. */
export function joinStreamsFixed(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Uint8Array,
  at: number,
  count: number,
): void {
  checkStreams(start, end, width, count)
  for (let k = 0; k < width; k++) {
    const stream = start + k * count
    let to = at * width + k
    for (let i = 0; i < count; i++) {
      out[to] = bytes[stream + i]
      to += width
    }
  }
}

function checkStreams(start: number, end: number, width: number, count: number): void {
  // Not fewer and not more: the streams' places follow from the count.
  if (count * width !== end - start) {
    throw corrupt(`${end - start} bytes of split streams where ${count * width} belong`)
  }
}
