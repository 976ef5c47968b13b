import { bitBytes } from '../types/bit.ts'
import { formatDecimal } from '../types/decimal.ts'
import { enumText, setText } from '../types/members.ts'
import { type IntegerType, isUuid, type SqlType, unitsPerSecond } from '../types/sql-type.ts'
import { formatDate, formatDateTime, formatTime } from '../types/temporal.ts'
import { formatUuid } from '../types/uuid.ts'
import type { SqlValue } from '../types/value.ts'

type Value = Exclude<SqlValue, null>

/** Any value as text in MySQL's format. */
export function formatValue(value: Value, type: SqlType): string {
  switch (type.kind) {
    case 'integer':
      return type.display === undefined ? String(value) : formatDisplayed(value as number, type)
    case 'enum':
      return enumText(type, value as number)
    case 'set':
      return setText(type, value as number | bigint)
    case 'decimal':
      return formatDecimal(value as number | bigint, type.scale)
    case 'float':
      return formatFloat(value as number)
    case 'double':
      return formatDouble(value as number)
    case 'date':
      return formatDate(value as number)
    case 'datetime':
    case 'timestamp':
      return formatDateTime(value as number | bigint, unitsPerSecond(type), type.fsp)
    case 'time':
      return formatTime(value as number | bigint, unitsPerSecond(type), type.fsp)
    case 'bytes':
      if (isUuid(type)) return formatUuid(value as Uint8Array)
      return utf8Decoder.decode(value as Uint8Array)
    default:
      return String(value)
  }
}

function formatDisplayed(value: number | bigint, type: IntegerType): string {
  switch (type.display) {
    case 'year':
      return String(value).padStart(4, '0')
    case 'zerofill':
      return String(value).padStart(type.width ?? 0, '0')
    case 'bit':
      return utf8Decoder.decode(bitBytes(value, type.width ?? type.bits))
    default:
      return String(value)
  }
}

const utf8Decoder = new TextDecoder()

/** The shortest decimal text that reads back as the same single-precision number. */
function formatFloat(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits))
    if (Math.fround(text) === value) return formatDouble(text)
  }
  return formatDouble(value)
}

/** MySQL writes exponents without a plus sign, and none from 1e-15 to below 1e15. */
function formatDouble(value: number): string {
  const magnitude = Math.abs(value)
  if (Object.is(value, -0)) return '-0'
  if (magnitude < 1e15 && (magnitude >= 1e-6 || magnitude === 0)) return String(value)
  if (magnitude < 1e-6 && magnitude >= 1e-15) return withoutExponent(value)
  return value.toExponential().replace('e+', 'e')
}

/** A number below 1e-6 with the zeros after its point. */
function withoutExponent(value: number): string {
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e-')
  const zeros = '0'.repeat(Number(exponent) - 1)
  return `${value < 0 ? '-' : ''}0.${zeros}${mantissa.replace('.', '')}`
}
