import { SqlError } from '../base/errors.ts'
import { type SqlType, types, unitsPerSecond } from '../types/sql-type.ts'
import { formatDateTime, formatTime } from '../types/temporal.ts'
import type { SqlValue } from '../types/value.ts'
import { formatValue } from './format-value.ts'
import { formatJson, type Json, JsonNumber, parseJson } from './json-document.ts'

type Integer = number | bigint

/** Times in JSON always have six digits of the second. */
const microseconds = 6

/** How values of a type become parts of a document: numbers and booleans as such, JSON as it is, the rest as strings. */
export function jsonMaker(type: SqlType): (value: Exclude<SqlValue, null>) => Json {
  switch (type.kind) {
    case 'boolean':
      return (value) => value !== 0
    case 'integer':
      // Conditions are integers to all but JSON.
      if (type === types.truth) return (value) => value !== 0
      return (value) => new JsonNumber(String(value))
    case 'decimal':
      return (value) => new JsonNumber(formatValue(value, type))
    case 'float':
    case 'double':
      return (value) => new JsonNumber(realText(value as number))
    case 'json':
      return (value) => parseJson(value as string)
    case 'bytes':
      return () => {
        throw new SqlError('unsupported', 'Binary values have no form in JSON; encode them as text')
      }
    case 'datetime':
    case 'timestamp':
      return (value) => formatDateTime(value as Integer, unitsPerSecond(type), microseconds)
    case 'time':
      return (value) => formatTime(value as Integer, unitsPerSecond(type), microseconds)
    default:
      return (value) => formatValue(value, type)
  }
}

/** A double always shows that it is one. */
function realText(value: number): string {
  const text = formatValue(value, { kind: 'double' })
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

/** Parses documents, remembering the last one, as a statement often asks several things of one. */
export function documentReader(name: string, position: number): (text: string) => Json {
  let lastText: string | null = null
  let last: Json = null
  return (text) => {
    if (text === lastText) return last
    try {
      last = parseJson(text)
    } catch (cause) {
      lastText = null
      if (!(cause instanceof SqlError)) throw cause
      const message = `${cause.message} (argument ${position} of ${name})`
      throw new SqlError(cause.code, message, { cause })
    }
    lastText = text
    return last
  }
}

export function typeOfJson(value: Json): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return 'BOOLEAN'
  if (typeof value === 'string') return 'STRING'
  if (value instanceof JsonNumber) {
    if (!value.isInteger) return 'DOUBLE'
    const exact = BigInt(value.text)
    if (exact >= -(2n ** 63n) && exact < 2n ** 63n) return 'INTEGER'
    return exact > 0n && exact < 2n ** 64n ? 'UNSIGNED INTEGER' : 'DOUBLE'
  }
  return Array.isArray(value) ? 'ARRAY' : 'OBJECT'
}

/** Whether a document holds a candidate (reference manual, JSON_CONTAINS). */
export function containsJson(target: Json, candidate: Json): boolean {
  if (Array.isArray(target)) {
    if (Array.isArray(candidate)) return candidate.every((each) => containsJson(target, each))
    return (
      target.some((element) => !Array.isArray(element) && containsJson(element, candidate)) ||
      target.some((element) => Array.isArray(element) && containsJson(element, candidate))
    )
  }
  if (Array.isArray(candidate)) return false
  if (target instanceof Map) {
    if (!(candidate instanceof Map)) return false
    return [...candidate].every(([key, value]) => {
      const own = target.get(key)
      return own !== undefined && containsJson(own, value)
    })
  }
  return !(candidate instanceof Map) && equalScalars(target, candidate)
}

/** Whether two documents are the same: numbers by their values, objects whatever the order of their members. */
export function equalJson(a: Json, b: Json): boolean {
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((element, i) => equalJson(element, b[i] as Json))
    )
  }
  if (a instanceof Map) {
    return (
      b instanceof Map &&
      a.size === b.size &&
      [...a].every(([key, value]) => {
        const other = b.get(key)
        return other !== undefined && equalJson(value, other)
      })
    )
  }
  return !Array.isArray(b) && !(b instanceof Map) && equalScalars(a, b)
}

function equalScalars(a: Json, b: Json): boolean {
  if (a instanceof JsonNumber && b instanceof JsonNumber) {
    if (a.isInteger && b.isInteger) return BigInt(a.text) === BigInt(b.text)
    return Number(a.text) === Number(b.text)
  }
  return a === b
}

/** A string as what it says, everything else as JSON text. */
export function unquoteJson(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text
  const value = parseJson(text)
  return typeof value === 'string' ? value : formatJson(value)
}
