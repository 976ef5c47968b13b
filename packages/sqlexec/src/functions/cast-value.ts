import type { SqlType } from '../types/sql-type.ts'
import {
  castToBoolean,
  castToDecimal,
  castToInteger,
  doubleReader,
  toFloat,
} from './cast-number.ts'
import type { Caster, CastMode, CastSite } from './cast-site.ts'
import { castToDate, castToDateTime, castToTime } from './cast-temporal.ts'
import { castToBytes, castToJson, castToText } from './cast-text.ts'

/** The conversion from one type to another by MySQL's rules, prepared for many values. */
export function casterFor(
  from: SqlType,
  to: SqlType,
  mode: CastMode,
  target: string | undefined,
): Caster {
  const site: CastSite = { from, mode, target }
  switch (to.kind) {
    case 'null':
      return () => null
    case 'boolean':
      return castToBoolean(site)
    case 'integer':
      return castToInteger(to, site)
    case 'decimal':
      return castToDecimal(to, site)
    case 'double':
      return doubleReader(site)
    case 'float': {
      const read = doubleReader(site)
      return (value) => toFloat(read(value), value, site)
    }
    case 'text':
      return castToText(to, site)
    case 'json':
      return castToJson(site)
    case 'bytes':
      return castToBytes(to, site)
    case 'date':
      return castToDate(site)
    case 'datetime':
    case 'timestamp':
      return castToDateTime(to, site)
    case 'time':
      return castToTime(to, site)
  }
}
