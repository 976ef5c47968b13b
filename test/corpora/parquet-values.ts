import type { ColumnSchema } from '@sqlexec/parquet'

const decoder = new TextDecoder()

const millisecondsPer = { millis: 1n, micros: 1_000n, nanos: 1_000_000n }

/**
 * A raw value as plain JSON: dates and times of day in ISO form to the millisecond, decimals and integers as
 * numbers, byte strings as text where the type says text and as arrays of bytes where not.
 */
export function jsonValue(raw: unknown, schema: ColumnSchema): unknown {
  const { logical } = schema
  if (raw === null) return null
  if (Array.isArray(raw)) return raw.map((item) => jsonValue(item, schema))
  if (raw instanceof Uint8Array) {
    if (logical.kind === 'json') return JSON.parse(decoder.decode(raw))
    if (logical.kind === 'uuid') return uuidText(raw)
    const isText = logical.kind === 'string' || logical.kind === 'enum'
    return isText ? decoder.decode(raw) : [...raw]
  }
  if (typeof raw === 'boolean') return raw
  const number = Number(raw)
  if (logical.kind === 'decimal') return number * 10 ** -logical.scale
  if (logical.kind === 'date') return new Date(number * 86_400_000).toISOString()
  if (logical.kind === 'timestamp') {
    return new Date(Number(BigInt(raw as number) / millisecondsPer[logical.unit])).toISOString()
  }
  if (Number.isNaN(number)) return null
  return Object.is(number, -0) ? 0 : number
}

function uuidText(bytes: Uint8Array): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
