import { SqlError } from '../base/errors.ts'
import {
  civilFromDays,
  dayOfYear,
  daysFromCivil,
  secondsPerDay,
  weekday,
} from '../types/temporal.ts'

/** The parts of a date and time that DATE_PART and DATE_TRUNC know, as DuckDB and PostgreSQL name them. */

/** A date and time as its day since 1970-01-01 and the microseconds since midnight. */
export interface DayAndTime {
  readonly day: number
  readonly micros: number
}

const microsPerSecond = 1_000_000
/** 4714-11-24 BC of the proleptic Gregorian calendar as days since 1970-01-01. */
const julianShift = 2_440_588

/** The Thursday of the week (from Monday) tells its year in ISO 8601. */
function isoYear(day: number): number {
  return civilFromDays(day - weekday(day) + 3).year
}

function isoWeek(day: number): number {
  const thursday = day - weekday(day) + 3
  return Math.floor((dayOfYear(thursday) - 1) / 7) + 1
}

const parts: Readonly<Record<string, (moment: DayAndTime) => number>> = {
  millennium: ({ day }) => Math.ceil(civilFromDays(day).year / 1000),
  century: ({ day }) => Math.ceil(civilFromDays(day).year / 100),
  decade: ({ day }) => Math.floor(civilFromDays(day).year / 10),
  year: ({ day }) => civilFromDays(day).year,
  isoyear: ({ day }) => isoYear(day),
  era: ({ day }) => (civilFromDays(day).year > 0 ? 1 : 0),
  quarter: ({ day }) => Math.ceil(civilFromDays(day).month / 3),
  month: ({ day }) => civilFromDays(day).month,
  week: ({ day }) => isoWeek(day),
  yearweek: ({ day }) => isoYear(day) * 100 + isoWeek(day),
  day: ({ day }) => civilFromDays(day).day,
  dayofyear: ({ day }) => dayOfYear(day),
  /** From 0 for Sunday. */
  dayofweek: ({ day }) => (weekday(day) + 1) % 7,
  /** From 1 for Monday. */
  isodow: ({ day }) => weekday(day) + 1,
  julian: ({ day }) => day + julianShift,
  epoch: ({ day, micros }) => day * secondsPerDay + Math.floor(micros / microsPerSecond),
  hour: ({ micros }) => Math.floor(micros / (3600 * microsPerSecond)),
  minute: ({ micros }) => Math.floor(micros / (60 * microsPerSecond)) % 60,
  second: ({ micros }) => Math.floor(micros / microsPerSecond) % 60,
  millisecond: ({ micros }) => Math.floor(micros / 1000) % 60_000,
  microsecond: ({ micros }) => micros % (60 * microsPerSecond),
}

const synonyms: Readonly<Record<string, string>> = {
  doy: 'dayofyear',
  dow: 'dayofweek',
  weekday: 'dayofweek',
  weekofyear: 'week',
  dayofmonth: 'day',
}

/** A part by its name in any case, in the singular or the plural. */
export function datePart(name: string): (moment: DayAndTime) => number {
  const lower = partName(name)
  if (Object.hasOwn(parts, lower)) return parts[lower]
  throw unknownPart(name)
}

function partName(name: string): string {
  const lower = name.trim().toLowerCase()
  const singular = lower.endsWith('s') ? lower.slice(0, -1) : lower
  return synonyms[singular] ?? singular
}

function unknownPart(name: string): SqlError {
  return new SqlError('function_value', `'${name.slice(0, 64)}' is no part of a date`)
}

/** The first day of a month. */
const monthStart = (year: number, month: number) => daysFromCivil(year, month, 1)

const dayTruncations: Readonly<Record<string, (day: number) => number>> = {
  millennium: (day) => monthStart(Math.floor((civilFromDays(day).year - 1) / 1000) * 1000 + 1, 1),
  century: (day) => monthStart(Math.floor((civilFromDays(day).year - 1) / 100) * 100 + 1, 1),
  decade: (day) => monthStart(Math.floor(civilFromDays(day).year / 10) * 10, 1),
  year: (day) => monthStart(civilFromDays(day).year, 1),
  isoyear: (day) => {
    const fourth = daysFromCivil(isoYear(day), 1, 4)
    return fourth - weekday(fourth)
  },
  quarter: (day) => {
    const { year, month } = civilFromDays(day)
    return monthStart(year, Math.floor((month - 1) / 3) * 3 + 1)
  },
  month: (day) => {
    const { year, month } = civilFromDays(day)
    return monthStart(year, month)
  },
  week: (day) => day - weekday(day),
  day: (day) => day,
}

const clockTruncations: Readonly<Record<string, number>> = {
  hour: 3600 * microsPerSecond,
  minute: 60 * microsPerSecond,
  second: microsPerSecond,
  millisecond: 1000,
  microsecond: 1,
}

/** What a moment is cut off to. */
export function dateTruncation(name: string): (moment: DayAndTime) => DayAndTime {
  const lower = partName(name)
  if (Object.hasOwn(dayTruncations, lower)) {
    const truncate = dayTruncations[lower]
    return ({ day }) => ({ day: truncate(day), micros: 0 })
  }
  if (Object.hasOwn(clockTruncations, lower)) {
    const step = clockTruncations[lower]
    return ({ day, micros }) => ({ day, micros: micros - (micros % step) })
  }
  throw unknownPart(name)
}
