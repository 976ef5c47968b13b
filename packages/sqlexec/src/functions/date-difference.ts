import { SqlError } from '../base/errors.ts'
import {
  isTemporal,
  type SqlType,
  type TemporalType,
  types,
  unitsPerSecond,
} from '../types/sql-type.ts'
import {
  civilFromDays,
  daysOfUnits,
  maxTimeSeconds,
  parseDateTime,
  parseTime,
  rescaleUnits,
  unitsOfDay,
} from '../types/temporal.ts'
import { normalizeInteger, type SqlValue } from '../types/value.ts'
import type { Signature } from './code.ts'
import { plainFunction, typedFunction, wrongCount } from './define.ts'
import type { ConstantArgument, ResolvedCall, ScalarFunction } from './scalar-function.ts'
import {
  dateParameter,
  daysReader,
  fineDateTime,
  fractionDigits,
  needsDate,
  textFraction,
} from './temporal-argument.ts'

type Integer = number | bigint

/** The units of TIMESTAMPDIFF: how many microseconds or months make one. */
const differenceUnits: Readonly<
  Record<string, { readonly micros?: bigint; readonly months?: number }>
> = {
  MICROSECOND: { micros: 1n },
  SECOND: { micros: 1_000_000n },
  MINUTE: { micros: 60_000_000n },
  HOUR: { micros: 3_600_000_000n },
  DAY: { micros: 86_400_000_000n },
  WEEK: { micros: 604_800_000_000n },
  MONTH: { months: 1 },
  QUARTER: { months: 3 },
  YEAR: { months: 12 },
}

export const dateDifferenceFunctions: readonly ScalarFunction[] = [
  typedFunction({
    name: 'DATEDIFF',
    doc: 'Days from the second date to the first.',
    resolve: (args) => resolveDates('DATEDIFF', args, types.date, types.int),
    implement({ args: [left, right] }) {
      const first = daysReader(left)
      const second = daysReader(right)
      return (a: Integer, b: Integer) => first(a) - second(b)
    },
  }),
  ...Object.keys(differenceUnits).map(unitDifference),
  typedFunction({
    name: 'TIMEDIFF',
    doc: 'The time from the second argument to the first, both times or both dates with times.',
    mayBeNull: true,
    resolve: resolveTimeDifference,
    implement: timeDifference,
  }),
  plainFunction({
    name: 'PERIOD_ADD',
    doc: 'A period YYYYMM plus months.',
    parameters: [types.bigint, types.bigint],
    returns: types.bigint,
    implementation: (period: Integer, months: Integer) =>
      periodOfMonths(monthsOfPeriod('period_add', Number(period)) + Number(months)),
  }),
  plainFunction({
    name: 'PERIOD_DIFF',
    doc: 'Months from the second period YYYYMM to the first.',
    parameters: [types.bigint, types.bigint],
    returns: types.bigint,
    implementation: (left: Integer, right: Integer) =>
      monthsOfPeriod('period_diff', Number(left)) - monthsOfPeriod('period_diff', Number(right)),
  }),
]

function resolveDates(
  name: string,
  args: readonly SqlType[],
  fallback: SqlType,
  type: SqlType,
): ResolvedCall | string {
  if (args.length !== 2) return wrongCount(name)
  const wanted: SqlType[] = []
  for (const arg of args) {
    const parameter = dateParameter(arg, fallback)
    if (parameter === undefined) return needsDate(name)
    wanted.push(parameter)
  }
  return { args: wanted, type }
}

/** `TIMESTAMPDIFF MONTH` and so on, of the earlier and the later date: whole units between them. */
function unitDifference(unit: string): ScalarFunction {
  const name = `TIMESTAMPDIFF ${unit}`
  const { micros, months = 1 } = differenceUnits[unit]
  return typedFunction({
    name,
    doc: `Whole units of ${unit} from the first date to the second.`,
    resolve: (args) => resolveDates(name, args, fineDateTime, types.bigint),
    implement({ args: [left, right] }) {
      const first = microsReader(left)
      const second = microsReader(right)
      if (micros !== undefined) {
        return (a: Integer, b: Integer) => normalizeInteger((second(b) - first(a)) / micros)
      }
      return (a: Integer, b: Integer) => Math.trunc(monthsBetween(first(a), second(b)) / months) + 0
    },
  })
}

