import { bitAt } from '../bitmap.ts'
import type { BytesData, FloatData } from '../column-data.ts'
import { FixedValues } from '../encode/fixed-values.ts'
import type { ColumnSpec } from './column-spec.ts'

/*
 * What FIXED_LEN_BYTE_ARRAY holds: decimals as big-endian two's complement, half floats, and bytes
 * as they are. Of the last two, NULL rows are converted with the rest and dropped by the caller.
 */

/**
 * Decimals of 19 to 38 digits, two words each of the low and of the high half. @throws RangeError where a value needs more
 * bytes than the column has
 */
export function fixedFromWide(spec: ColumnSpec, low: Int32Array, high: Int32Array): FixedValues {
  const words = new Int32Array(low.length * 2)
  for (let i = 0; i < low.length / 2; i++) {
    words[4 * i] = low[2 * i]
    words[4 * i + 1] = low[2 * i + 1]
    words[4 * i + 2] = high[2 * i]
    words[4 * i + 3] = high[2 * i + 1]
  }
  return bigEndian(spec, words, 4)
}

/** Decimals of up to 18 digits, two words each. @throws RangeError as above */
export function fixedFromIntegers(spec: ColumnSpec, words: Int32Array): FixedValues {
  return bigEndian(spec, words, 2)
}

/**
 * Little-endian words of two's complement, `perValue` to a value, as `typeLength` big-endian bytes.
 */
function bigEndian(spec: ColumnSpec, words: Int32Array, perValue: number): FixedValues {
  const width = spec.typeLength ?? 0
  const count = words.length / perValue
  const source = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
  const sourceWidth = perValue * 4
  const bytes = new Uint8Array(count * width)
  for (let i = 0; i < count; i++) {
    const from = i * sourceWidth
    const sign = source[from + sourceWidth - 1] & 0x80 ? 0xff : 0
    const last = i * width + width - 1
    for (let k = 0; k < width; k++) bytes[last - k] = k < sourceWidth ? source[from + k] : sign
    if (width < sourceWidth && !fits(source, from, width, sourceWidth, sign)) {
      throw new RangeError(
        `column ${spec.name}: decimal ${i} of those that are not NULL needs more than ${width} bytes`,
      )
    }
  }
  return new FixedValues(bytes, width, 'signed')
}

/** Whether the bytes past `width` only repeat the sign. */
function fits(
  source: Uint8Array,
  from: number,
  width: number,
  sourceWidth: number,
  sign: number,
): boolean {
  if (((source[from + width - 1] ^ sign) & 0x80) !== 0) return false
  for (let k = width; k < sourceWidth; k++) if (source[from + k] !== sign) return false
  return true
}

/**
 * @throws RangeError where a non-empty value has another length; NULL rows are empty and become
 * zeros
 */
export function fixedFromBytes(spec: ColumnSpec, data: BytesData): FixedValues {
  const width = spec.typeLength ?? 0
  const { length, offsets, bytes, validity } = data
  const result = new Uint8Array(length * width)
  for (let i = 0; i < length; i++) {
    if (validity !== null && !bitAt(validity, i)) continue
    const start = offsets[i]
    const size = offsets[i + 1] - start
    if (size !== width) {
      throw new RangeError(`column ${spec.name}: row ${i} has ${size} bytes, not ${width}`)
    }
    for (let k = 0; k < width; k++) result[i * width + k] = bytes[start + k]
  }
  return new FixedValues(result, width, spec.logical.kind === 'interval' ? 'none' : 'unsigned')
}

/** FLOAT16, rounded from FLOAT. */
export function float16s(data: FloatData): FixedValues {
  const { length, values } = data
  const result = new Uint8Array(length * 2)
  const words = new Int32Array(values.buffer, values.byteOffset, length)
  for (let i = 0; i < length; i++) {
    const half = halfOf(words[i])
    result[2 * i] = half
    result[2 * i + 1] = half >> 8
  }
  return new FixedValues(result, 2, 'half')
}

/**
 * The bits of the nearest half float, ties to even, of the bits of a float (IEEE 754-2019, section
 * 4.3.1).
 */
function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00
  // 65520 and more round up past the greatest half.
  if (magnitude >= 0x477ff000) return sign | 0x7c00
  if (magnitude >= 0x38800000) {
    const rebased = magnitude - 0x38000000
    return sign | ((rebased + 0xfff + ((rebased >> 13) & 1)) >> 13)
  }
  // Subnormal halves count in steps of 2^−24; half of the least step and below is zero.
  if (magnitude <= 0x33000000) return sign
  const shift = 126 - (magnitude >>> 23)
  const mantissa = (magnitude & 0x7fffff) | 0x800000
  const quotient = mantissa >>> shift
  const rest = mantissa & ((1 << shift) - 1)
  const halfway = 1 << (shift - 1)
  const up = rest > halfway || (rest === halfway && (quotient & 1) === 1) ? 1 : 0
  return sign | (quotient + up)
}
