import { SqlError } from '../base/errors.ts'
import type { Literal, TemporalLiteral } from '../sql/index.ts'
import { decimalType, type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue, TypedValue } from '../types/value.ts'

/**
 * The type of a literal as MySQL gives it. Only what the plan cache's key tells apart may show in the type: never the length of a
 * text. DATE '…' and its kin are text here, and the binder casts them.
 */
export function literalType(literal: Literal): SqlType {
  switch (literal.type) {
    case 'integer':
      return literal.value > 9223372036854775807n ? types.unsignedBigint : types.bigint
    case 'decimal':
      return decimalType(literal.precision, literal.scale)
    case 'float':
      return types.double
    case 'string':
    case 'date':
    case 'time':
    case 'timestamp':
      return types.text
    case 'hex':
    case 'bit':
    case 'binary':
      return types.blob
    case 'null':
      return types.null
    case 'boolean':
      return types.truth
  }
}

/** The value of a literal in its `literalType`. Throws `incorrect_datetime` for DATE '2024-02-30' and its kin. */
export function literalValue(literal: Literal, sql?: string): TypedValue {
  return { type: literalType(literal), value: plainValue(literal, sql) }
}

function plainValue(literal: Literal, sql: string | undefined): SqlValue {
  switch (literal.type) {
    case 'boolean':
      return literal.value ? 1 : 0
    case 'date':
    case 'time':
    case 'timestamp':
      if (!isTemporalText(literal)) {
        const kind = literal.type === 'timestamp' ? 'DATETIME' : literal.type.toUpperCase()
        const message = `Incorrect ${kind} value: '${literal.value}'`
        throw new SqlError('incorrect_datetime', message, { span: literal.span, sql })
      }
      return literal.value
    default:
      return literal.value
  }
}

export function temporalTypeOf(literal: TemporalLiteral): SqlType {
  if (literal.type === 'date') return types.date
  return literal.type === 'time' ? types.time : types.datetime
}

const datePattern = /^\s*(\d{2}|\d{4})[^\dT\s](\d{1,2})[^\dT\s](\d{1,2})(?:[T\s]+(.*))?$/s
const clockPattern =
  /^(\d{1,2})(?:[:.](\d{1,2})(?:[:.](\d{1,2})(?:\.\d*)?)?)?(?:[+-]\d{2}:\d{2})?\s*$/
const durationPattern =
  /^\s*-?(?:\d+\s+)?\d{1,3}(?::\d{1,2}){0,2}(?:\.\d*)?\s*$|^\s*-?\d+(?:\.\d*)?\s*$/

function isTemporalText(literal: TemporalLiteral): boolean {
  if (literal.type === 'time') return durationPattern.test(literal.value)
  const packed = /^\s*(\d{4}|\d{2})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)(?:\.\d*)?)?\s*$/.exec(
    literal.value,
  )
  const match = packed ?? datePattern.exec(literal.value)
  if (match === null) return false
  const [year, month, day] = match.slice(1, 4).map(Number)
  const lastDay =
    month >= 1 && month <= 12 ? new Date(Date.UTC(year || 4, month, 0)).getUTCDate() : 0
  if (day < 1 || day > lastDay) return false
  if (packed !== null) return true
  const clock = match[4]
  if (clock === undefined || clock.trim() === '') return true
  if (literal.type === 'date') return false
  const time = clockPattern.exec(clock)
  if (time === null) return false
  const [hour, minute, second] = time.slice(1, 4).map((part) => Number(part ?? 0))
  return hour < 24 && minute < 60 && second < 60
}
