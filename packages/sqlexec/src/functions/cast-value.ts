import { SqlError } from '../base/errors.ts'
import {
  decimalFromDouble,
  decimalToDouble,
  fitsPrecision,
  formatDecimal,
  parseDecimal,
  parseDecimalPrefix,
  rescaleDecimal,
} from '../types/decimal.ts'
import {
  type BytesType,
  type DecimalType,
  type IntegerType,
  type SqlType,
  type TemporalType,
  type TextType,
  unitsPerSecond,
} from '../types/sql-type.ts'
import {
  civilFromDays,
  combineUnits,
  type DateTimeFields,
  daysOfUnits,
  formatDate,
  formatDateTime,
  formatTime,
  maxTimeSeconds,
  parseDate,
  parseDateTime,
  parseTemporalNumber,
  parseTime,
  rescaleUnits,
  roundUnits,
  secondsPerDay,
  unitsOfDay,
} from '../types/temporal.ts'
import { normalizeInteger, type SqlValue } from '../types/value.ts'
import { typeRange } from './integer-code.ts'

export type CastMode = 'implicit' | 'explicit' | 'assignment'

type Value = Exclude<SqlValue, null>

/** Converts a value that is not NULL. NULL as answer: a lenient cast to a date of what is none. */
export type Caster = (value: Value) => SqlValue

interface CastSite {
  readonly from: SqlType
  readonly mode: CastMode
  readonly target: string | undefined
}

/** The conversion from one type to another by MySQL's rules, prepared for many values. */
export function casterFor(
  from: SqlType,
  to: SqlType,
  mode: CastMode,
  target: string | undefined,
): Caster {
  const site: CastSite = { from, mode, target }
  switch (to.kind) {
    case 'null':
      return () => null
    case 'boolean':
      return castToBoolean(site)
    case 'integer':
      return castToInteger(to, site)
    case 'decimal':
      return castToDecimal(to, site)
    case 'double':
      return doubleReader(site)
    case 'float': {
      const read = doubleReader(site)
      return (value) => toFloat(read(value), value, site)
    }
    case 'text':
      return castToText(to, site)
    case 'json':
      return castToJson(site)
    case 'bytes':
      return castToBytes(to, site)
    case 'date':
      return castToDate(site)
    case 'datetime':
    case 'timestamp':
      return castToDateTime(to, site)
    case 'time':
      return castToTime(to, site)
  }
}

/** Any value as text in MySQL's format. */
export function formatValue(value: Value, type: SqlType): string {
  switch (type.kind) {
    case 'decimal':
      return formatDecimal(value as number | bigint, type.scale)
    case 'float':
      return formatFloat(value as number)
    case 'double':
      return formatDouble(value as number)
    case 'date':
      return formatDate(value as number)
    case 'datetime':
    case 'timestamp':
      return formatDateTime(value as number | bigint, unitsPerSecond(type), type.fsp)
    case 'time':
      return formatTime(value as number | bigint, unitsPerSecond(type), type.fsp)
    case 'bytes':
      return utf8Decoder.decode(value as Uint8Array)
    default:
      return String(value)
  }
}

const utf8Decoder = new TextDecoder()
const utf8Encoder = new TextEncoder()

/** The shortest decimal text that reads back as the same single-precision number. */
function formatFloat(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits))
    if (Math.fround(text) === value) return formatDouble(text)
  }
  return formatDouble(value)
}

/** MySQL writes exponents without a plus sign, and none below 1e15. */
function formatDouble(value: number): string {
  const magnitude = Math.abs(value)
  if (magnitude >= 1e15 && magnitude < 1e21) {
    return value.toExponential().replace('e+', 'e')
  }
  return String(value).replace('e+', 'e')
}

// ---- errors ---------------------------------------------------------------------------------------------

function forColumn({ target }: CastSite): string {
  return target === undefined ? '' : ` for column '${target}'`
}

function outOfRange(site: CastSite): SqlError {
  return new SqlError('out_of_range', `Out of range value${forColumn(site)}`)
}

function incorrect(kind: string, value: Value, site: CastSite): SqlError {
  const shown = formatValue(value, site.from)
  const text = shown.length > 64 ? `${shown.slice(0, 64)}…` : shown
  const temporal = kind === 'date' || kind === 'datetime' || kind === 'time'
  return new SqlError(
    temporal ? 'incorrect_datetime' : 'incorrect_value',
    `Incorrect ${kind} value: '${text}'${forColumn(site)}`,
  )
}

// ---- numbers --------------------------------------------------------------------------------------------

