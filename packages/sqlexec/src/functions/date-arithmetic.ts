import { type SqlType, type TemporalType, types, unitsPerSecond } from '../types/sql-type.ts'
import {
  civilFromDays,
  combineUnits,
  daysFromCivil,
  daysInMonth,
  daysOfUnits,
  formatDate,
  formatDateTime,
  maxTimeSeconds,
  parseDateTime,
  secondsPerDay,
  type UnitsPerSecond,
  unitsOfDay,
} from '../types/temporal.ts'
import type { SqlValue } from '../types/value.ts'
import type { Signature } from './code.ts'
import { typedFunction, wrongCount } from './define.ts'
import {
  amountFraction,
  amountType,
  type Interval,
  intervalReader,
  intervalUnits,
  negated,
} from './interval.ts'
import type { ResolvedCall, ScalarFunction } from './scalar-function.ts'
import { dateTimeOf, fractionDigits, isDateInRange } from './temporal-argument.ts'

type Integer = number | bigint
type Amount = number | bigint | string

/** `DATE_ADD DAY` and so on: what `date + INTERVAL amount DAY` calls. TIMESTAMPADD takes the amount first. */
export const dateArithmeticFunctions: readonly ScalarFunction[] = Object.keys(
  intervalUnits,
).flatMap((unit) => [
  addition(`DATE_ADD ${unit}`, `The date plus an interval of ${unit}.`, unit, 1),
  addition(`DATE_SUB ${unit}`, `The date minus an interval of ${unit}.`, unit, -1),
  amountFirst(addition(`TIMESTAMPADD ${unit}`, `The date plus an interval of ${unit}.`, unit, 1)),
])

function addition(name: string, doc: string, unit: string, sign: 1 | -1): ScalarFunction {
  return typedFunction({
    name,
    doc,
    mayBeNull: true,
    resolve: (args) => (args.length === 2 ? resolveAddition(unit, args) : wrongCount(name)),
    implement: (signature) => adder(signature, unit, sign),
  })
}

function amountFirst(base: ScalarFunction): ScalarFunction {
  return {
    ...base,
    resolve(args) {
      if (args.length !== 2) return wrongCount(base.name)
      const resolved = base.resolve([args[1], args[0]])
      if (typeof resolved === 'string') return resolved
      return { ...resolved, args: [resolved.args[1], resolved.args[0]] }
    },
    emit: (emitter, [amount, date], { args, type }) =>
      base.emit(emitter, [date, amount], { args: [args[1], args[0]], type }),
  }
}

/** A DATE stays one where the unit is whole days, text stays text, a TIME takes units of the clock alone. */
function resolveAddition(unit: string, [date, given]: readonly SqlType[]): ResolvedCall | string {
  const amount = amountType(unit, given)
  const added = amountFraction(unit, amount)
  switch (date.kind) {
    case 'date':
      if (intervalUnits[unit].wholeDays) return { args: [date, amount], type: date }
      return { args: [date, amount], type: { kind: 'datetime', fsp: added } }
    case 'datetime':
    case 'timestamp':
      return { args: [date, amount], type: withFraction({ ...date, kind: 'datetime' }, added) }
    case 'time':
      if (intervalUnits[unit].wholeDays) {
        return `A TIME takes no interval of ${unit}; cast it to DATETIME`
      }
      return { args: [date, amount], type: withFraction(date, added) }
    default:
      return { args: [types.text, amount], type: types.text }
  }
}

function withFraction(type: TemporalType, digits: number): TemporalType {
  return fractionDigits(type) >= digits ? type : { kind: type.kind, fsp: digits }
}

function adder(
  { args: [from, amount], type }: Signature,
  unit: string,
  sign: 1 | -1,
): (date: never, amount: Amount) => SqlValue {
  const read = intervalReader(unit, amount)
  const signed = (value: Amount): Interval | null => {
    const interval = read(value)
    return interval === null || sign === 1 ? interval : negated(interval)
  }
  const apply = applier(from, type, unit)
  return (date, value) => {
    const interval = signed(value)
    return interval === null ? null : apply(date, interval)
  }
}

function applier(
  from: SqlType,
  to: SqlType,
  unit: string,
): (date: never, interval: Interval) => SqlValue {
  if (to.kind === 'date') return addToDate
  if (to.kind === 'text') {
    const wholeDays = intervalUnits[unit].wholeDays === true
    return (text: string, interval: Interval) => addToText(text, interval, wholeDays)
  }
  const units = unitsPerSecond(to as TemporalType)
  if (from.kind === 'date') {
    return (days: number, interval: Interval) => addToDateTime(days, 0, interval, units)
  }
  const own = unitsPerSecond(from as TemporalType)
  const finer = units / own
  if (from.kind === 'time') {
    return (value: Integer, interval: Interval) => addToTime(value, own, interval, units)
  }
  return (value: Integer, interval: Interval) =>
    addToDateTime(daysOfUnits(value, own), unitsOfDay(value, own) * finer, interval, units)
}

function addToDate(days: number, { months, seconds }: Interval): number | null {
  const sum = months === 0 ? days + seconds / secondsPerDay : addMonths(days, months)
  return sum !== null && isDateInRange(sum) ? sum : null
}

/** The same day of another month, or its last day; `null` outside the years 0000 to 9999. */
function addMonths(days: number, months: number): number | null {
  const { year, month, day } = civilFromDays(days)
  const count = year * 12 + month - 1 + months
  const newYear = Math.floor(count / 12)
  if (!(newYear >= 0 && newYear <= 9999)) return null
  const newMonth = count - newYear * 12 + 1
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)))
}

/** `inDay`: units since midnight. */
function addToDateTime(
  days: number,
  inDay: number,
  { months, seconds, micros }: Interval,
  units: UnitsPerSecond,
): Integer | null {
  const moved = months === 0 ? days : addMonths(days, months)
  if (moved === null) return null
  return dateTimeOf(moved * secondsPerDay + seconds, inDay + (micros * units) / 1e6, units)
}

/** `null` beyond ±838:59:59. */
function addToTime(
  value: Integer,
  own: UnitsPerSecond,
  { seconds, micros }: Interval,
  units: UnitsPerSecond,
): Integer | null {
  const whole = Math.floor(Number(value) / own)
  const rest = (Number(value) - whole * own) * (units / own) + (micros * units) / 1e6
  const carry = Math.floor(rest / units)
  const total = whole + seconds + carry
  if (Math.abs(total) > maxTimeSeconds) return null
  return combineUnits(total, rest - carry * units, units)
}

const dateAlone = /^\s*(\d{1,4}[^\w\s]\d{1,2}[^\w\s]\d{1,2}|\d{6}|\d{8})\s*$/u

/** Text that names a day alone stays so where the unit is whole days; fractions show where there are any. */
function addToText(text: string, interval: Interval, wholeDays: boolean): string | null {
  const value = parseDateTime(text, 1_000_000)
  if (value === null) return null
  const days = daysOfUnits(value, 1_000_000)
  const sum = addToDateTime(days, unitsOfDay(value, 1_000_000), interval, 1_000_000)
  if (sum === null) return null
  if (wholeDays && dateAlone.test(text)) return formatDate(daysOfUnits(sum, 1_000_000))
  return formatDateTime(sum, 1_000_000, unitsOfDay(sum, 1_000_000) % 1_000_000 === 0 ? 0 : 6)
}
