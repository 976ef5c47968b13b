import type { SqlValue } from '../types/value.ts'
import { type ColumnVector, isValid } from '../vector/column-vector.ts'
import { valueAt } from '../vector/value-at.ts'

/** What an index takes of a value: the first `length` characters of a text, or bytes. */
export function keyPrefix(value: SqlValue, length: number): SqlValue {
  if (typeof value === 'string') return firstCharacters(value, length)
  return value instanceof Uint8Array && value.length > length ? value.slice(0, length) : value
}

function firstCharacters(text: string, length: number): string {
  if (text.length <= length) return text
  let end = 0
  for (let i = 0; i < length && end < text.length; i++) {
    end += text.codePointAt(end)! > 0xffff ? 2 : 1
  }
  return text.slice(0, end)
}

/** The same of the first `rowCount` rows of a column. */
export function prefixVector(
  vector: ColumnVector,
  rowCount: number,
  length: number,
  textual: boolean,
): ColumnVector {
  const values: (string | Uint8Array)[] = new Array(rowCount).fill('')
  const known = vector.kind === 'dictionary' ? new Map<number, string | Uint8Array>() : null
  for (let row = 0; row < rowCount; row++) {
    if (!isValid(vector.validity, row)) continue
    const code = vector.kind === 'dictionary' ? vector.codes[row] : -1
    const value =
      known?.get(code) ?? (keyPrefix(valueAt(vector, row, textual), length) as string | Uint8Array)
    known?.set(code, value)
    values[row] = value
  }
  return { kind: 'values', length: rowCount, validity: vector.validity, values }
}
