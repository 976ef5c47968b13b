import { daysFromCivil, isCivilDate } from './calendar.ts'
import {
  combineUnits,
  maxTimeSeconds,
  roundUnits,
  secondsPerDay,
  type UnitsPerSecond,
} from './temporal-units.ts'

/** A date and time of day as a text gives them. */
export interface DateTimeFields {
  /** Since 1970-01-01. */
  readonly days: number
  /** 0 to 86,399. */
  readonly seconds: number
  /** The fraction of the second, in 1e-9, digits beyond rounded: 0 to 1e9 inclusive. */
  readonly nanoseconds: number
  /** What the text says to be ahead of UTC; `null` where it says nothing. */
  readonly offsetMinutes: number | null
}

/**
 * Days since 1970-01-01 of a text as MySQL reads dates: any punctuation between the parts, none at all (`20240131`), two-digit
 * years (70 to 99 are 19xx, others 20xx), a time part that must be valid and is left out. `null`: not a valid date.
 */
export function parseDate(text: string): number | null {
  const plain = parsePlainDate(text)
  if (plain !== undefined) return plain
  const fields = parseDateTimeFields(text)
  return fields === null ? null : fields.days
}

/**
 * A DATETIME or TIMESTAMP in units since the epoch, an offset applied, no offset taken as UTC, the fraction rounded to
 * `fsp` digits (as many as the unit has where left out). `null`: not valid, or outside the years 0000 to 9999.
 */
export function parseDateTime(
  text: string,
  unitsPerSecond: UnitsPerSecond,
  fsp?: number,
): number | bigint | null {
  const plain = parsePlainDateTime(text)
  if (plain !== undefined) return plain === null ? null : combineUnits(plain, 0, unitsPerSecond)
  const fields = parseDateTimeFields(text)
  if (fields === null) return null
  const seconds = fields.days * secondsPerDay + fields.seconds - (fields.offsetMinutes ?? 0) * 60
  const value = combineFraction(seconds, fields.nanoseconds, unitsPerSecond, fsp)
  return value >= minDateTime(unitsPerSecond) && value <= maxDateTime(unitsPerSecond) ? value : null
}

function combineFraction(
  seconds: number,
  nanoseconds: number,
  unitsPerSecond: UnitsPerSecond,
  fsp: number | undefined,
): number | bigint {
  const digits = fsp ?? Math.log10(unitsPerSecond)
  const fraction = Number(roundUnits(nanoseconds, 1_000_000_000, digits))
  return combineUnits(seconds, fraction / (1_000_000_000 / unitsPerSecond), unitsPerSecond)
}

const firstSecond = daysFromCivil(0, 1, 1) * secondsPerDay
const endSecond = daysFromCivil(10000, 1, 1) * secondsPerDay

function minDateTime(unitsPerSecond: UnitsPerSecond): number | bigint {
  return combineUnits(firstSecond, 0, unitsPerSecond)
}

function maxDateTime(unitsPerSecond: UnitsPerSecond): number | bigint {
  return combineUnits(endSecond, -1, unitsPerSecond)
}

/** The digits at `position`, `count` of them, as a number; NaN where there are none. */
function digitsAt(text: string, position: number, count: number): number {
  let value = 0
  for (let i = position; i < position + count; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** The fast path, `YYYY-MM-DD`. `undefined`: the text has another form. */
function parsePlainDate(text: string): number | null | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined
  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 2)
  const day = digitsAt(text, 8, 2)
  if (Number.isNaN(year + month + day)) return undefined
  return isCivilDate(year, month, day) ? daysFromCivil(year, month, day) : null
}

