import { decimalType, type SqlType, type TemporalType, types } from '../types/sql-type.ts'
import {
  civilFromDays,
  combineUnits,
  daysFromCivil,
  daysInMonth,
  isCivilDate,
  secondsPerDay,
} from '../types/temporal.ts'
import type { SqlValue } from '../types/value.ts'
import { type DayAndTime, datePart, dateTruncation } from './date-field.ts'
import { timeSumFunctions } from './date-time-sum.ts'
import { convertZoneFunction } from './date-zone.ts'
import { plainFunction, typedFunction, wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import {
  clockReader,
  dateParameter,
  dateTimeOf,
  daysReader,
  fineDateTime,
  fractionDigits,
  needsDate,
  unitsOf,
} from './temporal-argument.ts'

type Integer = number | bigint

/** More functions of dates: MySQL's own, then those that other dialects have. */
export const moreDateFunctions: readonly ScalarFunction[] = [
  ...timeSumFunctions,
  convertZoneFunction,
  plainFunction({
    name: 'GET_FORMAT',
    doc: 'The format of DATE_FORMAT for dates, times or both in EUR, USA, JIS, ISO or INTERNAL; NULL for others.',
    parameters: [types.text, types.text],
    returns: types.text,
    mayBeNull: true,
    implementation: (kind: string, place: string) =>
      formats[kind === 'timestamp' ? 'datetime' : kind]?.[place.toUpperCase()] ?? null,
  }),
  typedFunction({
    name: 'DATE_PART',
    doc: 'A part of a date by its name: year, month, isodow, epoch and so on.',
    resolve(args) {
      if (args.length !== 2) return wrongCount('DATE_PART')
      const date = dateParameter(args[1], fineDateTime)
      if (date === undefined) return needsDate('DATE_PART')
      return { args: [textLike(args[0]), date], type: types.bigint }
    },
    implement({ args: [, from] }) {
      const read = momentReader(from)
      return (name: string, value: Integer) => datePart(name)(read(value))
    },
  }),
  typedFunction({
    name: 'DATE_TRUNC',
    doc: 'A date cut off to a part by its name: the first of its month, its hour and so on.',
    mayBeNull: true,
    resolve(args) {
      if (args.length !== 2) return wrongCount('DATE_TRUNC')
      const date = dateParameter(args[1], types.datetime)
      if (date === undefined) return needsDate('DATE_TRUNC')
      const type: SqlType =
        date.kind === 'date' ? date : { ...(date as TemporalType), kind: 'datetime' }
      return { args: [textLike(args[0]), date], type }
    },
    implement({ args: [, from], type }) {
      const read = momentReader(from)
      return (name: string, value: Integer) => momentValue(dateTruncation(name)(read(value)), type)
    },
  }),
  part('CENTURY', 'The century of a date.', 'century'),
  part('DECADE', 'The decade of a date: its year without the last digit.', 'decade'),
  part('MILLENNIUM', 'The millennium of a date.', 'millennium'),
  part('ERA', '1 of dates after Christ.', 'era'),
  part('ISODOW', 'The day of the week, from 1 for Monday to 7 for Sunday.', 'isodow'),
  part('ISOYEAR', 'The year to which the week of a date belongs in ISO 8601.', 'isoyear'),
  part('JULIAN_DAY', 'The number of the day, counted from 4714-11-24 BC.', 'julian'),
  part('YEAR_WEEK', 'Year and week of a date in ISO 8601 as one number.', 'yearweek'),
  part('EPOCH', 'Seconds from 1970-01-01 00:00:00 to a date and time.', 'epoch'),
  plainFunction({
    name: 'MAKE_DATE',
    doc: 'The date of a year, a month and a day; NULL where there is none.',
    parameters: [types.bigint, types.bigint, types.bigint],
    returns: types.date,
    mayBeNull: true,
    implementation: (year: Integer, month: Integer, day: Integer) =>
      dayOf(Number(year), Number(month), Number(day)),
  }),
  plainFunction({
    name: 'MAKE_TIMESTAMP',
    doc: 'The date and time of a year, a month, a day, an hour, a minute and a second; NULL where there is none.',
    parameters: [
      types.bigint,
      types.bigint,
      types.bigint,
      types.bigint,
      types.bigint,
      decimalType(30, 6),
    ],
    returns: fineDateTime,
    mayBeNull: true,
    implementation(
      year: Integer,
      month: Integer,
      day: Integer,
      hour: Integer,
      minute: Integer,
      micros: Integer,
    ) {
      const days = dayOf(Number(year), Number(month), Number(day))
      const isTime =
        hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && micros >= 0 && micros < 60_000_000
      if (days === null || !isTime) return null
      const seconds = days * secondsPerDay + Number(hour) * 3600 + Number(minute) * 60
      return dateTimeOf(seconds, Number(micros), 1_000_000)
    },
  }),
  typedFunction({
    name: 'TIME_BUCKET',
    doc: 'The beginning of the span of so many seconds, counted from 1970, that a date and time lies in; NULL of spans that are not positive.',
    mayBeNull: true,
    resolve(args) {
      if (args.length !== 2) return wrongCount('TIME_BUCKET')
      const date = dateParameter(args[1], types.datetime)
      if (date === undefined) return needsDate('TIME_BUCKET')
      const fsp = date.kind === 'date' ? 0 : (date as TemporalType).fsp
      return { args: [types.bigint, date], type: { kind: 'datetime', fsp } }
    },
    implement({ args: [, from], type }) {
      const read = momentReader(from)
      return (width: Integer, value: Integer) => {
        const span = Number(width)
        if (span <= 0) return null
        const { day, micros } = read(value)
        const second = day * secondsPerDay + Math.floor(micros / 1_000_000)
        return dateTimeOf(Math.floor(second / span) * span, 0, unitsOf(type))
      }
    },
  }),
  typedFunction({
    name: 'AGE',
    doc: 'Years, months and days from the second date to the first, as text.',
    resolve(args) {
      if (args.length !== 2) return wrongCount('AGE')
      const dates = args.map((arg) => dateParameter(arg, types.date))
      if (dates[0] === undefined || dates[1] === undefined) return needsDate('AGE')
      return { args: [dates[0], dates[1]], type: types.text }
    },
    implement({ args: [first, second] }) {
      const left = daysReader(first)
      const right = daysReader(second)
      return (to: Integer, from: Integer) => ageText(right(from), left(to))
    },
  }),
]

const formats: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  date: {
    USA: '%m.%d.%Y',
    JIS: '%Y-%m-%d',
    ISO: '%Y-%m-%d',
    EUR: '%d.%m.%Y',
    INTERNAL: '%Y%m%d',
  },
  datetime: {
    USA: '%Y-%m-%d %H.%i.%s',
    JIS: '%Y-%m-%d %H:%i:%s',
    ISO: '%Y-%m-%d %H:%i:%s',
    EUR: '%Y-%m-%d %H.%i.%s',
    INTERNAL: '%Y%m%d%H%i%s',
  },
  time: {
    USA: '%h:%i:%s %p',
    JIS: '%H:%i:%s',
    ISO: '%H:%i:%s',
    EUR: '%H.%i.%s',
    INTERNAL: '%H%i%s',
  },
}

