import { SqlError } from '../base/errors.ts'
import type { Literal, TemporalLiteral } from '../sql/index.ts'
import { decimalType, type SqlType, types, unitsPerSecond } from '../types/sql-type.ts'
import { parseDate, parseDateTime, parseTime } from '../types/temporal.ts'
import type { SqlValue, TypedValue } from '../types/value.ts'

/** The type of a literal as MySQL gives it; that of a text says nothing of its length, so that plans can be shared. */
export function literalType(literal: Literal): SqlType {
  switch (literal.type) {
    case 'integer':
      return literal.value > 9223372036854775807n ? types.unsignedBigint : types.bigint
    case 'decimal':
      return decimalType(literal.precision, literal.scale)
    case 'float':
      return types.double
    case 'string':
      return types.text
    case 'hex':
    case 'bit':
    case 'binary':
      return types.blob
    case 'null':
      return types.null
    case 'boolean':
      return types.truth
    case 'date':
      return types.date
    case 'time':
      return { kind: 'time', fsp: fractionOf(literal.value) }
    case 'timestamp':
      return { kind: 'datetime', fsp: fractionOf(literal.value) }
  }
}

/** The digits of the second that the text has. */
function fractionOf(text: string): number {
  return Math.min(/\.(\d+)\D*$/.exec(text)?.[1].length ?? 0, 9)
}

/** The value of a literal in its `literalType`. Throws `incorrect_literal` for DATE '2024-02-30' and its kin. */
export function literalValue(literal: Literal, sql?: string): TypedValue {
  const type = literalType(literal)
  switch (literal.type) {
    case 'boolean':
      return { type, value: literal.value ? 1 : 0 }
    case 'date':
    case 'time':
    case 'timestamp':
      return { type, value: temporalValue(literal, type, sql) }
    default:
      return { type, value: literal.value }
  }
}

function temporalValue(literal: TemporalLiteral, type: SqlType, sql: string | undefined): SqlValue {
  const value = parseTemporal(literal.value, type)
  if (value !== null) return value
  const message = `Incorrect ${type.kind.toUpperCase()} value: '${literal.value}'`
  throw new SqlError('incorrect_literal', message, { span: literal.span, sql })
}

function parseTemporal(text: string, type: SqlType): SqlValue {
  if (type.kind === 'time') return parseTime(text, unitsPerSecond(type))
  if (type.kind === 'datetime') return parseDateTime(text, unitsPerSecond(type))
  return parseDate(text)
}
