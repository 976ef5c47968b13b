import { type SqlType, type TemporalType, types, unitsPerSecond } from '../types/sql-type.ts'
import { combineUnits, daysFromCivil, isCivilDate, secondsPerDay } from '../types/temporal.ts'
import type { SqlValue } from '../types/value.ts'
import { dayNames, monthNames } from './date-part.ts'
import { firstWeekStart, weekRule } from './date-week.ts'
import { typedFunction, wrongCount } from './define.ts'
import type { ConstantArgument } from './scalar-function.ts'
import { isDateInRange } from './temporal-argument.ts'

/** STR_TO_DATE: a date, a time or both by what the format names; both with microseconds where the format is not a constant. */
export const stringToDateFunction = typedFunction({
  name: 'STR_TO_DATE',
  doc: 'A text read as a date or time by a format as of DATE_FORMAT; NULL where it does not fit.',
  mayBeNull: true,
  resolve: (args, constants) =>
    args.length === 2
      ? {
          args: args.map((arg) => (arg.kind === 'text' ? arg : types.text)),
          type: typeOf(constants[1]),
        }
      : wrongCount('STR_TO_DATE'),
  implement:
    ({ type }) =>
    (text: string, format: string) => {
      const fields = parseByFormat(text, format)
      return fields === null ? null : valueOfFields(fields, type)
    },
})

function typeOf(format: ConstantArgument): SqlType {
  if (typeof format !== 'string') return { kind: 'datetime', fsp: 6 }
  const specifiers = Array.from(format.matchAll(/%(.)/gsu), ([, specifier]) => specifier)
  const hasDate = specifiers.some((each) => 'YymcdeDjMbUuVvXxWwa'.includes(each))
  const hasTime = specifiers.some((each) => 'HkhIliSsfprT'.includes(each))
  const fsp = specifiers.includes('f') ? 6 : 0
  if (hasTime) return { kind: hasDate ? 'datetime' : 'time', fsp }
  return types.date
}

interface Fields {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  micros: number
  /** 0 for AM, 12 for PM; `null` where the text does not say. */
  half: number | null
  twelveHours: boolean
  dayOfYear: number | null
  /** 1 for Monday to 7 for Sunday. */
  weekday: number | null
  week: number | null
  weekSpecifier: string
  weekYear: number | null
}

/** `null`: the parts make no date or time of the type. */
function valueOfFields(fields: Fields, type: SqlType): SqlValue {
  const seconds = clockSeconds(fields)
  if (seconds === null) return null
  if (type.kind === 'time') {
    const units = unitsPerSecond(type)
    return combineUnits(seconds, Math.floor(fields.micros / (1_000_000 / units)), units)
  }
  const days = dayOf(fields)
  if (days === null || !isDateInRange(days) || type.kind === 'date') return days
  const units = unitsPerSecond(type as TemporalType)
  const fraction = Math.floor(fields.micros / (1_000_000 / units))
  return combineUnits(days * secondsPerDay + seconds, fraction, units)
}

function clockSeconds({ hour, minute, second, half, twelveHours }: Fields): number | null {
  if (twelveHours && (hour < 1 || hour > 12)) return null
  if (half !== null && !twelveHours) return null
  const full = twelveHours ? (hour % 12) + (half ?? 0) : hour
  if (full > 23 || minute > 59 || second > 59) return null
  return full * 3600 + minute * 60 + second
}

function dayOf({ year, month, day, dayOfYear, weekday, week, weekSpecifier, weekYear }: Fields) {
  if (dayOfYear !== null && dayOfYear > 0) return daysFromCivil(year, 1, 1) + dayOfYear - 1
  if (week !== null && weekday !== null) {
    const strict = weekSpecifier === 'V' || weekSpecifier === 'v'
    if (strict !== (weekYear !== null)) return null
    const fromSunday = weekSpecifier === 'U' || weekSpecifier === 'V'
    const start = firstWeekStart(weekYear ?? year, weekRule(fromSunday ? 2 : 3))
    return start + (week - 1) * 7 + (fromSunday ? weekday % 7 : weekday - 1)
  }
  return isCivilDate(year, month, day) ? daysFromCivil(year, month, day) : null
}

