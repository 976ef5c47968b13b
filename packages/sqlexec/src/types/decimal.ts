import { normalizeInteger } from './value.ts'

/**
 * Arithmetic on decimals as unscaled integers: the value × 10^scale, a number where it is safe and a bigint otherwise
 * (types/value.ts). Rounding is half away from zero everywhere, as MySQL's for exact values.
 */

const maxSafe = Number.MAX_SAFE_INTEGER

/** Integers above this many digits are replaced by 10^this, so that hostile exponents cost nothing. */
const saturationDigits = 100

const bigintPowers: bigint[] = [1n]

/** 10^exponent. */
export function powerOfTen(exponent: number): bigint {
  for (let i = bigintPowers.length; i <= exponent; i++) bigintPowers.push(bigintPowers[i - 1] * 10n)
  return bigintPowers[exponent]
}

/** 10^0 to 10^22, the powers that a double holds exactly. */
const exactPowers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/** The quotient of safe integers, rounded. `divisor` is not 0. */
export function divideRounded(dividend: number, divisor: number): number {
  const rest = dividend % divisor
  // Exact: dividend − rest is a multiple of the divisor. Adding 0 turns −0 into 0.
  const quotient = (dividend - rest) / divisor + 0
  if (Math.abs(rest) * 2 < Math.abs(divisor)) return quotient
  return dividend < 0 === divisor < 0 ? quotient + 1 : quotient - 1
}

/** The quotient of integers of any size, rounded. `divisor` is not 0. */
export function divideRoundedBigint(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const rest = dividend % divisor
  const twice = (rest < 0n ? -rest : rest) * 2n
  if (twice < (divisor < 0n ? -divisor : divisor)) return quotient
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n
}

/** The same value at another scale, rounded where the scale shrinks. */
export function rescaleDecimal(
  value: number | bigint,
  fromScale: number,
  toScale: number,
): number | bigint {
  if (fromScale === toScale) return value
  const shift = toScale - fromScale
  if (typeof value === 'number') {
    if (shift < 0 && shift >= -15) return divideRounded(value, exactPowers[-shift])
    if (shift > 0 && shift <= 22) {
      const product = value * exactPowers[shift]
      if (Math.abs(product) <= maxSafe) return product
    }
  }
  if (shift > 0) return normalizeInteger(BigInt(value) * powerOfTen(shift))
  return normalizeInteger(divideRoundedBigint(BigInt(value), powerOfTen(-shift)))
}

/**
 * left / right at `resultScale`, rounded; `null` where right is zero. MySQL's result scale is the dividend's scale + 4.
 */
export function divideDecimals(
  left: number | bigint,
  leftScale: number,
  right: number | bigint,
  rightScale: number,
  resultScale: number,
): number | bigint | null {
  if (Number(right) === 0) return null
  const shift = resultScale - leftScale + rightScale
  if (shift >= 0) {
    const dividend = rescaleDecimal(left, 0, shift)
    if (typeof dividend === 'number' && typeof right === 'number') {
      return divideRounded(dividend, right)
    }
    return normalizeInteger(divideRoundedBigint(BigInt(dividend), BigInt(right)))
  }
  const divisor = BigInt(right) * powerOfTen(-shift)
  return normalizeInteger(divideRoundedBigint(BigInt(left), divisor))
}

/** Negative, zero or positive. */
export function compareDecimals(
  left: number | bigint,
  leftScale: number,
  right: number | bigint,
  rightScale: number,
): number {
  const scale = Math.max(leftScale, rightScale)
  const a = rescaleDecimal(left, leftScale, scale)
  const b = rescaleDecimal(right, rightScale, scale)
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether the unscaled value has at most `precision` digits. */
export function fitsPrecision(value: number | bigint, precision: number): boolean {
  if (typeof value === 'number') {
    return precision > 15 || Math.abs(value) < exactPowers[precision]
  }
  return (value < 0n ? -value : value) < powerOfTen(precision)
}

/** The largest unscaled value of `precision` digits, to which MySQL clips where it does not reject. */
export function maxUnscaled(precision: number): number | bigint {
  return normalizeInteger(powerOfTen(precision) - 1n)
}

/**
 * Reads a whole text as a decimal at `scale`, rounded: sign, digits, point, exponent, space around. `null` where the
 * text is anything else. Values of more than 100 integer digits come out as ±10^(100 + scale), beyond every type.
 */
export function parseDecimal(text: string, scale: number): number | bigint | null {
  const length = text.length
  let start = 0
  while (start < length && isSpace(text.charCodeAt(start))) start++
  const end = numberEnd(text, start)
  if (end === start) return null
  for (let i = end; i < length; i++) if (!isSpace(text.charCodeAt(i))) return null
  return parseNumber(text, start, end, scale)
}

/** As `parseDecimal`, of the longest prefix that is a number, as MySQL's casts read text; 0 where there is none. */
export function parseDecimalPrefix(text: string, scale: number): number | bigint {
  let start = 0
  while (start < text.length && isSpace(text.charCodeAt(start))) start++
  const end = numberEnd(text, start)
  return end === start ? 0 : parseNumber(text, start, end, scale)
}

function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13)
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

