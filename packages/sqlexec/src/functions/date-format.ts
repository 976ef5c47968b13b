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
      const write = dateFormatter()
      return (value: Integer, format: string) =>
        format === '' ? null : write(format, days(value), Math.floor(clock(value) * toMicros))
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
      const write = timeFormatter()
      return (value: Integer, format: string) => {
        if (format === '') return null
        const count = clock(value)
        const seconds = Math.floor(count / units)
        const micros = microsecondsOf(count - seconds * units, units)
        const text = write(format, seconds, micros)
        return text !== null && from.kind === 'time' && value < 0 ? `-${text}` : text
      }
    },
  }),
]

function textLike(type: SqlType): SqlType {
  return type.kind === 'text' ? type : types.text
}

/** A date and a time of day, or a time alone, whose hours may pass a day. */
interface Moment {
  days: number
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  micros: number
}

/** What a specifier writes; `null`: nothing can. */
type Writer = (moment: Moment) => string | null

/** A format taken apart: a text, and behind it for each specifier what it writes and the text up to the next. */
interface Format {
  readonly source: string
  readonly first: string
  readonly writers: readonly Writer[]
  readonly between: readonly string[]
}

/** Writes a day and the microseconds since midnight by a format of DATE_FORMAT. */
export function dateFormatter(): (format: string, days: number, inDay: number) => string {
  const moment = emptyMoment()
  const formatOf = formatReader({ ...dateWriters, ...clockWriters })
  return (source, days, inDay) => {
    const format = formatOf(source)
    const { year, month, day } = civilFromDays(days)
    const seconds = Math.floor(inDay / 1_000_000)
    moment.days = days
    moment.year = year
    moment.month = month
    moment.day = day
    setClock(moment, seconds, inDay - seconds * 1_000_000)
    return write(format, moment) ?? ''
  }
}

/** Writes seconds and microseconds without a date: year, month and day are zeros, and what names a day makes NULL. */
function timeFormatter(): (format: string, seconds: number, micros: number) => string | null {
  const moment = emptyMoment()
  const formatOf = formatReader({ ...timelessWriters, ...clockWriters })
  return (source, seconds, micros) => {
    const format = formatOf(source)
    setClock(moment, seconds, micros)
    return write(format, moment)
  }
}

function emptyMoment(): Moment {
  return { days: 0, year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micros: 0 }
}

function setClock(moment: Moment, seconds: number, micros: number): void {
  moment.hour = Math.floor(seconds / 3600)
  moment.minute = Math.floor(seconds / 60) % 60
  moment.second = seconds % 60
  moment.micros = micros
}

function write({ first, writers, between }: Format, moment: Moment): string | null {
  let text = first
  for (let i = 0; i < writers.length; i++) {
    const part = writers[i](moment)
    if (part === null) return null
    text += part + between[i]
  }
  checkTextLength(text.length, 'DATE_FORMAT')
  return text
}

type Writers = Readonly<Record<string, Writer>>

/** Takes formats apart, remembering the last one, which is most often the only one. */
function formatReader(known: Writers): (source: string) => Format {
  let last: Format | null = null
  return (source) => {
    if (last === null || last.source !== source) last = readFormat(source, known)
    return last
  }
}

/** A character that names nothing stands for itself; so does a % at the end. */
function readFormat(source: string, known: Writers): Format {
  const texts = ['']
  const writers: Writer[] = []
  for (let i = 0; i < source.length; i++) {
    const specifier = source[i] === '%' ? source[i + 1] : undefined
    if (specifier === undefined) texts[texts.length - 1] += source[i]
    else {
      i++
      if (Object.hasOwn(known, specifier)) {
        writers.push(known[specifier])
        texts.push('')
      } else texts[texts.length - 1] += specifier
    }
  }
  const [first, ...between] = texts
  return { source, first, writers, between }
}

function weekOf(mode: number): (days: number) => number {
  const rule = weekRule(mode)
  return (days) => yearAndWeek(days, rule)
}

const sundayWeek = weekOf(0)
const mondayWeek = weekOf(1)
const sundayYearWeek = weekOf(2)
const mondayYearWeek = weekOf(3)

const dateWriters: Writers = {
  a: ({ days }) => dayNames[weekday(days)].slice(0, 3),
  W: ({ days }) => dayNames[weekday(days)],
  w: ({ days }) => String((weekday(days) + 1) % 7),
  j: ({ days }) => String(dayOfYear(days)).padStart(3, '0'),
  U: ({ days }) => twoDigits(sundayWeek(days) % 100),
  u: ({ days }) => twoDigits(mondayWeek(days) % 100),
  V: ({ days }) => twoDigits(sundayYearWeek(days) % 100),
  v: ({ days }) => twoDigits(mondayYearWeek(days) % 100),
  X: ({ days }) => fourDigits(Math.floor(sundayYearWeek(days) / 100)),
  x: ({ days }) => fourDigits(Math.floor(mondayYearWeek(days) / 100)),
  Y: ({ year }) => fourDigits(year),
  y: ({ year }) => twoDigits(((year % 100) + 100) % 100),
  M: ({ month }) => monthNames[month - 1],
  b: ({ month }) => monthNames[month - 1].slice(0, 3),
  m: ({ month }) => twoDigits(month),
  c: ({ month }) => String(month),
  d: ({ day }) => twoDigits(day),
  e: ({ day }) => String(day),
  D: ({ day }) => `${day}${ordinalSuffix(day)}`,
}

const nothing: Writer = () => null

/** What stands for the parts of a date where there is none. */
const timelessWriters: Writers = {
  ...Object.fromEntries(Object.keys(dateWriters).map((specifier) => [specifier, nothing])),
  Y: () => '0000',
  y: () => '00',
  m: () => '00',
  d: () => '00',
  c: () => '0',
  e: () => '0',
}

const clockWriters: Writers = {
  H: ({ hour }) => twoDigits(hour),
  k: ({ hour }) => String(hour),
  h: ({ hour }) => twoDigits(twelveHour(hour)),
  I: ({ hour }) => twoDigits(twelveHour(hour)),
  l: ({ hour }) => String(twelveHour(hour)),
  i: ({ minute }) => twoDigits(minute),
  S: ({ second }) => twoDigits(second),
  s: ({ second }) => twoDigits(second),
  f: ({ micros }) => String(micros).padStart(6, '0'),
  p: ({ hour }) => half(hour),
  r: (moment) => `${clockText(moment, twelveHour(moment.hour))} ${half(moment.hour)}`,
  T: (moment) => clockText(moment, moment.hour),
}

function twelveHour(hour: number): number {
  return (((hour % 24) + 11) % 12) + 1
}

function half(hour: number): string {
  return hour % 24 < 12 ? 'AM' : 'PM'
}

function clockText({ minute, second }: Moment, hour: number): string {
  return `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}`
}

function ordinalSuffix(day: number): string {
  if (day >= 10 && day <= 19) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}

const upTo99 = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))

function twoDigits(value: number): string {
  return value < 100 ? upTo99[value] : String(value)
}

function fourDigits(value: number): string {
  if (value >= 1000) return String(value)
  return value < 0 ? `-${String(-value).padStart(4, '0')}` : String(value).padStart(4, '0')
}
