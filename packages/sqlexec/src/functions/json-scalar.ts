import { SqlError } from '../base/errors.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import { normalizeInteger, type SqlValue } from '../types/value.ts'
import { casterFor } from './cast-value.ts'
import { formatJson, isArray, isObject, type Json, JsonNumber } from './json-document.ts'

/**
 * How parts of documents become values of a column of `type`, as JSON_TABLE and JSON_VALUE store them: JSON takes any part, another
 * type a scalar that it can hold. `null` in a document is NULL. The function throws an error where the part does not fit.
 */
export function jsonReader(type: SqlType, column: string): (value: Json) => SqlValue {
  if (type.kind === 'json') return formatJson
  const fromText = casterFor(types.text, type, 'assignment', column)
  const fromInteger = casterFor(types.bigint, type, 'assignment', column)
  const fromTruth = type.kind === 'text' || type.kind === 'bytes' ? null : fromInteger
  return (value) => {
    if (value === null) return null
    if (typeof value === 'string') return fromText(value)
    if (typeof value === 'boolean') {
      return fromTruth ? fromTruth(value ? 1 : 0) : fromText(String(value))
    }
    if (value instanceof JsonNumber) {
      const integer = value.isInteger ? BigInt(value.text) : null
      if (integer === null || BigInt.asIntN(64, integer) !== integer) {
        return fromText(formatJson(value))
      }
      return fromInteger(normalizeInteger(integer))
    }
    if (isArray(value) || isObject(value)) throw notScalar(column)
    return null
  }
}

function notScalar(column: string): SqlError {
  const message = `Can't store an array or an object in the scalar column '${column}' of JSON_TABLE function.`
  return new SqlError('json_not_scalar', message)
}
