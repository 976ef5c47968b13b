import { isTemporal, type SqlType, type TemporalType, unitsPerSecond } from '../types/sql-type.ts'
import {
  combineUnits,
  daysFromCivil,
  daysOfUnits,
  secondsPerDay,
  type UnitsPerSecond,
  unitsOfDay,
} from '../types/temporal.ts'
import type { ConstantArgument } from './scalar-function.ts'

/** In what types functions take dates and times, and how they read values of these types. */

/** Types of microseconds, for text, whose digits are known only when it is read. */
export const fineDateTime: TemporalType = { kind: 'datetime', fsp: 6 }
export const fineTime: TemporalType = { kind: 'time', fsp: 6 }

/** A date with or without a time of day as it is, a `fallback` for everything but a TIME, for which `undefined`. */
export function dateParameter(arg: SqlType, fallback: SqlType): SqlType | undefined {
  if (arg.kind === 'time') return undefined
  return isTemporal(arg) ? arg : fallback
}

/** Everything with a time of day as it is, everything else as a TIME of microseconds. */
export function clockParameter(arg: SqlType): SqlType {
  return isTemporal(arg) ? arg : fineTime
}

/** What a call answers where a TIME stands for a date. */
export function needsDate(name: string): string {
  return `${name} needs a date: a TIME has none`
}

/** How a DATE, DATETIME or TIMESTAMP of a type gives its day since 1970-01-01. */
export function daysReader(type: SqlType): (value: number | bigint) => number {
  if (type.kind === 'date') return (value) => value as number
  const units = unitsPerSecond(type as TemporalType)
  return (value) => daysOfUnits(value, units)
}

/** How a value of a temporal type gives the units since midnight (of a TIME: its magnitude, which may pass a day). */
export function clockReader(type: SqlType): (value: number | bigint) => number {
  if (type.kind === 'date') return () => 0
  const units = unitsPerSecond(type as TemporalType)
  if (type.kind === 'time') return (value) => Math.abs(Number(value))
  return (value) => unitsOfDay(value, units)
}

/** Units per second of a type; of a DATE, whose clock stands at 0, any will do. */
export function unitsOf(type: SqlType): UnitsPerSecond {
  return type.kind === 'date' ? 1000 : unitsPerSecond(type as TemporalType)
}

/** The digits of the fraction of a second that a type shows; 3 where it shows milliseconds at need. */
export function fractionDigits(type: SqlType): number {
  return type.kind === 'date' || !isTemporal(type) ? 0 : ((type as TemporalType).fsp ?? 3)
}

/** The digits of the fraction that a text has where it is known, else those of microseconds. */
export function textFraction(constant: ConstantArgument): number {
  if (typeof constant !== 'string') return 6
  return Math.min(/\.(\d+)\s*$/u.exec(constant)?.[1].length ?? 0, 6)
}

const firstDay = daysFromCivil(0, 1, 1)
const endDay = daysFromCivil(10_000, 1, 1)

/** Whether a day lies in the years 0000 to 9999. */
export function isDateInRange(days: number): boolean {
  return days >= firstDay && days < endDay
}

/** Seconds since 1970-01-01 with units of a second, in their units; `null` outside the years 0000 to 9999. */
export function dateTimeOf(seconds: number, units: number, perSecond: UnitsPerSecond) {
  const carry = Math.floor(units / perSecond)
  const whole = seconds + carry
  if (!(whole >= firstDay * secondsPerDay && whole < endDay * secondsPerDay)) return null
  return combineUnits(whole, units - carry * perSecond, perSecond)
}