/** The fast path, `YYYY-MM-DD hh:mm:ss`: seconds since the epoch. `undefined`: the text has another form. */
function parsePlainDateTime(text: string): number | null | undefined {
  if (text.length !== 19 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) {
    return undefined
  }
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 32) {
    return undefined
  }
  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 2)
  const day = digitsAt(text, 8, 2)
  const hour = digitsAt(text, 11, 2)
  const minute = digitsAt(text, 14, 2)
  const second = digitsAt(text, 17, 2)
  if (Number.isNaN(year + month + day + hour + minute + second)) return undefined
  if (!isCivilDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return null
  return daysFromCivil(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second
}

/** Longer texts are no dates; the limit keeps hostile ones from costing more than their length. */
const longestText = 100

function bounded(text: string): string | null {
  if (text.length <= longestText) return text
  const trimmed = text.trim()
  return trimmed.length <= longestText ? trimmed : null
}

const delimitedForm =
  /^\s*(\d{1,4})[^\w\s](\d{1,2})[^\w\s](\d{1,2})(?:(?:T|\s+)(?:(\d{1,2})(?:[^\w\s](\d{1,2})(?:[^\w\s](\d{1,2})(?:\.(\d*))?)?)?)?)?(Z|[+-]\d\d?:\d\d)?\s*$/u
const compactForm = /^\s*(\d{5,8}|\d{10}|\d{12}|\d{14})(?:\.(\d*))?(Z|[+-]\d\d?:\d\d)?\s*$/u

/** The fields of a date with or without a time of day, in the forms that `parseDate` lists. `null`: not valid. */
export function parseDateTimeFields(text: string): DateTimeFields | null {
  const candidate = bounded(text)
  if (candidate === null) return null
  const delimited = delimitedForm.exec(candidate)
  if (delimited !== null) {
    const [, year, month, day, hour, minute, second, fraction, offset] = delimited
    return makeFields(
      fullYear(year),
      Number(month),
      Number(day),
      Number(hour ?? 0),
      Number(minute ?? 0),
      Number(second ?? 0),
      fraction,
      offset,
    )
  }
  const compact = compactForm.exec(candidate)
  if (compact === null) return null
  return compactFields(compact[1], compact[2], compact[3])
}

/** A two-digit year belongs to 1970 to 2069. */
function fullYear(digits: string): number {
  const year = Number(digits)
  return digits.length === 2 ? year + (year < 70 ? 2000 : 1900) : year
}

/** YYYYMMDD, YYYYMMDDhhmmss, YYMMDD, YYMMDDhh, YYMMDDhhmm and YYMMDDhhmmss by their lengths, as MySQL tells them. */
function compactFields(
  digits: string,
  fraction: string | undefined,
  offset: string | undefined,
): DateTimeFields | null {
  const yearDigits = digits.length === 8 || digits.length === 14 ? 4 : 2
  if (digits.length < 6 || digits.length === 7) return null
  if (fraction !== undefined && digits.length < 12) return null
  const part = (index: number) =>
    Number(digits.slice(yearDigits + index * 2, yearDigits + index * 2 + 2))
  return makeFields(
    fullYear(digits.slice(0, yearDigits)),
    part(0),
    part(1),
    part(2),
    part(3),
    part(4),
    fraction,
    offset,
  )
}

function makeFields(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fraction: string | undefined,
  offset: string | undefined,
): DateTimeFields | null {
  if (!isCivilDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return null
  const offsetMinutes = offset === undefined ? null : parseOffset(offset)
  if (Number.isNaN(offsetMinutes)) return null
  return {
    days: daysFromCivil(year, month, day),
    seconds: hour * 3600 + minute * 60 + second,
    nanoseconds: fraction === undefined ? 0 : parseNanoseconds(fraction),
    offsetMinutes,
  }
}

/** −13:59 to +14:00, as MySQL 8.0.19 takes them. NaN: not valid. */
function parseOffset(text: string): number {
  if (text === 'Z') return 0
  const colon = text.indexOf(':')
  const hours = Number(text.slice(1, colon))
  const minutes = Number(text.slice(colon + 1))
  const total = hours * 60 + minutes
  const negative = text.startsWith('-')
  if (minutes > 59 || total > (negative ? 839 : 840)) return Number.NaN
  return negative ? -total : total
}

function parseNanoseconds(fraction: string): number {
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'))
  return fraction.length > 9 && fraction.charCodeAt(9) >= 53 ? nanoseconds + 1 : nanoseconds
}

const clockForm =
  /^\s*(-)?(?:(\d+)\s+)?(\d+)(?::(\d{1,2})(?::(\d{1,2}))?)?(?:\.(\d*))?(Z|[+-]\d\d?:\d\d)?\s*$/u

/**
 * A TIME in units, signed: `hh:mm:ss`, `hh:mm`, `D hh:mm:ss`, digits from the right (`hhmmss`, `mmss`, `ss`), or the time of day of a
 * date and time. `null`: not valid, or beyond 838:59:59 unless `clips`, which makes it that.
 */
export function parseTime(
  text: string,
  unitsPerSecond: UnitsPerSecond,
  fsp?: number,
  clips = false,
): number | bigint | null {
  const candidate = bounded(text)
  if (candidate === null) return null
  const clock = clockForm.exec(candidate)
  if (clock === null || clock[7] !== undefined || isCompactDateTime(clock)) {
    const fields = parseDateTimeFields(candidate)
    if (fields === null) return null
    return combineFraction(fields.seconds, fields.nanoseconds, unitsPerSecond, fsp)
  }
  const seconds = clockSeconds(clock)
  if (seconds === null) return null
  const nanoseconds = clock[6] === undefined ? 0 : parseNanoseconds(clock[6])
  const exact = combineFraction(seconds, nanoseconds, unitsPerSecond, fsp)
  const most = combineUnits(maxTimeSeconds, 0, unitsPerSecond)
  if (exact > most && !clips) return null
  const value = exact > most ? most : exact
  if (clock[1] === undefined) return value
  return typeof value === 'number' ? 0 - value : -value
}

/** Twelve digits or more are a date and time, not a clock. */
function isCompactDateTime(clock: RegExpExecArray): boolean {
  return clock[2] === undefined && clock[4] === undefined && clock[3].length >= 12
}

function clockSeconds(clock: RegExpExecArray): number | null {
  const [, , days, first, second, third] = clock
  if (first.length > 7 || (days !== undefined && days.length > 3)) return null
  let hours = Number(first)
  let minutes = Number(second ?? 0)
  let seconds = Number(third ?? 0)
  if (second === undefined && days === undefined) {
    const digits = hours
    hours = Math.floor(digits / 10000)
    minutes = Math.floor(digits / 100) % 100
    seconds = digits % 100
  }
  if (minutes > 59 || seconds > 59) return null
  return Number(days ?? 0) * secondsPerDay + hours * 3600 + minutes * 60 + seconds
}

/**
 * The text that a number stands for where a date or a date and time is wanted, as MySQL reads numbers: YYMMDD, YYYYMMDD,
 * YYMMDDhhmmss or YYYYMMDDhhmmss with leading zeros restored. `null`: no such number.
 */
export function parseTemporalNumber(value: number | bigint): DateTimeFields | null {
  const digits = String(value)
  if (!/^\d{1,14}$/u.test(digits)) return null
  const length = digits.length
  const width = length <= 6 ? 6 : length <= 8 ? 8 : length <= 12 ? 12 : 14
  return compactFields(digits.padStart(width, '0'), undefined, undefined)
}
