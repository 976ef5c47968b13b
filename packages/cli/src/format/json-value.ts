import type { ResultColumn } from 'sqlexec'
import { dateTimeText } from './value-text.ts'

/**
 * How the values of a column are written in JSON. Nothing is lost: integers are number literals with all their digits, DECIMAL
 * with a scale is a string, dates and times are the texts that SQL writes, bytes are base64, and the doubles that JSON has no
 * number for are the strings `NaN`, `Infinity` and `-Infinity`.
 */
function jsonConverter({ sqlType, wallClock }: ResultColumn): (value: unknown) => string {
  switch (sqlType.kind) {
    case 'integer':
    case 'decimal':
      return (value) => (typeof value === 'string' ? JSON.stringify(value) : String(value))
    case 'float':
    case 'double':
      return (value) => (Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`)
    case 'datetime':
    case 'timestamp':
      return (value) => JSON.stringify(dateTimeText(value, sqlType.fsp, wallClock))
    case 'bytes':
      return (value) => JSON.stringify(base64(value))
    default:
      return (value) => JSON.stringify(value)
  }
}

function base64(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
}

/** Makes rows JSON objects. Columns of one name all appear; readers of JSON take the last one. */
export function jsonObjectWriter(
  columns: readonly ResultColumn[],
): (row: readonly unknown[]) => string {
  const converters = columns.map(jsonConverter)
  const keys = columns.map(({ name }, i) => `${i === 0 ? '' : ','}${JSON.stringify(name)}:`)
  return (row) => {
    let text = '{'
    for (let i = 0; i < keys.length; i++) {
      text += keys[i] + (row[i] === null ? 'null' : converters[i](row[i]))
    }
    return `${text}}`
  }
}
