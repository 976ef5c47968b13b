import { type SqlType, unitsPerSecond } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'

/** A value as an error message shows it. */
export function describeValue(value: SqlValue, type: SqlType): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return shorten(value)
  if (typeof value === 'object') return shorten(`0x${Buffer.from(value).toString('hex')}`)
  switch (type.kind) {
    case 'decimal':
      return describeDecimal(BigInt(value), type.scale)
    case 'date':
      return isoText(Number(value) * 86_400_000).slice(0, 10)
    case 'datetime':
    case 'timestamp':
      return isoText(Number(value) / (unitsPerSecond(type) / 1000))
    default:
      return String(value)
  }
}

function shorten(text: string): string {
  return text.length <= 64 ? text : `${text.slice(0, 61)}...`
}

function describeDecimal(unscaled: bigint, scale: number): string {
  const negative = unscaled < 0n
  const digits = String(negative ? -unscaled : unscaled).padStart(scale + 1, '0')
  const point = digits.length - scale
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return negative ? `-${text}` : text
}

function isoText(milliseconds: number): string {
  const date = new Date(milliseconds)
  if (Number.isNaN(date.getTime())) return String(milliseconds)
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$|Z$/, '')
}
