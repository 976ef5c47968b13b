import { copyBits, setBits } from '../bitmap.ts'
import { corrupt } from '../errors.ts'
import { unpackBits } from './bitpack.ts'

/*
 * The RLE / bit-packing hybrid (Encodings.md): a sequence of runs, each a varint header and a body.
 *
 *     header even:  run of header >> 1 times one value of ceil(width / 8) bytes, little-endian
 *     header odd:   (header >> 1) groups of eight bit-packed values
 *
 * The last group may hold more values than the page has; those are padding.
 */

interface Runs {
  readonly bytes: Uint8Array
  position: number
  readonly end: number
}

/** The next run's header. */
function runHeader(runs: Runs): number {
  let header = 0
  let shift = 0
  for (;;) {
    if (runs.position >= runs.end || shift > 28) throw corrupt('an RLE run has no valid header')
    const byte = runs.bytes[runs.position++]
    header |= (byte & 0x7f) << shift
    if (byte < 0x80) return header >>> 0
    shift += 7
  }
}

function runValue(runs: Runs, width: number): number {
  const length = (width + 7) >>> 3
  if (length > runs.end - runs.position) throw corrupt('an RLE run ends too early')
  let value = 0
  for (let i = 0; i < length; i++) value |= runs.bytes[runs.position++] << (8 * i)
  return value
}

/**
 * Decodes `count` values of `width` bits (0 to 32) from `bytes[start…end)` into `out` from `at` on.
 *
 * @returns the offset behind the last run
 * @throws {ParquetError} `corrupt` where the runs hold fewer values
 */
export function decodeHybrid(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Int32Array,
  at: number,
  count: number,
): number {
  if (width > 32) throw corrupt(`RLE values of ${width} bits`)
  const runs: Runs = { bytes, position: start, end }
  let done = 0
  while (done < count) {
    const header = runHeader(runs)
    if ((header & 1) === 0) {
      const length = Math.min(header >>> 1, count - done)
      const value = runValue(runs, width)
      out.fill(value, at + done, at + done + length)
      done += length
    } else {
      const packed = (header >>> 1) * 8
      const length = Math.min(packed, count - done)
      unpackBits(bytes, runs.position, end, width, out, at + done, length)
      runs.position = Math.min(end, runs.position + (header >>> 1) * width)
      done += length
    }
  }
  return runs.position
}

/** Whether `count` levels of one bit are all 1, written as one run: the common case of a page without NULLs. */
export function isRunOfOnes(bytes: Uint8Array, start: number, end: number, count: number): boolean {
  if (end - start > 6) return false
  const runs: Runs = { bytes, position: start, end }
  const header = runHeader(runs)
  if ((header & 1) !== 0 || header >>> 1 < count) return false
  return runValue(runs, 1) === 1
}

/**
 * Decodes `count` values of one bit straight into bits `[at, at + count)` of `bitmap`, which are 0.
 *
 * @returns how many of them are 1
 */
export function decodeHybridBits(
  bytes: Uint8Array,
  start: number,
  end: number,
  bitmap: Uint8Array,
  at: number,
  count: number,
): number {
  const runs: Runs = { bytes, position: start, end }
  let done = 0
  let total = 0
  while (done < count) {
    const header = runHeader(runs)
    if ((header & 1) === 0) {
      const length = Math.min(header >>> 1, count - done)
      const value = runValue(runs, 1)
      if (value > 1) throw corrupt(`a one-bit RLE value is ${value}`)
      if (value === 1) {
        setBits(bitmap, at + done, at + done + length)
        total += length
      }
      done += length
    } else {
      const length = Math.min((header >>> 1) * 8, count - done)
      if (Math.ceil(length / 8) > end - runs.position) throw corrupt('an RLE run ends too early')
      total += copyBits(bytes, runs.position, bitmap, at + done, length)
      runs.position = Math.min(end, runs.position + (header >>> 1))
      done += length
    }
  }
  return total
}

/**
 * Decodes `count` values of the deprecated BIT_PACKED encoding, which packs from the most significant bit of each
 * byte on (Encodings.md, "Bit-packed").
 *
 * @returns the offset behind the last byte
 */
export function decodeBigEndianBits(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Int32Array,
  count: number,
): number {
  const length = Math.ceil((count * width) / 8)
  if (length > end - start) throw corrupt('bit-packed levels end too early')
  let bit = 0
  for (let i = 0; i < count; i++) {
    let value = 0
    for (let b = 0; b < width; b++, bit++) {
      value = (value << 1) | ((bytes[start + (bit >>> 3)] >>> (7 - (bit & 7))) & 1)
    }
    out[i] = value
  }
  return start + length
}
