import { formatValue } from '../../functions/format-value.ts'
import { bitBytes } from '../../types/bit.ts'
import { formatDecimal } from '../../types/decimal.ts'
import {
  isBit,
  isUuid,
  type SqlType,
  type TemporalType,
  unitsPerSecond,
} from '../../types/sql-type.ts'
import { formatUuid } from '../../types/uuid.ts'
import type { SqlValue } from '../../types/value.ts'

type Value = Exclude<SqlValue, null>

/**
 * How a value that is not NULL leaves the engine; `null`: as it is. No value but JSON loses anything on the way:
 * - BOOLEAN: true or false; integers, and decimals without a scale: numbers, bigints beyond ±(2^53 − 1);
 *   DECIMAL with a scale: text with all its digits
 * - FLOAT: the number that is shortest in decimal among those that round to it; DOUBLE: a number
 * - DATE, TIME: text; DATETIME, TIMESTAMP: a Date (the wall clock read as UTC), or text where the type has more than
 *   three fractional digits, which a Date cannot hold
 * - ENUM, SET, UUID: text; BIT: bytes, as many as hold its bits; YEAR: a number
 * - JSON: what JSON.parse makes of it, so numbers within are doubles (CAST AS CHAR gives the text); text: a string; bytes: a Uint8Array
 */
export function publicValue(type: SqlType): ((value: never) => unknown) | null {
  switch (type.kind) {
    case 'boolean':
      return (value: number) => value !== 0
    case 'integer':
      return isBit(type) ? (value: number | bigint) => bitBytes(value, type.width) : null
    case 'enum':
    case 'set':
      return (value: Value) => formatValue(value, type)
    case 'bytes':
      return isUuid(type) ? formatUuid : null
    case 'decimal':
      if (type.scale === 0) return null
      return (value: number | bigint) => formatDecimal(value, type.scale)
    case 'float':
      return shortestFloat
    case 'date':
    case 'time':
      return (value: Value) => formatValue(value, type)
    case 'datetime':
    case 'timestamp':
      return dateOrText(type)
    case 'json':
      return (value: string) => JSON.parse(value) as unknown
    default:
      return null
  }
}

function dateOrText(type: TemporalType): (value: number | bigint) => unknown {
  if (unitsPerSecond(type) === 1000) return (value) => new Date(Number(value))
  return (value) => formatValue(value, type)
}

function shortestFloat(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits))
    if (Math.fround(candidate) === value) return candidate
  }
  return value
}