function textLike(type: SqlType): SqlType {
  return type.kind === 'text' ? type : types.text
}

function momentReader(type: SqlType): (value: Integer) => DayAndTime {
  const days = daysReader(type)
  const clock = clockReader(type)
  const toMicros = 1_000_000 / unitsOf(type)
  return (value) => ({ day: days(value), micros: Math.floor(clock(value) * toMicros) })
}

function momentValue({ day, micros }: DayAndTime, type: SqlType): SqlValue {
  if (type.kind === 'date') return day
  const units = unitsOf(type)
  const fraction = fractionDigits(type) === 0 ? 0 : micros % 1_000_000
  const seconds = day * secondsPerDay + Math.floor(micros / 1_000_000)
  return combineUnits(seconds, Math.floor(fraction / (1_000_000 / units)), units)
}

function part(name: string, doc: string, field: string): ScalarFunction {
  const compute = datePart(field)
  return typedFunction({
    name,
    doc,
    resolve(args) {
      if (args.length !== 1) return wrongCount(name)
      const date = dateParameter(args[0], fineDateTime)
      return date === undefined ? needsDate(name) : { args: [date], type: types.bigint }
    },
    implement({ args: [from] }) {
      const read = momentReader(from)
      return (value: Integer) => compute(read(value))
    },
  })
}

function dayOf(year: number, month: number, day: number): number | null {
  const isYear = year >= 0 && year <= 9999
  return isYear && isCivilDate(year, month, day) ? daysFromCivil(year, month, day) : null
}

/** Whole years and months from the earlier date on, then days. */
function ageText(from: number, to: number): string {
  if (to < from) return `-${ageText(to, from)}`
  const start = civilFromDays(from)
  const end = civilFromDays(to)
  let months = (end.year - start.year) * 12 + end.month - start.month
  let days = end.day - start.day
  if (days < 0) {
    months--
    const before = civilFromDays(daysFromCivil(end.year, end.month, 1) - 1)
    days += daysInMonth(before.year, before.month)
  }
  const shown = [
    [Math.floor(months / 12), 'year'],
    [months % 12, 'month'],
    [days, 'day'],
  ] as const
  const texts = shown.flatMap(([count, unit]) =>
    count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`],
  )
  return texts.length === 0 ? '0 days' : texts.join(' ')
}
