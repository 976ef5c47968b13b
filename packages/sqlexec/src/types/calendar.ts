/**
 * Civil-date arithmetic on days since 1970-01-01 in the proleptic Gregorian calendar, without allocation. After Howard
 * Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil, civil_from_days). Exact for every
 * day of an Int32Array and far beyond.
 */

/** From 0000-03-01 to 1970-01-01. */
const epochShift = 719468
const daysPerEra = 146097

/** Days since 1970-01-01. `month` counts from 1; a day past the month's end runs into the next. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * daysPerEra + dayOfEra - epochShift
}

export interface CivilDate {
  readonly year: number
  /** From 1. */
  readonly month: number
  /** From 1. */
  readonly day: number
}

/** Year, month and day as one number: year × 512 + month × 32 + day, which orders as dates do. */
function packedCivil(days: number): number {
  const z = days + epochShift
  const era = Math.floor(z / daysPerEra)
  const dayOfEra = z - era * daysPerEra
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return year * 512 + month * 32 + day
}

export function civilFromDays(days: number): CivilDate {
  const packed = packedCivil(days)
  return {
    year: Math.floor(packed / 512),
    month: Math.floor(packed / 32) & 15,
    day: packed & 31,
  }
}

export function yearOfDays(days: number): number {
  return Math.floor(packedCivil(days) / 512)
}

/** From 1. */
export function monthOfDays(days: number): number {
  return Math.floor(packedCivil(days) / 32) & 15
}

/** From 1. */
export function dayOfMonth(days: number): number {
  return packedCivil(days) & 31
}

/** From 1. */
export function dayOfYear(days: number): number {
  return days - daysFromCivil(yearOfDays(days), 1, 1) + 1
}

/** 0 for Monday to 6 for Sunday, as MySQL's WEEKDAY. */
export function weekday(days: number): number {
  const remainder = (days + 3) % 7
  return remainder < 0 ? remainder + 7 : remainder + 0
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** `month` counts from 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Whether the parts name a day of the years 0000 to 9999. Zero months and days do not. */
export function isCivilDate(year: number, month: number, day: number): boolean {
  return (
    year >= 0 &&
    year <= 9999 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month)
  )
}
