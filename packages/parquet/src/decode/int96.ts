import { corrupt, ParquetError } from '../errors.ts'
import { julianUnixEpoch } from '../format/constants.ts'
import type { Unit } from '../format/logical.ts'
import { bitAt } from './bitmap.ts'

const nanosPerDay = 86_400_000_000_000
const wordSize = 4294967296

/**
 * INT96 timestamps (8 bytes of nanoseconds within the day, 4 bytes of Julian day, little-endian) to 64-bit integers
 * since the Unix epoch, as pairs of words.
 *
 * @param unit `nanos` or `micros`; a timestamp that is no whole number of microseconds is refused rather than cut
 * @throws {ParquetError} `limit` where a timestamp does not fit, `corrupt` where its day is too long
 */
export function int96ToPairs(
  bytes: Uint8Array,
  pairs: Int32Array,
  length: number,
  validity: Uint8Array | null,
  unit: Unit,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const scale = unit === 'micros' ? 1000 : 1
  const perDay = nanosPerDay / scale
  for (let i = 0; i < length; i++) {
    if (validity !== null && !bitAt(validity, i)) continue
    const nanos = view.getInt32(12 * i + 4, true) * wordSize + view.getUint32(12 * i, true)
    // Some writers pass a day's end by a little; no sound one doubles it.
    if (nanos < 0 || nanos >= 2 * nanosPerDay)
      throw corrupt('an INT96 timestamp has too long a day')
    const within = nanos / scale
    if (!Number.isInteger(within)) {
      throw new ParquetError('limit', 'an INT96 timestamp is finer than microseconds')
    }
    const days = view.getInt32(12 * i + 8, true) - julianUnixEpoch
    putSum(pairs, i, days, within, perDay)
  }
}

/** Stores `days * perDay + within`. */
function putSum(pairs: Int32Array, i: number, days: number, within: number, perDay: number): void {
  const dayLow = perDay % wordSize
  const dayHigh = Math.floor(perDay / wordSize)
  // A product of 21 and 32 bits is exact in a double; that is years up to 7700.
  if (days >= -0x200000 && days < 0x200000) {
    const low = days * dayLow + (within % wordSize)
    const carry = Math.floor(low / wordSize)
    const high = days * dayHigh + Math.floor(within / wordSize) + carry
    if (high < -0x80000000 || high > 0x7fffffff) throw outOfRange()
    pairs[2 * i] = low - carry * wordSize
    pairs[2 * i + 1] = high
    return
  }
  const sum = BigInt(days) * BigInt(perDay) + BigInt(within)
  if (BigInt.asIntN(64, sum) !== sum) throw outOfRange()
  pairs[2 * i] = Number(BigInt.asIntN(32, sum))
  pairs[2 * i + 1] = Number(sum >> 32n)
}

function outOfRange(): ParquetError {
  return new ParquetError('limit', 'an INT96 timestamp does not fit 64 bits of its unit')
}