/** A date or date and time as microseconds since the epoch. */
function microsReader(type: SqlType): (value: Integer) => bigint {
  if (type.kind === 'date') return (value) => BigInt(value) * 86_400_000_000n
  const units = unitsPerSecond(type as TemporalType)
  return (value) => BigInt(rescaleUnits(value, units, 1_000_000))
}

/** Whole months, towards zero: a month is over on its day at its time, whatever the lengths of months are. */
function monthsBetween(from: bigint, to: bigint): number {
  if (to < from) return -monthsBetween(to, from)
  const start = civilFromDays(daysOfUnits(from, 1_000_000))
  const end = civilFromDays(daysOfUnits(to, 1_000_000))
  const months = (end.year - start.year) * 12 + end.month - start.month
  const late = end.day - start.day || unitsOfDay(to, 1_000_000) - unitsOfDay(from, 1_000_000)
  return late < 0 ? months - 1 : months
}

function resolveTimeDifference(
  args: readonly SqlType[],
  constants: readonly ConstantArgument[],
): ResolvedCall | string {
  if (args.length !== 2) return wrongCount('TIMEDIFF')
  const wanted = args.map((arg) => {
    if (isTemporal(arg)) return arg
    return arg.kind === 'text' ? arg : types.text
  })
  const digits = wanted.map((arg, i) =>
    arg.kind === 'text' ? textFraction(constants[i]) : fractionDigits(arg),
  )
  const fsp = Math.min(6, Math.max(...digits))
  // Milliseconds that show at need go on to do so.
  const shown = wanted.some((arg) => 'fsp' in arg && arg.fsp === null) && fsp <= 3 ? null : fsp
  return { args: wanted, type: { kind: 'time', fsp: shown } }
}

/** NULL where one is a time and the other a date; cut at ±838:59:59. */
function timeDifference({
  args: [left, right],
  type,
}: Signature): (a: never, b: never) => SqlValue {
  const first = momentReader(left)
  const second = momentReader(right)
  const units = unitsPerSecond(type as TemporalType)
  const limit = BigInt(maxTimeSeconds) * 1_000_000n
  return (a: never, b: never) => {
    const x = first(a)
    const y = second(b)
    if (x === null || y === null || x.isTime !== y.isTime) return null
    const difference = x.micros - y.micros
    const cut = difference > limit ? limit : difference < -limit ? -limit : difference
    return rescaleUnits(normalizeInteger(cut), 1_000_000, units)
  }
}

interface Moment {
  readonly isTime: boolean
  readonly micros: bigint
}

function momentReader(type: SqlType): (value: never) => Moment | null {
  if (type.kind === 'text') return momentOfText
  const isTime = type.kind === 'time'
  const micros = microsReader(type)
  return (value: Integer) => ({ isTime, micros: micros(value) })
}

/** Whether a text begins as a date does; a number of days before a time has no punctuation behind it. */
const beginsAsDate = /^\s*(\d{1,4}[^\w\s:.]\d{1,2}[^\w\s]|\d{8}(\d{4,6})?([.\s]|$))/u

function momentOfText(text: string): Moment | null {
  const isTime = !beginsAsDate.test(text)
  const value = isTime ? parseTime(text, 1_000_000) : parseDateTime(text, 1_000_000)
  return value === null ? null : { isTime, micros: BigInt(value) }
}

/** Months since year 0 of YYYYMM or YYMM (70 to 99 are 19YY); `null` of what is none. */
function monthsOfPeriod(name: string, period: number): number {
  const monthOfYear = period % 100
  if (!(period > 0) || monthOfYear < 1 || monthOfYear > 12) {
    throw new SqlError('wrong_parameter_count', `Incorrect arguments to ${name}`)
  }
  const year = Math.floor(period / 100)
  const full = year < 70 ? year + 2000 : year < 100 ? year + 1900 : year
  return full * 12 + monthOfYear - 1
}

function periodOfMonths(count: number): number {
  return Math.floor(count / 12) * 100 + (count % 12) + 1
}