/** Reads a text part by part; what the text has beyond the format, or the format beyond the text, does not count. */
function parseByFormat(text: string, format: string): Fields | null {
  const fields: Fields = {
    year: 0,
    month: 0,
    day: 0,
    hour: 0,
    minute: 0,
    second: 0,
    micros: 0,
    half: null,
    twelveHours: false,
    dayOfYear: null,
    weekday: null,
    week: null,
    weekSpecifier: '',
    weekYear: null,
  }
  const expanded = format.replaceAll('%r', '%I:%i:%S %p').replaceAll('%T', '%H:%i:%S')
  let at = 0
  for (let i = 0; i < expanded.length; i++) {
    while (at < text.length && isSpace(text[at])) at++
    if (at >= text.length) break
    if (expanded[i] === '%' && i + 1 < expanded.length) {
      const length = readPart(expanded[++i], text, at, fields)
      if (length === null) return null
      at += length
    } else if (!isSpace(expanded[i])) {
      if (text[at] !== expanded[i]) return null
      at++
    }
  }
  return fields
}

function isSpace(character: string): boolean {
  return character === ' ' || (character >= '\t' && character <= '\r')
}

type NumberField = 'month' | 'day' | 'hour' | 'minute' | 'second' | 'dayOfYear' | 'week'

/** Specifiers of plain numbers: the field, and the most digits. */
const numbers: Readonly<Record<string, readonly [NumberField, number]>> = {
  m: ['month', 2],
  c: ['month', 2],
  d: ['day', 2],
  e: ['day', 2],
  D: ['day', 2],
  H: ['hour', 2],
  k: ['hour', 2],
  h: ['hour', 2],
  I: ['hour', 2],
  l: ['hour', 2],
  i: ['minute', 2],
  S: ['second', 2],
  s: ['second', 2],
  j: ['dayOfYear', 3],
  U: ['week', 2],
  u: ['week', 2],
  V: ['week', 2],
  v: ['week', 2],
}

/** Reads what a specifier names at a place of the text; the answer is how many characters it took, `null` where it does not fit. */
function readPart(specifier: string, text: string, at: number, fields: Fields): number | null {
  const plain = numbers[specifier]
  if (plain !== undefined) {
    const digits = digitsAt(text, at, plain[1])
    if (digits === '') return null
    fields[plain[0]] = Number(digits)
    if ('hIl'.includes(specifier)) fields.twelveHours = true
    if ('UuVv'.includes(specifier)) fields.weekSpecifier = specifier
    // The suffix of the ordinal.
    return digits.length + (specifier === 'D' ? 2 : 0)
  }
  switch (specifier) {
    case 'Y':
    case 'y':
      return readYear(text, at, specifier === 'y' ? 2 : 4, (year) => {
        fields.year = year
      })
    case 'X':
    case 'x':
      return readYear(text, at, 4, (year) => {
        fields.weekYear = year
      })
    case 'f': {
      const digits = digitsAt(text, at, 6)
      fields.micros = Number(digits.padEnd(6, '0'))
      return digits === '' ? null : digits.length
    }
    case 'p': {
      const half = text.slice(at, at + 2).toUpperCase()
      if (half !== 'AM' && half !== 'PM') return null
      fields.half = half === 'AM' ? 0 : 12
      return 2
    }
    case 'w': {
      const digit = digitsAt(text, at, 1)
      if (digit === '' || digit > '6') return null
      fields.weekday = Number(digit) || 7
      return 1
    }
    default:
      return readWord(specifier, text, at, fields)
  }
}

function readYear(text: string, at: number, most: number, set: (year: number) => void) {
  const digits = digitsAt(text, at, most)
  if (digits === '') return null
  const year = Number(digits)
  set(digits.length > 2 ? year : year < 70 ? year + 2000 : year + 1900)
  return digits.length
}

/** Names of months and days, and what is to be passed over. */
function readWord(specifier: string, text: string, at: number, fields: Fields): number | null {
  switch (specifier) {
    case 'M':
    case 'b': {
      const word = nameAt(monthNames, text, at, specifier === 'b')
      if (word === null) return null
      fields.month = word.index + 1
      return word.length
    }
    case 'W':
    case 'a': {
      const word = nameAt(dayNames, text, at, specifier === 'a')
      if (word === null) return null
      fields.weekday = word.index + 1
      return word.length
    }
    case '.':
      return /^\p{P}*/u.exec(text.slice(at))![0].length
    case '@':
      return /^\p{L}*/u.exec(text.slice(at))![0].length
    case '#':
      return /^\d*/u.exec(text.slice(at))![0].length
    case '%':
      return text[at] === '%' ? 1 : null
    default:
      return null
  }
}

function nameAt(names: readonly string[], text: string, at: number, short: boolean) {
  const index = names.findIndex((name) => {
    const wanted = short ? name.slice(0, 3) : name
    return text.slice(at, at + wanted.length).toLowerCase() === wanted.toLowerCase()
  })
  return index < 0 ? null : { index, length: short ? 3 : names[index].length }
}

function digitsAt(text: string, at: number, most: number): string {
  let end = at
  while (end < at + most && text[end] >= '0' && text[end] <= '9') end++
  return text.slice(at, end)
}
