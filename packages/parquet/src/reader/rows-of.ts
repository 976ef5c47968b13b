import { bitAt } from '../bitmap.ts'
import type { BytesData, ColumnData } from '../column-data.ts'
import { PhysicalType } from '../format/constants.ts'
import type { LogicalKind, Unit } from '../format/logical.ts'
import type { ColumnSchema } from '../format/schema.ts'
import type { TableBatch } from './read-table.ts'

/** A value as JavaScript has it. */
export type RowValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly RowValue[]

export type Row = Record<string, RowValue>

/**
 * The rows of a batch as objects, for where convenience counts more than speed. The type of a value follows from its column's
 * alone:
 *
 * - integers of up to 32 bits and floating-point numbers: numbers; integers of 64 bits: bigints
 * - decimals: strings, such as `'-0.50'`, which lose no digit
 * - dates and timestamps: `Date`, to the millisecond; the integer of the column where a `Date` does not reach so far
 * - times of day: integers of the column's unit
 * - text, JSON, enumerations and UUIDs: strings; other byte strings: `Uint8Array`
 * - lists: arrays
 *
 * Of columns with the same name the later ones get a number: `a`, `a_1`.
 */
export function* rowsOf({ columns, rowCount }: TableBatch): Generator<Row, void, undefined> {
  const names = distinctNames(columns.map(({ schema }) => schema.name))
  const getters = columns.map(({ schema, data }) => valueGetter(schema, data))
  for (let row = 0; row < rowCount; row++) {
    const result: Row = {}
    for (let i = 0; i < names.length; i++) {
      if (names[i] === '__proto__') defineValue(result, names[i], getters[i](row))
      else result[names[i]] = getters[i](row)
    }
    yield result
  }
}

function defineValue(row: Row, name: string, value: RowValue): void {
  Object.defineProperty(row, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

function distinctNames(names: readonly string[]): string[] {
  const taken = new Set(names)
  const seen = new Set<string>()
  return names.map((name) => {
    let distinct = name
    for (let i = 1; seen.has(distinct) || (distinct !== name && taken.has(distinct)); i++) {
      distinct = `${name}_${i}`
    }
    seen.add(distinct)
    return distinct
  })
}

type Getter = (row: number) => RowValue

function valueGetter(schema: ColumnSchema, data: ColumnData): Getter {
  const get = presentGetter(schema, data)
  const { validity } = data
  return validity === null ? get : (row) => (bitAt(validity, row) ? get(row) : null)
}

function presentGetter(schema: ColumnSchema, data: ColumnData): Getter {
  switch (data.kind) {
    case 'boolean':
      return (row) => data.values[row] === 1
    case 'float':
    case 'double':
      return (row) => data.values[row]
    case 'int32':
      return integerGetter(schema, (row) => data.values[row])
    case 'int64':
      return integerGetter(schema, (row) => data.values[row])
    case 'wide':
      return integerGetter(schema, (row) => (data.high[row] << 64n) + data.low[row])
    case 'bytes':
      return bytesGetter(schema.logical, data)
    case 'dictionary': {
      const entry = bytesGetter(schema.logical, data.dictionary)
      const { codes } = data
      if (!isText(schema.logical)) return (row) => entry(codes[row])
      const texts = Array.from({ length: data.dictionary.length }, (_, code) => entry(code))
      return (row) => texts[codes[row]]
    }
    default: {
      const item = valueGetter(schema, data.elements)
      return (row) => {
        const items: RowValue[] = []
        for (let i = data.offsets[row]; i < data.offsets[row + 1]; i++) items.push(item(i))
        return items
      }
    }
  }
}

const millisecondsPerDay = 86_400_000
const unitsPerMillisecond: Readonly<Record<Unit, number>> = { millis: 1, micros: 1e3, nanos: 1e6 }

function integerGetter(
  { logical, physicalType }: ColumnSchema,
  get: (row: number) => number | bigint,
): Getter {
  switch (logical.kind) {
    case 'decimal':
      return (row) => decimalText(BigInt(get(row)), logical.scale)
    case 'date':
      return (row) => dateOr(get(row), Number(get(row)) * millisecondsPerDay)
    case 'timestamp': {
      const units = unitsPerMillisecond[logical.unit]
      return (row) => dateOr(get(row), millisecondsOf(get(row), units))
    }
    case 'time':
      return get
    default: {
      // UINT_32 is wider in memory than in the file.
      const isLong = physicalType === PhysicalType.INT64
      return isLong ? (row) => BigInt(get(row)) : get
    }
  }
}

/** Rounded down, so that a time before 1970 stays within its millisecond. */
function millisecondsOf(value: number | bigint, units: number): number {
  if (typeof value === 'number') return Math.floor(value / units)
  const divisor = BigInt(units)
  const quotient = value / divisor
  return Number(value % divisor < 0n ? quotient - 1n : quotient)
}

function dateOr(value: number | bigint, milliseconds: number): RowValue {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? value : date
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  const point = digits.length - scale
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

function isText({ kind }: LogicalKind): boolean {
  return kind === 'string' || kind === 'enum' || kind === 'json' || kind === 'uuid'
}

/** Keeps U+FEFF at the start of a text. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function bytesGetter(logical: LogicalKind, { bytes, offsets }: BytesData): Getter {
  // Copies: a view would keep the whole column alive, and decoders refuse views of shared memory.
  const copy = (row: number) => bytes.slice(offsets[row], offsets[row + 1])
  if (!isText(logical)) return copy
  if (logical.kind === 'uuid') return (row) => uuidText(copy(row))
  const isShared = !(bytes.buffer instanceof ArrayBuffer)
  if (isShared) return (row) => decoder.decode(Uint8Array.from(copy(row)))
  return (row) => decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]))
}

function uuidText(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