/** The unscaled value at a scale, rounded half away from zero; doubles by their shortest text. */
function decimalReader(site: CastSite, scale: number): (value: Value) => number | bigint {
  const { from, mode } = site
  switch (from.kind) {
    case 'boolean':
    case 'integer':
      return (value) => rescaleDecimal(value as number | bigint, 0, scale)
    case 'decimal':
      return (value) => rescaleDecimal(value as number | bigint, from.scale, scale)
    case 'float':
    case 'double':
      return (value) => {
        const unscaled = decimalFromDouble(value as number, scale)
        if (unscaled === null) throw outOfRange(site)
        return unscaled
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

function castToInteger(to: IntegerType, site: CastSite): Caster {
  const { min, max } = typeRange(to) as { min: bigint; max: bigint }
  const floating = site.from.kind === 'float' || site.from.kind === 'double'
  const read = floating ? roundToEven : decimalReader(site, 0)
  return (value) => {
    const whole = floating && !Number.isFinite(value) ? null : read(value)
    if (whole !== null && whole >= min && whole <= max) return whole
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

/** A double as an integer, ties to even, as C's rint. */
function roundToEven(value: Value): number | bigint {
  const double = value as number
  const floor = Math.floor(double)
  const rest = double - floor
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1
  return Number.isSafeInteger(rounded) ? rounded + 0 : normalizeInteger(BigInt(rounded))
}

function castToDecimal(to: DecimalType, site: CastSite): Caster {
  const read = decimalReader(site, to.scale)
  return (value) => {
    const unscaled = read(value)
    if (!fitsPrecision(unscaled, to.precision) || (to.unsigned && unscaled < 0)) {
      throw outOfRange(site)
    }
    return unscaled
  }
}

function castToBoolean(site: CastSite): Caster {
  const { from, mode } = site
  const read = doubleReader(site)
  return (value) => {
    if (mode !== 'assignment') return read(value) === 0 ? 0 : 1
    if (from.kind === 'text' && /^(true|false)$/iu.test(value as string)) {
      return (value as string).toLowerCase() === 'true' ? 1 : 0
    }
    const number = read(value)
    if (number !== 0 && number !== 1) throw outOfRange(site)
    return number
  }
}

function doubleReader(site: CastSite): (value: Value) => number {
  const { from, mode } = site
  switch (from.kind) {
    case 'boolean':
    case 'integer':
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
        if (!Number.isFinite(number)) throw outOfRange(site)
        return number
      }
  }
}

const numberPrefix = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/u

function toFloat(double: number, value: Value, site: CastSite): number {
  const single = Math.fround(double)
  const overflowed = !Number.isFinite(single) && Number.isFinite(double)
  if (overflowed || (Number.isNaN(single) && typeof value !== 'number')) throw outOfRange(site)
  return single
}

// ---- text and bytes -------------------------------------------------------------------------------------

function castToText(to: TextType, site: CastSite): Caster {
  const { from, mode } = site
  const limit = to.length ?? byteLimits[to.name] ?? null
  const inBytes = to.length === null
  return (value) => {
    const text = typeof value === 'string' ? value : bytesOrFormatted(value, from, site)
    // No text has more code points, or a third as many bytes, as it has UTF-16 units.
    if (limit === null || text.length * (inBytes ? 3 : 1) <= limit) return text
    const size = inBytes ? utf8Encoder.encode(text).length : [...text].length
    if (size <= limit) return text
    if (mode !== 'assignment') return [...text].slice(0, limit).join('')
    const cut = [...text].slice(0, limit).join('')
    if (!inBytes && text.slice(cut.length).trim() === '') return cut
    throw new SqlError('data_too_long', `Data too long${forColumn(site)}`)
  }
}

const byteLimits: Partial<Record<TextType['name'], number>> = { tinytext: 255 }

function bytesOrFormatted(value: Value, from: SqlType, site: CastSite): string {
  if (!(value instanceof Uint8Array)) return formatValue(value, from)
  try {
    return strictDecoder.decode(value)
  } catch (cause) {
    throw new SqlError(
      'incorrect_value',
      `Incorrect string value${forColumn(site)}: not valid UTF-8`,
      {
        cause,
      },
    )
  }
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function castToJson(site: CastSite): Caster {
  const { from } = site
  return (value) => {
    if (from.kind !== 'text' && from.kind !== 'bytes') {
      const text = formatValue(value, from)
      return from.kind === 'date' || 'fsp' in from ? JSON.stringify(text) : text
    }
    const text = bytesOrFormatted(value, from, site)
    if (site.mode !== 'assignment' && site.mode !== 'explicit') return JSON.stringify(text)
    try {
      JSON.parse(text)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new SqlError('incorrect_value', `Invalid JSON text${forColumn(site)}: ${reason}`, {
        cause,
      })
    }
    return text
  }
}

function castToBytes(to: BytesType, site: CastSite): Caster {
  const { from, mode } = site
  const fixed = to.name === 'binary' ? (to.length ?? 1) : null
  const limit = to.length ?? (to.name === 'tinyblob' ? 255 : null)
  return (value) => {
    const bytes = value instanceof Uint8Array ? value : utf8Encoder.encode(formatValue(value, from))
    if (limit !== null && bytes.length > limit) {
      if (mode !== 'assignment') return bytes.slice(0, limit)
      throw new SqlError('data_too_long', `Data too long${forColumn(site)}`)
    }
    if (fixed === null || bytes.length === fixed) return bytes
    const padded = new Uint8Array(fixed)
    padded.set(bytes)
    return padded
  }
}

// ---- dates and times ------------------------------------------------------------------------------------

function notTemporal(kind: string, value: Value, site: CastSite): null {
  if (site.mode === 'assignment') throw incorrect(kind, value, site)
  return null
}

function castToDate(site: CastSite): Caster {
  const { from } = site
  switch (from.kind) {
    case 'datetime':
    case 'timestamp':
      return (value) => daysOfUnits(value as number | bigint, unitsPerSecond(from))
    case 'time':
      return (value) => daysOfUnits(value as number | bigint, unitsPerSecond(from))
    case 'date':
      return (value) => value
    case 'text':
    case 'bytes':
    case 'json':
      return (value) => parseDate(formatValue(value, from)) ?? notTemporal('date', value, site)
    default: {
      const read = decimalReader(site, 0)
      return (value) => parseTemporalNumber(read(value))?.days ?? notTemporal('date', value, site)
    }
  }
}

function castToDateTime(to: TemporalType, site: CastSite): Caster {
  const { from } = site
  const units = unitsPerSecond(to)
  const fsp = to.fsp ?? undefined
  switch (from.kind) {
    case 'date':
      return (value) => combineUnits((value as number) * secondsPerDay, 0, units)
    case 'datetime':
    case 'timestamp':
    case 'time':
      return (value) => refit(value as number | bigint, from, to)
    case 'text':
    case 'bytes':
    case 'json':
      return (value) =>
        parseDateTime(formatValue(value, from), units, fsp) ?? notTemporal('datetime', value, site)
    default: {
      const read = decimalReader(site, 0)
      return (value) => {
        const fields = parseTemporalNumber(read(value))
        return fields ? fromFields(fields, to) : notTemporal('datetime', value, site)
      }
    }
  }
}

function fromFields({ days, seconds }: DateTimeFields, to: TemporalType): number | bigint {
  return combineUnits(days * secondsPerDay + seconds, 0, unitsPerSecond(to))
}

/** A count of time in the units and with the fractional digits of another type. */
function refit(value: number | bigint, from: TemporalType, to: TemporalType): number | bigint {
  const rescaled = rescaleUnits(value, unitsPerSecond(from), unitsPerSecond(to))
  return to.fsp === null ? rescaled : roundUnits(rescaled, unitsPerSecond(to), to.fsp)
}

function castToTime(to: TemporalType, site: CastSite): Caster {
  const { from } = site
  const units = unitsPerSecond(to)
  const limit = maxTimeSeconds * units
  const checked = (time: number | bigint | null, value: Value) => {
    if (time === null) return notTemporal('time', value, site)
    if (time > limit || time < -limit) {
      if (site.mode === 'assignment') throw outOfRange(site)
      return time < 0 ? -limit : limit
    }
    return time
  }
  switch (from.kind) {
    case 'date':
      return () => 0
    case 'datetime':
    case 'timestamp':
      return (value) => {
        const inDay = unitsOfDay(value as number | bigint, unitsPerSecond(from))
        return refit(inDay, from, to)
      }
    case 'time':
      return (value) => refit(value as number | bigint, from, to)
    case 'text':
    case 'bytes':
    case 'json':
      return (value) =>
        checked(parseTime(formatValue(value, from), units, to.fsp ?? undefined), value)
    default: {
      const read = decimalReader(site, 0)
      return (value) => checked(parseTime(String(read(value)), units, to.fsp ?? undefined), value)
    }
  }
}
