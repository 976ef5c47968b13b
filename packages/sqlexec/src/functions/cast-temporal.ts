import { type TemporalType, unitsPerSecond } from '../types/sql-type.ts'
import {
  combineUnits,
  type DateTimeFields,
  daysOfUnits,
  maxTimeSeconds,
  parseDate,
  parseDateTime,
  parseTemporalNumber,
  parseTime,
  rescaleUnits,
  roundUnits,
  secondsPerDay,
  unitsOfDay,
} from '../types/temporal.ts'
import { decimalReader } from './cast-number.ts'
import { type Caster, type CastSite, incorrect, outOfRange, type Value } from './cast-site.ts'
import { formatValue } from './format-value.ts'

/** For what is no date, MySQL's IGNORE stores a date of zeros, which no Parquet file can hold: it stays an error. */
function notTemporal(kind: string, value: Value, site: CastSite): null {
  if (site.mode === 'assignment' || site.mode === 'adjusting') throw incorrect(kind, value, site)
  return null
}

export function castToDate(site: CastSite): Caster {
  const { from } = site
  switch (from.kind) {
    case 'datetime':
    case 'timestamp':
      return (value) => daysOfUnits(value as number | bigint, unitsPerSecond(from))
    case 'time':
      return (value) => daysOfUnits(value as number | bigint, unitsPerSecond(from))
    case 'date':
      return (value) => value
    case 'text':
    case 'bytes':
    case 'json':
    case 'enum':
    case 'set':
      return (value) => parseDate(formatValue(value, from)) ?? notTemporal('date', value, site)
    default: {
      const read = decimalReader(site, 0)
      return (value) => parseTemporalNumber(read(value))?.days ?? notTemporal('date', value, site)
    }
  }
}

export function castToDateTime(to: TemporalType, site: CastSite): Caster {
  const { from } = site
  const units = unitsPerSecond(to)
  const fsp = to.fsp ?? undefined
  switch (from.kind) {
    case 'date':
      return (value) => combineUnits((value as number) * secondsPerDay, 0, units)
    case 'datetime':
    case 'timestamp':
    case 'time':
      return (value) => refit(value as number | bigint, from, to)
    case 'text':
    case 'bytes':
    case 'json':
    case 'enum':
    case 'set':
      return (value) =>
        parseDateTime(formatValue(value, from), units, fsp) ?? notTemporal('datetime', value, site)
    default: {
      const read = decimalReader(site, 0)
      return (value) => {
        const fields = parseTemporalNumber(read(value))
        return fields ? fromFields(fields, to) : notTemporal('datetime', value, site)
      }
    }
  }
}

function fromFields({ days, seconds }: DateTimeFields, to: TemporalType): number | bigint {
  return combineUnits(days * secondsPerDay + seconds, 0, unitsPerSecond(to))
}

/** A count of time in the units and with the fractional digits of another type. */
function refit(value: number | bigint, from: TemporalType, to: TemporalType): number | bigint {
  const rescaled = rescaleUnits(value, unitsPerSecond(from), unitsPerSecond(to))
  return to.fsp === null ? rescaled : roundUnits(rescaled, unitsPerSecond(to), to.fsp)
}

export function castToTime(to: TemporalType, site: CastSite): Caster {
  const { from } = site
  const units = unitsPerSecond(to)
  const limit = maxTimeSeconds * units
  const fsp = to.fsp ?? undefined
  const clips = site.mode !== 'assignment'
  const checked = (time: number | bigint | null, value: Value) => {
    if (time === null) return notTemporal('time', value, site)
    if (time > limit || time < -limit) {
      if (site.mode === 'assignment') throw outOfRange(site)
      return time < 0 ? -limit : limit
    }
    return time
  }
  switch (from.kind) {
    case 'date':
      return () => 0
    case 'datetime':
    case 'timestamp':
      return (value) => {
        const inDay = unitsOfDay(value as number | bigint, unitsPerSecond(from))
        return refit(inDay, from, to)
      }
    case 'time':
      return (value) => refit(value as number | bigint, from, to)
    case 'text':
    case 'bytes':
    case 'json':
    case 'enum':
    case 'set':
      return (value) => checked(parseTime(formatValue(value, from), units, fsp, clips), value)
    default: {
      const read = decimalReader(site, 0)
      return (value) => checked(parseTime(String(read(value)), units, fsp, clips), value)
    }
  }
}
