import { SqlError } from '../base/errors.ts'
import { isTemporal, type SqlType, type TemporalType, unitsPerSecond } from '../types/sql-type.ts'
import { civilFromDays, daysOfUnits } from '../types/temporal.ts'
import { normalizeInteger } from '../types/value.ts'
import { decimalReader } from './cast-number.ts'
import {
  type Caster,
  type CastSite,
  forColumn,
  incorrect,
  outOfRange,
  type Value,
} from './cast-site.ts'
import { formatValue } from './format-value.ts'

/*
 * Casts to integers that are more than numbers: YEAR and BIT.
 */

const firstYear = 1901
const lastYear = 2155

/**
 * To YEAR (reference manual, "The YEAR Type"): 1 to 99 are years of this century or the last, 0 is 0000 as a number and 2000 as
 * a text of less than four digits, dates have their year.
 */
export function castToYear(site: CastSite): Caster {
  const { from, mode } = site
  if (isTemporal(from) && from.kind !== 'time')
    return (value) => checkedYear(yearOf(value, from), site)
  const isText = from.kind === 'text' || from.kind === 'bytes' || 'members' in from
  const read = decimalReader(isText ? { ...site, mode: 'implicit' } : site, 0)
  return (value) => {
    const text = isText ? formatValue(value, from).trim() : null
    if (text !== null && mode === 'assignment' && !/^\d+$/u.test(text)) {
      throw incorrect('integer', value, site)
    }
    const number = Number(read(value))
    if (number === 0 && text !== null && text.length < 4) return 2000
    return checkedYear(centuryOf(number), site)
  }
}

function centuryOf(year: number): number {
  if (year < 1 || year > 99) return year
  return year < 70 ? 2000 + year : 1900 + year
}

function checkedYear(year: number, site: CastSite): number | null {
  if (year === 0 || (year >= firstYear && year <= lastYear)) return year
  if (site.mode === 'assignment') throw outOfRange(site)
  return site.mode === 'adjusting' ? 0 : null
}

function yearOf(value: Value, type: SqlType): number {
  const days =
    type.kind === 'date'
      ? (value as number)
      : daysOfUnits(value as number | bigint, unitsPerSecond(type as TemporalType))
  return civilFromDays(days).year
}

/** To BIT(width): numbers by their value, text and bytes by their bits, the last byte last. */
export function castToBit(width: number, site: CastSite): Caster {
  const { from, mode } = site
  const ofBytes = from.kind === 'text' || from.kind === 'bytes'
  const read = ofBytes ? null : decimalReader(site, 0)
  const most = normalizeInteger(2n ** BigInt(width) - 1n)
  return (value) => {
    const number = read === null ? bitsOf(value, from) : read(value)
    if (number >= 0 && number <= most) return number
    if (mode === 'adjusting') return most
    throw new SqlError('data_too_long', `Data too long${forColumn(site)}`)
  }
}

function bitsOf(value: Value, from: SqlType): number | bigint {
  const bytes = value instanceof Uint8Array ? value : Buffer.from(formatValue(value, from))
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  return normalizeInteger(bits)
}
