import fc from 'fast-check'
import { dataKind } from '../../format/schema.ts'
import {
  type ColumnEncoding,
  type ColumnSpec,
  type ColumnType,
  columnSpec,
} from '../column-spec.ts'
import { latin1, type ModelValue } from './column-model.ts'

/** A type and the values it may take; edges come often. */
export interface TypeModel {
  readonly type: ColumnType
  readonly values: fc.Arbitrary<ModelValue>
}

const int = (bits: 8 | 16 | 32, signed: boolean): TypeModel => {
  const min = signed ? -(2 ** (bits - 1)) : 0
  const max = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1
  const number = fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max, 0, 1, 7))
  // UINT_32 is 64 bits wide in memory.
  const values = !signed && bits === 32 ? number.map(BigInt) : number
  return { type: { kind: 'int', bits, signed }, values }
}

const bigint = (min: bigint, max: bigint) =>
  fc.oneof(
    fc.bigInt({ min, max }),
    fc.constantFrom(min, max, 0n, 1n),
    fc.bigInt({ min: min < -1000n ? -1000n : min, max: 1000n }),
  )

const int64 = bigint(-(2n ** 63n), 2n ** 63n - 1n)

const decimal = (precision: number, scale: number): TypeModel => {
  const max = 10n ** BigInt(precision) - 1n
  const values = precision <= 9 ? bigint(-max, max).map(Number) : bigint(-max, max)
  return { type: { kind: 'decimal', precision, scale }, values }
}

const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('', 'a', 'aa', 'ab', 'zz', '\u{10ffff}', '😀', 'ß', '\u0000'),
    fc.string({ minLength: 60, maxLength: 150 }),
  )
  .map(latin1)

const bytes = (constraints: { minLength?: number; maxLength?: number }) =>
  fc.uint8Array(constraints).map((value) => Buffer.from(value).toString('latin1'))

const specials = [NaN, Infinity, -Infinity, 0, -0, 1]
const halves = [65504, -65504, 0.5, -0.25, 2 ** -24, -(2 ** -14), 3.140625]

export const typeModels: readonly TypeModel[] = [
  { type: { kind: 'boolean' }, values: fc.integer({ min: 0, max: 1 }) },
  int(8, true),
  int(16, true),
  int(32, true),
  int(8, false),
  int(16, false),
  int(32, false),
  { type: { kind: 'int', bits: 64, signed: true }, values: int64 },
  { type: { kind: 'int', bits: 64, signed: false }, values: bigint(0n, 2n ** 64n - 1n) },
  { type: { kind: 'float' }, values: fc.oneof(fc.float(), fc.constantFrom(...specials)) },
  { type: { kind: 'float16' }, values: fc.constantFrom(...specials, ...halves) },
  { type: { kind: 'double' }, values: fc.oneof(fc.double(), fc.constantFrom(...specials)) },
  decimal(4, 2),
  decimal(18, 3),
  decimal(19, 0),
  decimal(38, 10),
  { type: { kind: 'date' }, values: fc.integer({ min: -700_000, max: 2_900_000 }) },
  {
    type: { kind: 'time', unit: 'micros', utc: false },
    values: fc.bigInt({ min: 0n, max: 86_399_999_999n }),
  },
  {
    type: { kind: 'timestamp', unit: 'micros', utc: false },
    values: fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
  },
  {
    type: { kind: 'timestamp', unit: 'millis', utc: true },
    values: fc.bigInt({ min: -(2n ** 50n), max: 2n ** 50n }),
  },
  { type: { kind: 'string' }, values: text },
  { type: { kind: 'json' }, values: fc.json().map(latin1) },
  { type: { kind: 'bytes' }, values: bytes({ maxLength: 20 }) },
  { type: { kind: 'uuid' }, values: bytes({ minLength: 16, maxLength: 16 }) },
  { type: { kind: 'fixed', length: 5 }, values: bytes({ minLength: 5, maxLength: 5 }) },
]

export interface ModelColumn {
  readonly spec: ColumnSpec
  readonly dataKind: ReturnType<typeof dataKind>
  readonly values: fc.Arbitrary<ModelValue>
}

/**
 * A column of a random type, nullability, encoding and, now and then, of lists.
 *
 * @param splitAll whether BYTE_STREAM_SPLIT may stand on fixed byte strings; DuckDB reads it of
 *   floats only
 */
export function modelColumn(name: string, splitAll = true): fc.Arbitrary<ModelColumn> {
  return fc
    .record({
      model: fc.constantFrom(...typeModels),
      nullable: fc.boolean(),
      list: fc.option(fc.record({ elementNullable: fc.boolean() }), { nil: undefined, freq: 5 }),
      layout: fc.constantFrom('auto' as const, 'compact' as const, 'measured' as const),
      bloomFilter: fc.boolean(),
      pool: fc.boolean(),
    })
    .chain(({ model, nullable, list, layout, bloomFilter, pool }) => {
      const { type } = model
      const spec = columnSpec(name, type, {
        nullable,
        list,
        encoding: layout === 'compact' ? compactEncoding(type, splitAll) : layout,
        bloomFilter: bloomFilter && type.kind !== 'boolean',
      })
      return columnValues(model.values, pool).map((values) => ({
        spec,
        dataKind: dataKind(spec.physicalType, spec.logical),
        values: withNulls(spec, values),
      }))
    })
}

/** Values of the whole range, or drawn from a few of it, so that dictionaries and runs occur. */
function columnValues(values: fc.Arbitrary<ModelValue>, pool: boolean) {
  if (!pool) return fc.constant(values)
  return fc
    .array(values, { minLength: 1, maxLength: 4 })
    .map((entries): fc.Arbitrary<ModelValue> => fc.constantFrom(...entries))
}

function withNulls(spec: ColumnSpec, values: fc.Arbitrary<ModelValue>): fc.Arbitrary<ModelValue> {
  const { list, nullable } = spec
  if (list === undefined) return nullable ? fc.option(values) : values
  const elements = list.elementNullable ? fc.option(values) : values
  const lists = fc.array(elements, { maxLength: 5 })
  return nullable ? fc.option(lists) : lists
}

function compactEncoding(type: ColumnType, splitAll: boolean): ColumnEncoding {
  switch (type.kind) {
    case 'boolean':
    case 'float16':
      return 'plain'
    case 'float':
    case 'double':
      return 'byte_stream_split'
    case 'uuid':
    case 'fixed':
      return splitAll ? 'byte_stream_split' : 'delta_byte_array'
    case 'json':
      return 'delta_byte_array'
    case 'decimal':
      if (type.precision <= 18) return 'delta'
      return splitAll ? 'byte_stream_split' : 'plain'
    default:
      return 'delta'
  }
}