/** The end of the number that begins at `start`; `start` where none does. */
function numberEnd(text: string, start: number): number {
  let i = start
  const sign = text.charCodeAt(i)
  if (sign === 43 || sign === 45) i++
  const digits = i
  while (isDigit(text.charCodeAt(i))) i++
  let count = i - digits
  if (text.charCodeAt(i) === 46) {
    const fraction = ++i
    while (isDigit(text.charCodeAt(i))) i++
    count += i - fraction
  }
  if (count === 0) return start
  if ((text.charCodeAt(i) | 32) !== 101) return i
  let exponent = i + 1
  const exponentSign = text.charCodeAt(exponent)
  if (exponentSign === 43 || exponentSign === 45) exponent++
  if (!isDigit(text.charCodeAt(exponent))) return i
  while (isDigit(text.charCodeAt(exponent))) exponent++
  return exponent
}

/** The number in [start, end), which `numberEnd` has checked. */
function parseNumber(text: string, start: number, end: number, scale: number): number | bigint {
  const negative = text.charCodeAt(start) === 45
  let value = 0
  let digits = 0
  let fraction = -1
  let i = negative || text.charCodeAt(start) === 43 ? start + 1 : start
  for (; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 46) fraction = digits
    else if (isDigit(unit)) {
      value = value * 10 + (unit - 48)
      digits++
    } else break
  }
  const exponent = i < end ? Number(text.slice(i + 1, end)) : 0
  const ownScale = (fraction < 0 ? 0 : digits - fraction) - exponent
  if (digits <= 15 && ownScale >= 0 && ownScale <= 22) {
    const rescaled = rescaleDecimal(value, ownScale, scale)
    return negative ? negate(rescaled) : rescaled
  }
  const mantissa = text.slice(start, i).replace(/[+\-.]/gu, '')
  const magnitude = scaledDigits(mantissa, scale - ownScale, scale)
  return negative ? negate(magnitude) : magnitude
}

function negate(value: number | bigint): number | bigint {
  // 0 − 0 is 0, where −0 would not be.
  return typeof value === 'number' ? 0 - value : -value
}

/** The integer of a digit string × 10^shift, rounded. */
function scaledDigits(digits: string, shift: number, scale: number): number | bigint {
  const significant = digits.replace(/^0+/u, '')
  if (significant === '') return 0
  const resultDigits = significant.length + shift
  if (resultDigits > saturationDigits + scale) return powerOfTen(saturationDigits + scale)
  if (resultDigits < 0) return 0
  if (shift >= 0) return normalizeInteger(BigInt(significant) * powerOfTen(shift))
  // Only the first digit that is cut off decides the rounding.
  const kept = BigInt(significant.slice(0, resultDigits) || '0')
  return normalizeInteger(significant.charCodeAt(resultDigits) >= 53 ? kept + 1n : kept)
}

/** The text of an unscaled value, with `scale` digits after the point. */
export function formatDecimal(value: number | bigint, scale: number): string {
  if (scale === 0) return String(value)
  const negative = value < 0
  const digits = String(negative ? -value : value).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

/**
 * A double as a decimal at `scale`: the shortest decimal text that names the double, rounded, so that 99.99 is exactly 99.99.
 * `null` for NaN and the infinities.
 */
export function decimalFromDouble(value: number, scale: number): number | bigint | null {
  if (scale <= 22) {
    const scaled = Math.round(value * exactPowers[scale])
    // Below 16 digits a decimal is the shortest text of the double nearest to it.
    if (Math.abs(scaled) < 1e15 && scaled / exactPowers[scale] === value) return scaled + 0
  }
  return parseDecimal(String(value), scale)
}

/** The double nearest to a decimal. */
export function decimalToDouble(value: number | bigint, scale: number): number {
  if (typeof value === 'number' && scale <= 22) return value / exactPowers[scale]
  return Number(formatDecimal(value, scale))
}
