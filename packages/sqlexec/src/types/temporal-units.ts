import { divideRounded, divideRoundedBigint } from './decimal.ts'
import { normalizeInteger } from './value.ts'

/** In what a DATETIME, TIMESTAMP or TIME counts; see types/sql-type.ts `unitsPerSecond`. */
export type UnitsPerSecond = 1_000 | 1_000_000 | 1_000_000_000

export const secondsPerDay = 86_400

/** TIME goes from −838:59:59 to 838:59:59. */
export const maxTimeSeconds = 838 * 3600 + 59 * 60 + 59

/** Seconds and units within the second as one count, a bigint where it is not safe. */
export function combineUnits(
  seconds: number,
  units: number,
  unitsPerSecond: UnitsPerSecond,
): number | bigint {
  const product = seconds * unitsPerSecond
  const value = product + units
  // At most one unit past 2^53 apart from the exact sum, so a safe result is the exact one.
  if (Math.abs(product) <= Number.MAX_SAFE_INTEGER && Math.abs(value) <= Number.MAX_SAFE_INTEGER) {
    return value
  }
  return normalizeInteger(BigInt(seconds) * BigInt(unitsPerSecond) + BigInt(units))
}

/** The day (since 1970-01-01) that a DATETIME or TIMESTAMP lies in. */
export function daysOfUnits(value: number | bigint, unitsPerSecond: UnitsPerSecond): number {
  if (typeof value === 'number') return Math.floor(value / (secondsPerDay * unitsPerSecond))
  const perDay = BigInt(secondsPerDay * unitsPerSecond)
  const quotient = value / perDay
  return Number(value < 0n && quotient * perDay !== value ? quotient - 1n : quotient)
}

/** Units since midnight of a DATETIME or TIMESTAMP: a safe integer for every unit. */
export function unitsOfDay(value: number | bigint, unitsPerSecond: UnitsPerSecond): number {
  const perDay = secondsPerDay * unitsPerSecond
  const rest = typeof value === 'number' ? value % perDay : Number(value % BigInt(perDay))
  return rest < 0 ? rest + perDay : rest + 0
}

/** The same instant or duration in other units, rounded half away from zero as MySQL rounds fractions. */
export function rescaleUnits(
  value: number | bigint,
  from: UnitsPerSecond,
  to: UnitsPerSecond,
): number | bigint {
  if (from === to) return value
  if (from < to) {
    const factor = to / from
    const product = Number(value) * factor
    if (Math.abs(product) <= Number.MAX_SAFE_INTEGER) return product
    return normalizeInteger(BigInt(value) * BigInt(factor))
  }
  return divideUnits(value, from / to)
}

function divideUnits(value: number | bigint, divisor: number): number | bigint {
  if (typeof value === 'number') return divideRounded(value, divisor)
  return normalizeInteger(divideRoundedBigint(value, BigInt(divisor)))
}

/** Rounds the fraction of a second to `fsp` digits (0 to 9), half away from zero. */
export function roundUnits(
  value: number | bigint,
  unitsPerSecond: UnitsPerSecond,
  fsp: number,
): number | bigint {
  const step = unitsPerSecond / 10 ** fsp
  if (step <= 1) return value
  const rounded = divideUnits(value, step)
  if (typeof rounded === 'number' && Math.abs(rounded * step) <= Number.MAX_SAFE_INTEGER) {
    return rounded * step
  }
  return normalizeInteger(BigInt(rounded) * BigInt(step))
}

/** Midnight UTC of a DATE. An invalid Date where JavaScript's range (±100,000,000 days) does not reach. */
export function dateToJsDate(days: number): Date {
  return new Date(days * secondsPerDay * 1000)
}

/** The day of a Date in UTC; `null` for an invalid Date. */
export function dateFromJsDate(date: Date): number | null {
  const milliseconds = date.getTime()
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / (secondsPerDay * 1000))
}

/** A DATETIME or TIMESTAMP as a Date, cut off (towards the past) to milliseconds. */
export function dateTimeToJsDate(value: number | bigint, unitsPerSecond: UnitsPerSecond): Date {
  const days = daysOfUnits(value, unitsPerSecond)
  const units = unitsOfDay(value, unitsPerSecond)
  return new Date(days * secondsPerDay * 1000 + Math.floor(units / (unitsPerSecond / 1000)))
}

/** A Date in units since the epoch; `null` for an invalid Date. */
export function dateTimeFromJsDate(
  date: Date,
  unitsPerSecond: UnitsPerSecond,
): number | bigint | null {
  const milliseconds = date.getTime()
  return Number.isNaN(milliseconds) ? null : rescaleUnits(milliseconds, 1_000, unitsPerSecond)
}
