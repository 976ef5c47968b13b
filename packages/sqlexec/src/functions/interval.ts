import { parseDecimalPrefix, rescaleDecimal } from '../types/decimal.ts'
import { decimalType, type SqlType, types } from '../types/sql-type.ts'

/** A length of time: months, and apart from them seconds and microseconds. All of them have the same sign. */
export interface Interval {
  readonly months: number
  readonly seconds: number
  readonly micros: number
}

interface UnitRule {
  /** Months or seconds of one unit; `null`: a compound unit. */
  readonly months?: number
  readonly seconds?: number
  /** The factors of a compound's fields, in months or seconds; `micros`: the last field is a fraction of a second. */
  readonly fields?: readonly number[]
  readonly micros?: boolean
  /** Whether a DATE plus the unit stays a DATE. */
  readonly wholeDays?: boolean
}

const day = 86_400

/** The units of INTERVAL under their names in upper case. */
export const intervalUnits: Readonly<Record<string, UnitRule>> = {
  MICROSECOND: { micros: true },
  SECOND: { seconds: 1 },
  MINUTE: { seconds: 60 },
  HOUR: { seconds: 3600 },
  DAY: { seconds: day, wholeDays: true },
  WEEK: { seconds: 7 * day, wholeDays: true },
  MONTH: { months: 1, wholeDays: true },
  QUARTER: { months: 3, wholeDays: true },
  YEAR: { months: 12, wholeDays: true },
  SECOND_MICROSECOND: { fields: [1], micros: true },
  MINUTE_MICROSECOND: { fields: [60, 1], micros: true },
  MINUTE_SECOND: { fields: [60, 1] },
  HOUR_MICROSECOND: { fields: [3600, 60, 1], micros: true },
  HOUR_SECOND: { fields: [3600, 60, 1] },
  HOUR_MINUTE: { fields: [3600, 60] },
  DAY_MICROSECOND: { fields: [day, 3600, 60, 1], micros: true },
  DAY_SECOND: { fields: [day, 3600, 60, 1] },
  DAY_MINUTE: { fields: [day, 3600, 60] },
  DAY_HOUR: { fields: [day, 3600] },
  YEAR_MONTH: { fields: [12, 1], wholeDays: true },
}

/** As what type an amount is taken: compounds as text, seconds with their fraction, the rest as integers. */
export function amountType(unit: string, arg: SqlType): SqlType {
  if (intervalUnits[unit].fields !== undefined) return arg.kind === 'text' ? arg : types.text
  if (arg.kind === 'text' || arg.kind === 'integer') return arg
  if (unit !== 'SECOND') return types.bigint
  return arg.kind === 'decimal' ? arg : decimalType(30, 6)
}

/** Digits of the fraction of a second that an amount of a type adds. */
export function amountFraction(unit: string, amount: SqlType): number {
  if (intervalUnits[unit].micros) return 6
  if (unit !== 'SECOND' || amount.kind === 'integer') return 0
  return amount.kind === 'decimal' ? Math.min(amount.scale, 6) : 6
}

/** Reads amounts of a type as intervals; `null` of what is none. */
export function intervalReader(
  unit: string,
  type: SqlType,
): (amount: number | bigint | string) => Interval | null {
  const rule = intervalUnits[unit]
  if (rule.fields !== undefined) {
    const fields = rule.fields
    return (amount) => parseCompound(String(amount), unit, fields, rule.micros === true)
  }
  if (unit === 'SECOND') return secondsReader(type)
  const { months = 0, seconds = 0, micros } = rule
  return (amount) => {
    const count = typeof amount === 'string' ? leadingInteger(amount) : Number(amount)
    if (micros) return fromMicroseconds(count)
    return { months: count * months, seconds: count * seconds, micros: 0 }
  }
}

function fromMicroseconds(count: number): Interval {
  const seconds = Math.trunc(count / 1e6)
  return { months: 0, seconds, micros: count - seconds * 1e6 }
}

function secondsReader(type: SqlType): (amount: number | bigint | string) => Interval {
  const scale = type.kind === 'decimal' ? type.scale : 0
  return (amount) => {
    const micros =
      typeof amount === 'string' ? parseDecimalPrefix(amount, 6) : rescaleDecimal(amount, scale, 6)
    const seconds = Number(BigInt(micros) / 1_000_000n)
    return { months: 0, seconds, micros: Number(BigInt(micros) % 1_000_000n) }
  }
}

function leadingInteger(text: string): number {
  return Number(/^\s*[+-]?\d+/u.exec(text)?.[0] ?? 0)
}

/**
 * The numbers of a text, whatever stands between them, as the fields of a compound unit; where they are too few, the first fields
 * are missing. A sign at the front is everybody's.
 */
function parseCompound(
  text: string,
  unit: string,
  factors: readonly number[],
  micros: boolean,
): Interval | null {
  const numbers = text.match(/\d+/gu) ?? []
  const count = factors.length + (micros ? 1 : 0)
  if (numbers.length > count || numbers.some((number) => number.length > 18)) return null
  const sign = /^\s*-/u.test(text) ? -1 : 1
  const fields = numbers.map(Number)
  let fraction = 0
  if (micros && fields.length > 0) {
    fields.pop()
    fraction = Number(numbers[numbers.length - 1].slice(0, 6).padEnd(6, '0'))
  }
  const missing = factors.length - fields.length
  const total = fields.reduce((sum, field, i) => sum + field * factors[i + missing], 0)
  const inMonths = unit === 'YEAR_MONTH'
  return {
    months: inMonths ? sign * total : 0,
    seconds: inMonths ? 0 : sign * total,
    micros: sign * fraction,
  }
}

export function negated({ months, seconds, micros }: Interval): Interval {
  return { months: -months, seconds: -seconds, micros: -micros }
}
