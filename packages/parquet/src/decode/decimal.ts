import type { BytesData } from '../column-data.ts'
import { corrupt } from '../errors.ts'

/*
 * Unscaled decimals as big-endian two's complement of any length → words. Leading bytes beyond the
 * target's size must repeat the sign. An empty value is 0, which is what NULL rows hold.
 */

/** Into pairs (low, high) of 64-bit integers. */
export function decimalsToPairs({ offsets, bytes, length }: BytesData, pairs: Int32Array): void {
  for (let i = 0; i < length; i++) {
    const from = offsets[i]
    const to = offsets[i + 1]
    const sign = from < to ? (bytes[from] << 24) >> 31 : 0
    if (to - from > 8) checkSign(bytes, from, to - 8, sign)
    pairs[2 * i] = wordAt(bytes, from, to, sign)
    pairs[2 * i + 1] = wordAt(bytes, from, to - 4, sign)
  }
}

/** Into 128-bit integers, whose halves are `low` and `high` as pairs. */
export function decimalsToWide(
  { offsets, bytes, length }: BytesData,
  low: Int32Array,
  high: Int32Array,
): void {
  for (let i = 0; i < length; i++) {
    const from = offsets[i]
    const to = offsets[i + 1]
    const sign = from < to ? (bytes[from] << 24) >> 31 : 0
    if (to - from > 16) checkSign(bytes, from, to - 16, sign)
    low[2 * i] = wordAt(bytes, from, to, sign)
    low[2 * i + 1] = wordAt(bytes, from, to - 4, sign)
    high[2 * i] = wordAt(bytes, from, to - 8, sign)
    high[2 * i + 1] = wordAt(bytes, from, to - 12, sign)
  }
}

/** The 32 bits that end before `end`; bytes before `start` are copies of the sign. */
function wordAt(bytes: Uint8Array, start: number, end: number, sign: number): number {
  if (end - start >= 4) {
    return (bytes[end - 4] << 24) | (bytes[end - 3] << 16) | (bytes[end - 2] << 8) | bytes[end - 1]
  }
  let word = sign
  for (let i = start; i < end; i++) word = (word << 8) | bytes[i]
  return word
}

/** The bytes that are dropped, and the first bit that is kept, must be the sign. */
function checkSign(bytes: Uint8Array, from: number, kept: number, sign: number): void {
  for (let i = from; i < kept; i++) {
    if (bytes[i] !== (sign & 0xff)) throw corrupt('a decimal does not fit its precision')
  }
  if (bytes[kept] >> 7 !== (sign & 1)) throw corrupt('a decimal does not fit its precision')
}
