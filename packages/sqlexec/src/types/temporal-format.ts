import { civilFromDays } from './calendar.ts'
import { daysOfUnits, type UnitsPerSecond, unitsOfDay } from './temporal-units.ts'

/** `YYYY-MM-DD`. Years before 0 and after 9999, which only foreign files bring, take a sign or more digits. */
export function formatDate(days: number): string {
  const { year, month, day } = civilFromDays(days)
  return `${formatYear(year)}-${twoDigits(month)}-${twoDigits(day)}`
}

function formatYear(year: number): string {
  if (year >= 1000) return String(year)
  return year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0')
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

/**
 * `YYYY-MM-DD hh:mm:ss` with `fsp` digits of fraction; `null`: three where the milliseconds are not zero, none otherwise. Digits
 * beyond are cut off: values come rounded to their type.
 */
export function formatDateTime(
  value: number | bigint,
  unitsPerSecond: UnitsPerSecond,
  fsp: number | null,
): string {
  const units = unitsOfDay(value, unitsPerSecond)
  const date = formatDate(daysOfUnits(value, unitsPerSecond))
  const seconds = Math.floor(units / unitsPerSecond)
  const fraction = formatFraction(units - seconds * unitsPerSecond, unitsPerSecond, fsp)
  return `${date} ${formatClock(seconds)}${fraction}`
}

/** `hh:mm:ss`, with a sign where it is negative and more digits of hours where they are needed; `fsp` as above. */
export function formatTime(
  value: number | bigint,
  unitsPerSecond: UnitsPerSecond,
  fsp: number | null,
): string {
  const negative = value < 0
  const magnitude = negative ? -value : value
  const seconds =
    typeof magnitude === 'number'
      ? Math.floor(magnitude / unitsPerSecond)
      : Number(magnitude / BigInt(unitsPerSecond))
  const units =
    typeof magnitude === 'number'
      ? magnitude % unitsPerSecond
      : Number(magnitude % BigInt(unitsPerSecond))
  const fraction = formatFraction(units, unitsPerSecond, fsp)
  return `${negative ? '-' : ''}${formatClock(seconds)}${fraction}`
}

function formatClock(seconds: number): string {
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return `${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(seconds % 60)}`
}

function formatFraction(units: number, unitsPerSecond: UnitsPerSecond, fsp: number | null): string {
  const digits = fsp ?? (units < unitsPerSecond / 1000 ? 0 : 3)
  if (digits === 0) return ''
  // With the leading 1 the zeros after the point stay.
  return `.${String(unitsPerSecond + units)
    .slice(1)
    .padEnd(digits, '0')
    .slice(0, digits)}`
}
