import type { ResultColumn } from 'sqlexec'

/** A value that is not NULL as text. */
export type ToText = (value: unknown) => string

/**
 * How the values of a column are written, as MySQL does: BOOLEAN as 1 and 0, dates and times as SQL writes them, JSON as
 * JSON, bytes as `0x…`.
 */
export function textConverter({ sqlType, wallClock }: ResultColumn): ToText {
  switch (sqlType.kind) {
    case 'boolean':
      return (value) => (value ? '1' : '0')
    case 'float':
    case 'double':
      return (value) => String(value).replace('e+', 'e')
    case 'datetime':
    case 'timestamp':
      return (value) => dateTimeText(value, sqlType.fsp, wallClock)
    case 'json':
      return (value) => JSON.stringify(value)
    case 'bytes':
      return hexText
    default:
      return anyText
  }
}

function anyText(value: unknown): string {
  return value instanceof Uint8Array ? hexText(value) : String(value)
}

function hexText(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value)
  const hex = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
  return `0x${hex.toUpperCase()}`
}

/**
 * A DATETIME or TIMESTAMP as SQL writes it: `YYYY-MM-DD hh:mm:ss` and the fraction that its type declares, or its milliseconds
 * where they are not zero. Finer types than milliseconds arrive as text already.
 *
 * @param fsp digits of the fraction; `null`: not declared
 */
export function dateTimeText(
  value: unknown,
  fsp: number | null,
  wallClock?: (instant: Date) => Date,
): string {
  if (!(value instanceof Date)) return String(value)
  if (Number.isNaN(value.getTime())) return String(value)
  const shown = wallClock === undefined ? value : wallClock(value)
  // The wall clock stands in the UTC fields. Years beyond four digits take a sign in ISO form.
  const [date, clock] = shown.toISOString().slice(0, -1).split('T')
  const fraction = clock.slice(9)
  const digits = fsp ?? (fraction === '000' ? 0 : 3)
  const text = `${date.replace(/^\+0*/u, '')} ${clock.slice(0, 8)}`
  return digits === 0 ? text : `${text}.${fraction.slice(0, digits)}`
}
