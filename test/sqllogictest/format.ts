import { createHash } from 'node:crypto'
import type { SortMode } from './parser.ts'

/**
 * A result as sqllogictest writes it: every value one text, row after row, sorted as asked. `types` has one letter per
 * column.
 */
export function formatRows(
  rows: readonly (readonly unknown[])[],
  types: string,
  sort: SortMode,
): string[] {
  const texts = rows.map((row) => row.map((value, i) => formatValue(value, types[i])))
  if (sort === 'rowsort') texts.sort(compareRows)
  const values = texts.flat()
  if (sort === 'valuesort') values.sort(compareTexts)
  return values
}

/** The MD5 of the values, each followed by a newline. */
export function hashValues(values: readonly string[]): string {
  const hash = createHash('md5')
  for (const value of values) hash.update(value).update('\n')
  return hash.digest('hex')
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareRows(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareTexts(a[i], b[i])
    if (order !== 0) return order
  }
  return 0
}

function formatValue(value: unknown, type: string): string {
  if (value === null || value === undefined) return 'NULL'
  if (type === 'T') return formatText(textOf(value))
  const number = numberOf(value)
  if (type === 'R') return typeof number === 'bigint' ? `${number}.000` : formatReal(number)
  return typeof number === 'bigint' ? String(number) : formatInteger(number)
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (value instanceof Date)
    return value
      .toISOString()
      .replace('T', ' ')
      .replace(/\.000Z$|Z$/, '')
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  return String(value)
}

/** Control characters would break the line format; like the original we write `@` for them. */
function formatText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text === '' ? '(empty)' : text.replace(/[\x00-\x1f\x7f]/g, '@')
}

/** Texts count as the number that they begin with, as in C, and as 0 where they begin with none. */
function numberOf(value: unknown): number | bigint {
  if (typeof value === 'bigint' || typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const text = textOf(value)
  if (/^[+-]?\d+$/.test(text)) return BigInt(text)
  const number = Number.parseFloat(text)
  return Number.isNaN(number) ? 0 : number
}

function formatInteger(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const whole = Math.trunc(value)
  return Number.isSafeInteger(whole) ? String(whole === 0 ? 0 : whole) : String(BigInt(whole))
}

/** Three decimals, an exact half to the even neighbour, as C's printf does. */
function formatReal(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}.000`
  // Only multiples of 1/16 can lie exactly between two thousandths.
  const halves = value * 2000
  if (Number.isInteger(value * 16) && Number.isSafeInteger(halves) && halves % 2 !== 0) {
    const below = Math.floor(halves / 2)
    return ((below % 2 === 0 ? below : below + 1) / 1000).toFixed(3)
  }
  return value.toFixed(3)
}
