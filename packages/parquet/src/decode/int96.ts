import { bitAt } from '../bitmap.ts'
import { corrupt, ParquetError } from '../errors.ts'
import { julianUnixEpoch } from '../format/constants.ts'
import type { Unit } from '../format/logical.ts'

const nanosPerDay = 86_400_000_000_000
const wordSize = 4294967296

/**
 * INT96 timestamps (8 bytes of nanoseconds within the day, 4 bytes of Julian day, little-endian) to 64-bit integers
 * since the Unix epoch, as pairs of words.
 *
 * `micros` is for Spark, whose own arithmetic wraps around modulo 2^64: it stores a far timestamp as a day and a time
 * whose sum overflows to the right one. A timestamp that is no whole number of microseconds is refused, not cut.
 *
 * @throws {ParquetError} `limit` where nanoseconds pass 64 bits, `corrupt` where a time is longer than a day can be
 */
export function int96ToPairs(
  bytes: Uint8Array,
  pairs: Int32Array,
  length: number,
  validity: Uint8Array | null,
  unit: Unit,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wraps = unit === 'micros'
  const scale = wraps ? 1000 : 1
  // Some writers of nanoseconds pass a day's end by a little; no sound one doubles it.
  const least = wraps ? Number.MIN_SAFE_INTEGER : 0
  const most = wraps ? Number.MAX_SAFE_INTEGER : 2 * nanosPerDay
  for (let i = 0; i < length; i++) {
    if (validity !== null && !bitAt(validity, i)) continue
    const nanos = view.getInt32(12 * i + 4, true) * wordSize + view.getUint32(12 * i, true)
    if (nanos < least || nanos > most) throw corrupt('an INT96 timestamp has too long a day')
    if (nanos % scale !== 0) {
      throw new ParquetError('limit', 'an INT96 timestamp is finer than microseconds')
    }
    const days = view.getInt32(12 * i + 8, true) - julianUnixEpoch
    putSum(pairs, i, days, nanos / scale, nanosPerDay / scale, wraps)
  }
}

/** Stores `days * perDay + within`. */
function putSum(
  pairs: Int32Array,
  i: number,
  days: number,
  within: number,
  perDay: number,
  wraps: boolean,
): void {
  // A product of 21 and 32 bits is exact in a double; that is years up to 7700.
  if (days < -0x200000 || days >= 0x200000) {
    putBigSum(pairs, i, BigInt(days) * BigInt(perDay) + BigInt(within), wraps)
    return
  }
  const dayHigh = Math.floor(perDay / wordSize)
  const withinHigh = Math.floor(within / wordSize)
  const low = days * (perDay - dayHigh * wordSize) + (within - withinHigh * wordSize)
  const carry = Math.floor(low / wordSize)
  const high = days * dayHigh + withinHigh + carry
  if (!wraps && (high < -0x80000000 || high > 0x7fffffff)) throw outOfRange()
  pairs[2 * i] = low - carry * wordSize
  pairs[2 * i + 1] = high
}

function putBigSum(pairs: Int32Array, i: number, sum: bigint, wraps: boolean): void {
  if (!wraps && BigInt.asIntN(64, sum) !== sum) throw outOfRange()
  pairs[2 * i] = Number(BigInt.asIntN(32, sum))
  pairs[2 * i + 1] = Number(BigInt.asIntN(32, sum >> 32n))
}

function outOfRange(): ParquetError {
  return new ParquetError('limit', 'an INT96 timestamp lies outside the years 1677 to 2262')
}
