import { type SqlType, types } from '../types/sql-type.ts'
import {
  civilFromDays,
  dayOfMonth,
  dayOfYear,
  monthOfDays,
  weekday,
  yearOfDays,
} from '../types/temporal.ts'
import { typedFunction, wrongCount } from './define.ts'
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

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** From Monday. */
export const dayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
]

/** Parts of a date and of a time of day; under their names EXTRACT finds its units. */
export const datePartFunctions: readonly ScalarFunction[] = [
  ofDay('YEAR', 'The year.', types.int, yearOfDays),
  ofDay('QUARTER', 'The quarter of the year, 1 to 4.', types.int, (days) =>
    Math.ceil(monthOfDays(days) / 3),
  ),
  ofDay('MONTH', 'The month, 1 to 12.', types.int, monthOfDays),
  ofDay('DAY', 'The day of the month.', types.int, dayOfMonth),
  ofDay(
    'DAYOFWEEK',
    'The day of the week, 1 for Sunday to 7.',
    types.int,
    (days) => ((weekday(days) + 1) % 7) + 1,
  ),
  ofDay('WEEKDAY', 'The day of the week, 0 for Monday to 6.', types.int, weekday),
  ofDay('DAYOFYEAR', 'The day of the year, from 1.', types.int, dayOfYear),
  ofDay(
    'DAYNAME',
    'The name of the day of the week.',
    types.text,
    (days) => dayNames[weekday(days)],
  ),
  ofDay(
    'MONTHNAME',
    'The name of the month.',
    types.text,
    (days) => monthNames[monthOfDays(days) - 1],
  ),
  ofDay('YEAR_MONTH', 'Year and month as YYYYMM, for EXTRACT.', types.int, (days) => {
    const { year, month } = civilFromDays(days)
    return year * 100 + month
  }),

  ofClock('HOUR', 'The hours.', types.int, (seconds) => Math.floor(seconds / 3600)),
  ofClock('MINUTE', 'The minutes.', types.int, (seconds) => Math.floor(seconds / 60) % 60),
  ofClock('SECOND', 'The seconds.', types.int, (seconds) => seconds % 60),
  ofClock('MICROSECOND', 'The microseconds.', types.int, (_, micros) => micros),
  ofClock('HOUR_MINUTE', 'hmm, for EXTRACT.', types.int, hoursMinutes),
  ofClock('HOUR_SECOND', 'hmmss, for EXTRACT.', types.int, hoursSeconds),
  ofClock(
    'HOUR_MICROSECOND',
    'hmmss and microseconds, for EXTRACT.',
    types.bigint,
    (seconds, micros) => hoursSeconds(seconds) * 1e6 + micros,
  ),
  ofClock('MINUTE_SECOND', 'mss, for EXTRACT.', types.int, minutesSeconds),
  ofClock(
    'MINUTE_MICROSECOND',
    'mss and microseconds, for EXTRACT.',
    types.bigint,
    (seconds, micros) => minutesSeconds(seconds) * 1e6 + micros,
  ),
  ofClock(
    'SECOND_MICROSECOND',
    'Seconds and microseconds, for EXTRACT.',
    types.int,
    (seconds, micros) => (seconds % 60) * 1e6 + micros,
  ),

  ofBoth(
    'DAY_HOUR',
    'dhh, for EXTRACT.',
    types.int,
    (day, seconds) => day * 100 + Math.floor(seconds / 3600),
  ),
  ofBoth(
    'DAY_MINUTE',
    'dhhmm, for EXTRACT.',
    types.int,
    (day, seconds) => day * 10_000 + hoursMinutes(seconds),
  ),
  ofBoth(
    'DAY_SECOND',
    'dhhmmss, for EXTRACT.',
    types.int,
    (day, seconds) => day * 1e6 + hoursSeconds(seconds),
  ),
  ofBoth(
    'DAY_MICROSECOND',
    'dhhmmss and microseconds, for EXTRACT.',
    types.bigint,
    (day, seconds, micros) => (day * 1e6 + hoursSeconds(seconds)) * 1e6 + micros,
  ),
]

function hoursMinutes(seconds: number): number {
  return Math.floor(seconds / 3600) * 100 + (Math.floor(seconds / 60) % 60)
}

function hoursSeconds(seconds: number): number {
  return hoursMinutes(seconds) * 100 + (seconds % 60)
}

function minutesSeconds(seconds: number): number {
  return (Math.floor(seconds / 60) % 60) * 100 + (seconds % 60)
}

function ofDay(
  name: string,
  doc: string,
  type: SqlType,
  compute: (days: number) => number | string,
): ScalarFunction {
  return typedFunction({
    name,
    doc,
    resolve(args) {
      if (args.length !== 1) return wrongCount(name)
      const parameter = dateParameter(args[0], types.date)
      return parameter === undefined ? needsDate(name) : { args: [parameter], type }
    },
    implement({ args: [from] }) {
      if (from.kind === 'date') return compute
      const days = daysReader(from)
      return (value: number | bigint) => compute(days(value))
    },
  })
}

function ofClock(
  name: string,
  doc: string,
  type: SqlType,
  compute: (seconds: number, micros: number) => number,
): ScalarFunction {
  return typedFunction({
    name,
    doc,
    resolve: (args) =>
      args.length === 1 ? { args: [clockParameter(args[0])], type } : wrongCount(name),
    implement({ args: [from] }) {
      const clock = clockReader(from)
      const units = unitsOf(from)
      return (value: number | bigint) => {
        const count = clock(value)
        const seconds = Math.floor(count / units)
        return compute(seconds, microsecondsOf(count - seconds * units, units))
      }
    },
  })
}

/** The fraction of a second in microseconds, cut off. */
export function microsecondsOf(units: number, perSecond: number): number {
  return Math.floor((units * 1000) / (perSecond / 1000))
}

function ofBoth(
  name: string,
  doc: string,
  type: SqlType,
  compute: (day: number, seconds: number, micros: number) => number,
): ScalarFunction {
  return typedFunction({
    name,
    doc,
    resolve(args) {
      if (args.length !== 1) return wrongCount(name)
      const parameter = dateParameter(args[0], fineDateTime)
      return parameter === undefined ? needsDate(name) : { args: [parameter], type }
    },
    implement({ args: [from] }) {
      const days = daysReader(from)
      const clock = clockReader(from)
      const units = unitsOf(from)
      return (value: number | bigint) => {
        const count = clock(value)
        const seconds = Math.floor(count / units)
        const micros = microsecondsOf(count - seconds * units, units)
        return compute(dayOfMonth(days(value)), seconds, micros)
      }
    },
  })
}
