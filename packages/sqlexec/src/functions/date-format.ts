import { type SqlType, types } from '../types/sql-type.ts'
import { civilFromDays, dayOfYear, weekday } from '../types/temporal.ts'
import { dayNames, microsecondsOf, monthNames } from './date-part.ts'
import { weekRule, yearAndWeek } from './date-week.ts'
import { checkTextLength, typedFunction, wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import {
  clockParameter,
  clockReader,
  dateParameter,
  daysReader,
  fineDateTime,
  needsDate,
  unitsOf,
} from './temporal-argument.ts'

type Integer = number | bigint

export const dateFormatFunctions: readonly ScalarFunction[] = [
  typedFunction({
    name: 'DATE_FORMAT',
    doc: 'A date as text by a format: %Y-%m-%d and so on; NULL by an empty one.',
    mayBeNull: true,
    resolve(args) {
      if (args.length !== 2) return wrongCount('DATE_FORMAT')
      const parameter = dateParameter(args[0], fineDateTime)
      return parameter === undefined
        ? needsDate('DATE_FORMAT')
        : { args: [parameter, textLike(args[1])], type: types.text }
    },
    implement({ args: [from] }) {
      const days = daysReader(from)
      const clock = clockReader(from)
      const toMicros = 1_000_000 / unitsOf(from)
      return (value: Integer, format: string) =>
        format === ''
          ? null
          : formatDateTimeBy(format, days(value), Math.floor(clock(value) * toMicros))
    },
  }),
  typedFunction({
    name: 'TIME_FORMAT',
    doc: 'A time as text by a format of hours, minutes, seconds and their fraction.',
    mayBeNull: true,
    resolve: (args) =>
      args.length === 2
        ? { args: [clockParameter(args[0]), textLike(args[1])], type: types.text }
        : wrongCount('TIME_FORMAT'),
    implement({ args: [from] }) {
      const clock = clockReader(from)
      const units = unitsOf(from)
      return (value: Integer, format: string) => {
        if (format === '') return null
        const count = clock(value)
        const seconds = Math.floor(count / units)
        const micros = microsecondsOf(count - seconds * units, units)
        const text = applyFormat(format, null, seconds, micros)
        return text !== null && from.kind === 'time' && value < 0 ? `-${text}` : text
      }
    },
  }),
]

function textLike(type: SqlType): SqlType {
  return type.kind === 'text' ? type : types.text
}

/** A day and microseconds since midnight by a format of DATE_FORMAT. */
export function formatDateTimeBy(format: string, days: number, inDay: number): string {
  const seconds = Math.floor(inDay / 1_000_000)
  return applyFormat(format, days, seconds, inDay - seconds * 1_000_000) ?? ''
}

/** `days` `null`: there is no date, so that year, month and day are zeros and what names a day makes NULL. */
function applyFormat(
  format: string,
  days: number | null,
  seconds: number,
  micros: number,
): string | null {
  let text = ''
  let start = 0
  for (
    let at = format.indexOf('%');
    at >= 0 && at + 1 < format.length;
    at = format.indexOf('%', start)
  ) {
    text += format.slice(start, at)
    const code = format.codePointAt(at + 1)!
    const specifier = String.fromCodePoint(code)
    const part = days === null ? timeless(specifier) : datePart(specifier, days)
    if (part === null) return null
    text += part ?? clockPart(specifier, seconds, micros)
    start = at + 1 + specifier.length
  }
  text += format.slice(start)
  checkTextLength(text.length, 'DATE_FORMAT')
  return text
}

/** What stands for a part of a date where there is none; `null`: nothing can. */
function timeless(specifier: string): string | null | undefined {
  if (specifier === 'Y') return '0000'
  if (specifier === 'c' || specifier === 'e') return '0'
  if ('ymd'.includes(specifier)) return '00'
  return 'aMbDjUuVvWwXx'.includes(specifier) ? null : undefined
}

const weekModes: Readonly<Record<string, ReturnType<typeof weekRule>>> = {
  U: weekRule(0),
  u: weekRule(1),
  V: weekRule(2),
  v: weekRule(3),
}

/** The part of a date that a specifier names; `undefined` where it names none. */
function datePart(specifier: string, days: number): string | undefined {
  switch (specifier) {
    case 'a':
      return dayNames[weekday(days)].slice(0, 3)
    case 'W':
      return dayNames[weekday(days)]
    case 'w':
      return String((weekday(days) + 1) % 7)
    case 'j':
      return String(dayOfYear(days)).padStart(3, '0')
    case 'U':
    case 'u':
    case 'V':
    case 'v':
      return twoDigits(yearAndWeek(days, weekModes[specifier]) % 100)
    case 'X':
      return fourDigits(Math.floor(yearAndWeek(days, weekModes.V) / 100))
    case 'x':
      return fourDigits(Math.floor(yearAndWeek(days, weekModes.v) / 100))
    case 'Y':
    case 'y':
    case 'M':
    case 'b':
    case 'm':
    case 'c':
    case 'd':
    case 'e':
    case 'D':
      return civilPart(specifier, days)
    default:
      return undefined
  }
}

function civilPart(specifier: string, days: number): string {
  const { year, month, day } = civilFromDays(days)
  switch (specifier) {
    case 'Y':
      return fourDigits(year)
    case 'y':
      return twoDigits(((year % 100) + 100) % 100)
    case 'M':
      return monthNames[month - 1]
    case 'b':
      return monthNames[month - 1].slice(0, 3)
    case 'm':
      return twoDigits(month)
    case 'c':
      return String(month)
    case 'd':
      return twoDigits(day)
    case 'e':
      return String(day)
    default:
      return `${day}${ordinalSuffix(day)}`
  }
}

function ordinalSuffix(day: number): string {
  if (day >= 10 && day <= 19) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}

/** A part of the time of day; a character that names nothing stands for itself. */
function clockPart(specifier: string, seconds: number, micros: number): string {
  const hour = Math.floor(seconds / 3600)
  const minute = Math.floor(seconds / 60) % 60
  const twelve = (((hour % 24) + 11) % 12) + 1
  const half = hour % 24 < 12 ? 'AM' : 'PM'
  switch (specifier) {
    case 'H':
      return twoDigits(hour)
    case 'k':
      return String(hour)
    case 'h':
    case 'I':
      return twoDigits(twelve)
    case 'l':
      return String(twelve)
    case 'i':
      return twoDigits(minute)
    case 'S':
    case 's':
      return twoDigits(seconds % 60)
    case 'f':
      return String(micros).padStart(6, '0')
    case 'p':
      return half
    case 'r':
      return `${twoDigits(twelve)}:${twoDigits(minute)}:${twoDigits(seconds % 60)} ${half}`
    case 'T':
      return `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(seconds % 60)}`
    default:
      return specifier
  }
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

function fourDigits(value: number): string {
  return value < 0 ? `-${String(-value).padStart(4, '0')}` : String(value).padStart(4, '0')
}
