import {
  decimalFromDouble,
  decimalToDouble,
  fitsPrecision,
  parseDecimal,
  parseDecimalPrefix,
  rescaleDecimal,
} from '../types/decimal.ts'
import {
  type DecimalType,
  type FloatingType,
  type IntegerType,
  type SqlType,
  type TemporalType,
  unitsPerSecond,
} from '../types/sql-type.ts'
import { civilFromDays, daysOfUnits, unitsOfDay } from '../types/temporal.ts'
import { normalizeInteger } from '../types/value.ts'
import { type Caster, type CastSite, incorrect, outOfRange, type Value } from './cast-site.ts'
import { formatValue } from './format-value.ts'
import { typeRange } from './integer-code.ts'

/** The unscaled value at a scale, rounded half away from zero; doubles by their shortest text. */
export function decimalReader(site: CastSite, scale: number): (value: Value) => number | bigint {
  const { from, mode } = site
  switch (from.kind) {
    case 'boolean':
    case 'integer':
    case 'enum':
    case 'set':
      return (value) => rescaleDecimal(value as number | bigint, 0, scale)
    case 'decimal':
      return (value) => rescaleDecimal(value as number | bigint, from.scale, scale)
    case 'float':
    case 'double':
      return (value) => {
        const unscaled = decimalFromDouble(value as number, scale)
        if (unscaled !== null) return unscaled
        if (mode !== 'adjusting') throw outOfRange(site)
        return Number.isNaN(value) ? 0 : (value as number) > 0 ? beyondAll : -beyondAll
      }
    case 'date':
    case 'datetime':
    case 'timestamp':
    case 'time':
      return (value) => temporalNumber(value as number | bigint, from, scale)
    default:
      return (value) => {
        const text = formatValue(value, from)
        if (mode !== 'assignment') return parseDecimalPrefix(text, scale)
        const unscaled = parseDecimal(text, scale)
        if (unscaled === null) throw incorrect(scale === 0 ? 'integer' : 'decimal', value, site)
        return unscaled
      }
  }
}

/** Beyond every DECIMAL and integer type: what stands for infinity where a value is clipped. */
const beyondAll = 10n ** 100n

/** A date or time as the number MySQL sees in it: YYYYMMDD, YYYYMMDDhhmmss, hhmmss, with the fraction. */
function temporalNumber(value: number | bigint, type: SqlType, scale: number): number | bigint {
  if (type.kind === 'date') return rescaleDecimal(dateNumber(value as number), 0, scale)
  const units = unitsPerSecond(type as TemporalType)
  const fractionDigits = Math.log10(units)
  const magnitude = value < 0 ? -value : value
  const inDay = type.kind === 'time' ? 0 : unitsOfDay(value, units)
  const clock = type.kind === 'time' ? Number(magnitude) : inDay
  const seconds = Math.floor(clock / units)
  const hms =
    Math.floor(seconds / 3600) * 10_000 + (Math.floor(seconds / 60) % 60) * 100 + (seconds % 60)
  const whole = type.kind === 'time' ? hms : dateNumber(daysOfUnits(value, units)) * 1e6 + hms
  const unscaled = BigInt(whole) * BigInt(units) + BigInt(clock % units)
  const signed = type.kind === 'time' && value < 0 ? -unscaled : unscaled
  return rescaleDecimal(normalizeInteger(signed), fractionDigits, scale)
}

function dateNumber(days: number): number {
  const { year, month, day } = civilFromDays(days)
  return year * 10_000 + month * 100 + day
}

export function castToInteger(to: IntegerType, site: CastSite): Caster {
  const { min, max } = typeRange(to) as { min: bigint; max: bigint }
  const floating = site.from.kind === 'float' || site.from.kind === 'double'
  const read = floating ? roundToEven : isLenientText(site) ? wholePrefix : decimalReader(site, 0)
  return (value) => {
    const whole = floating && !Number.isFinite(value) ? null : read(value)
    if (whole !== null && whole >= min && whole <= max) return whole
    if (site.mode === 'adjusting') return clipped(whole ?? (value as number), min, max)
    if (site.mode === 'explicit' && whole !== null && to.bits === 64) {
      // CAST between SIGNED and UNSIGNED keeps the 64 bits.
      const wrap = to.unsigned ? BigInt.asUintN : BigInt.asIntN
      if (whole >= -(2n ** 63n) && whole < 2n ** 64n)
        return normalizeInteger(wrap(64, BigInt(whole)))
      return normalizeInteger(whole < min ? min : max)
    }
    throw outOfRange(site)
  }
}

/** Text that is not stored in a column is an integer up to where its digits end. */
function isLenientText({ from, mode }: CastSite): boolean {
  return from.kind === 'text' && (mode === 'explicit' || mode === 'implicit')
}

