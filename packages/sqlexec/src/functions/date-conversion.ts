import { type SqlType, type TemporalType, types } from '../types/sql-type.ts'
import {
  civilFromDays,
  combineUnits,
  daysFromCivil,
  daysInMonth,
  secondsPerDay,
} from '../types/temporal.ts'
import { plainFunction, typedFunction, wrongCount } from './define.ts'
import type { ResolvedCall, ScalarFunction } from './scalar-function.ts'
import {
  clockReader,
  dateParameter,
  daysReader,
  fineDateTime,
  isDateInRange,
  needsDate,
  textFraction,
  unitsOf,
} from './temporal-argument.ts'

type Integer = number | bigint

/** Day 0 of MySQL's day numbers, 0000-01-01 less one, as days since 1970-01-01. */
const dayNumberShift = 719_528
/** The number of 0000-03-01. */
const firstOfMarch = 60

export const dateConversionFunctions: readonly ScalarFunction[] = [
  dayFunction('DATE', 'The date of a date and time.', types.date, (days) => days),
  dayFunction('LAST_DAY', 'The last day of the month.', types.date, (days) => {
    const { year, month } = civilFromDays(days)
    return daysFromCivil(year, month, daysInMonth(year, month))
  }),
  dayFunction('TO_DAYS', 'The number of the day, counted from year 0.', types.int, dayNumber),
  typedFunction({
    name: 'TO_SECONDS',
    doc: 'The number of the second, counted from year 0.',
    resolve: (args) => resolveDay('TO_SECONDS', args, fineDateTime, types.bigint),
    implement({ args: [from] }) {
      const days = daysReader(from)
      const clock = clockReader(from)
      const units = unitsOf(from)
      return (value: Integer) =>
        dayNumber(days(value)) * secondsPerDay + Math.floor(clock(value) / units)
    },
  }),
  plainFunction({
    name: 'FROM_DAYS',
    doc: 'The date of a day counted from year 0; NULL of one in that year.',
    parameters: [types.bigint],
    returns: types.date,
    mayBeNull: true,
    implementation: (number: Integer) =>
      number < 366 ? null : inRange(Number(number) - dayNumberShift),
  }),
  plainFunction({
    name: 'MAKEDATE',
    doc: 'The date of a year and a day in it, which may run past its end.',
    parameters: [types.bigint, types.bigint],
    returns: types.date,
    mayBeNull: true,
    implementation: (year: Integer, day: Integer) => {
      const given = Number(year)
      if (!(given >= 0 && given <= 9999) || day <= 0) return null
      const full = given < 70 ? given + 2000 : given < 100 ? given + 1900 : given
      return inRange(daysFromCivil(full, 1, 1) + Number(day) - 1)
    },
  }),
  typedFunction({
    name: 'TIMESTAMP',
    doc: 'A date as a date and time; with a second argument, plus that time.',
    mayBeNull: true,
    resolve: resolveTimestamp,
    implement: ({ args, type }) => timestampOf(args, type as TemporalType),
  }),
]

function inRange(days: number): number | null {
  return isDateInRange(days) ? days : null
}

function resolveDay(
  name: string,
  args: readonly SqlType[],
  fallback: SqlType,
  type: SqlType,
): ResolvedCall | string {
  if (args.length !== 1) return wrongCount(name)
  const parameter = dateParameter(args[0], fallback)
  return parameter === undefined ? needsDate(name) : { args: [parameter], type }
}

/** MySQL counts as though year 0 had no leap day. */
function dayNumber(days: number): number {
  const number = days + dayNumberShift
  return number < firstOfMarch ? number + 1 : number
}

function dayFunction(
  name: string,
  doc: string,
  type: SqlType,
  compute: (days: number) => number,
): ScalarFunction {
  return typedFunction({
    name,
    doc,
    resolve: (args) => resolveDay(name, args, types.date, type),
    implement({ args: [from] }) {
      const days = daysReader(from)
      return (value: Integer) => compute(days(value))
    },
  })
}

function resolveTimestamp(
  args: readonly SqlType[],
  constants: readonly (unknown | undefined)[],
): ResolvedCall | string {
  if (args.length < 1 || args.length > 2) return wrongCount('TIMESTAMP')
  const fspOf = (arg: SqlType, i: number) =>
    arg.kind === 'date'
      ? 0
      : 'fsp' in arg
        ? arg.fsp
        : textFraction(typeof constants[i] === 'string' ? constants[i] : undefined)
  const digits = args.map(fspOf)
  const most = digits.map((each) => each ?? 3).reduce((a, b) => Math.max(a, b))
  const fsp = most <= 3 && digits.includes(null) ? null : most
  const first = dateParameter(args[0], { kind: 'datetime', fsp })
  if (first === undefined) return needsDate('TIMESTAMP')
  const wanted: SqlType[] = [first]
  if (args.length === 2) wanted.push(args[1].kind === 'time' ? args[1] : { kind: 'time', fsp })
  return { args: wanted, type: { kind: 'datetime', fsp } }
}

function timestampOf(
  [from, added]: readonly SqlType[],
  type: TemporalType,
): (date: Integer, time?: Integer) => Integer | null {
  const days = daysReader(from)
  const clock = clockReader(from)
  const units = unitsOf(type)
  const dateFactor = units / unitsOf(from)
  const timeFactor = added === undefined ? 1 : units / unitsOf(added)
  return (date, time = 0) => {
    const inDay = clock(date) * dateFactor + Number(time) * timeFactor
    const carry = Math.floor(inDay / (secondsPerDay * units))
    const day = days(date) + carry
    if (!isDateInRange(day)) return null
    const rest = inDay - carry * secondsPerDay * units
    const seconds = Math.floor(rest / units)
    return combineUnits(day * secondsPerDay + seconds, rest - seconds * units, units)
  }
}
