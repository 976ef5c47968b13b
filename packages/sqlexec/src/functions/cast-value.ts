import { isBit, isUuid, isYear, type SqlType } from '../types/sql-type.ts'
import { castToBit, castToYear } from './cast-integer-display.ts'
import { castToMembers } from './cast-members.ts'
import {
  castToBoolean,
  castToDecimal,
  castToDouble,
  castToFloat,
  castToInteger,
} from './cast-number.ts'
import type { Caster, CastMode, CastSite } from './cast-site.ts'
import { castToDate, castToDateTime, castToTime } from './cast-temporal.ts'
import { castToBytes, castToJson, castToText } from './cast-text.ts'
import { castToUuid } from './cast-uuid.ts'

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
    case 'enum':
    case 'set':
      return castToMembers(to, site)
    case 'integer':
      if (isYear(to)) return castToYear(site)
      if (isBit(to)) return castToBit(to.width, site)
      return castToInteger(to, site)
    case 'decimal':
      return castToDecimal(to, site)
    case 'double':
      return castToDouble(to, site)
    case 'float':
      return castToFloat(to, site)
    case 'text':
      return castToText(to, site)
    case 'json':
      return castToJson(site)
    case 'bytes':
      return isUuid(to) ? castToUuid(site) : castToBytes(to, site)
    case 'date':
      return castToDate(site)
    case 'datetime':
    case 'timestamp':
      return castToDateTime(to, site)
    case 'time':
      return castToTime(to, site)
  }
}