function wholePrefix(value: Value): number | bigint {
  const digits = /^\s*([+-]?\d+)/u.exec(value as string)
  if (digits === null) return 0
  const number = Number(digits[1])
  return Number.isSafeInteger(number) ? number + 0 : normalizeInteger(BigInt(digits[1]))
}

/** The nearer of the bounds; 0 for NaN. */
function clipped(value: number | bigint, min: bigint, max: bigint): number | bigint {
  if (Number.isNaN(value)) return 0
  return normalizeInteger(value < min ? min : max)
}

/** A double as an integer, ties to even, as C's rint. */
function roundToEven(value: Value): number | bigint {
  const double = value as number
  const floor = Math.floor(double)
  const rest = double - floor
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1
  return Number.isSafeInteger(rounded) ? rounded + 0 : normalizeInteger(BigInt(rounded))
}

export function castToDecimal(to: DecimalType, site: CastSite): Caster {
  const read = decimalReader(site, to.scale)
  const { min, max } = typeRange(to) as { min: bigint; max: bigint }
  return (value) => {
    const unscaled = read(value)
    if (!fitsPrecision(unscaled, to.precision) || (to.unsigned && unscaled < 0)) {
      if (site.mode === 'adjusting') return clipped(unscaled, min, max)
      throw outOfRange(site)
    }
    return unscaled
  }
}

export function castToBoolean(site: CastSite): Caster {
  const { from, mode } = site
  const read = doubleReader(site)
  return (value) => {
    if (mode !== 'assignment' && mode !== 'adjusting') return read(value) === 0 ? 0 : 1
    if (from.kind === 'text' && /^(true|false)$/iu.test(value as string)) {
      return (value as string).toLowerCase() === 'true' ? 1 : 0
    }
    const number = read(value)
    if (number === 0 || number === 1) return number
    if (mode === 'adjusting') return number > 0 ? 1 : 0
    throw outOfRange(site)
  }
}

export function doubleReader(site: CastSite): (value: Value) => number {
  const { from, mode } = site
  switch (from.kind) {
    case 'boolean':
    case 'integer':
    case 'enum':
    case 'set':
      return Number
    case 'float':
    case 'double':
      return (value) => value as number
    case 'decimal':
      return (value) => decimalToDouble(value as number | bigint, from.scale)
    case 'date':
    case 'datetime':
    case 'timestamp':
    case 'time': {
      const scale = from.kind === 'date' ? 0 : (from.fsp ?? 3)
      return (value) =>
        decimalToDouble(temporalNumber(value as number | bigint, from, scale), scale)
    }
    default:
      return (value) => {
        const text = formatValue(value, from)
        const match = numberPrefix.exec(text)
        const complete = match !== null && match[0].length === text.trimEnd().length
        if (mode === 'assignment' && !complete) throw incorrect('double', value, site)
        const number = match === null ? 0 : Number(match[0])
        if (Number.isFinite(number)) return number
        if (mode === 'adjusting') return number > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE
        throw outOfRange(site)
      }
  }
}

const numberPrefix = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/u

export function castToDouble(to: FloatingType, site: CastSite): Caster {
  const read = doubleReader(site)
  return to.scale === undefined ? read : (value) => fitted(read(value), to, site)
}

export function castToFloat(to: FloatingType, site: CastSite): Caster {
  const read = doubleReader(site)
  return (value) => toFloat(fitted(read(value), to, site), value, site)
}

/** A number with the digits that FLOAT(digits, scale) and DOUBLE(digits, scale) keep. */
function fitted(value: number, { digits, scale }: FloatingType, site: CastSite): number {
  if (digits === undefined || scale === undefined || !Number.isFinite(value)) return value
  const factor = 10 ** scale
  const whole = Math.trunc(value)
  // Beyond 2^53 there is no fraction left to round.
  const rounded = Number.isSafeInteger(whole)
    ? whole + Math.sign(value) * (Math.round(Math.abs(value - whole) * factor) / factor)
    : value
  const most = 10 ** (digits - scale) - 1 / factor
  if (Math.abs(rounded) <= most) return rounded
  if (site.mode !== 'adjusting') throw outOfRange(site)
  return rounded > 0 ? most : -most
}

/** The greatest finite number of 32 bits. */
const maxFloat = (2 - 2 ** -23) * 2 ** 127

function toFloat(double: number, value: Value, site: CastSite): number {
  const single = Math.fround(double)
  const overflowed = !Number.isFinite(single) && Number.isFinite(double)
  if (overflowed && site.mode === 'adjusting') return double > 0 ? maxFloat : -maxFloat
  if (overflowed || (Number.isNaN(single) && typeof value !== 'number')) throw outOfRange(site)
  return single
}
