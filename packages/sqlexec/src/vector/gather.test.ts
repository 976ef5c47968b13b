import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalType, isTextual, type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { columnBuilder } from './column-builder.ts'
import type { BytesVector, ColumnVector } from './column-vector.ts'
import { dictionaryEncoded } from './dictionary-encode.ts'
import { gather } from './gather.ts'
import { valueAt } from './value-at.ts'

const cases: [string, SqlType, fc.Arbitrary<SqlValue>][] = [
  ['boolean', types.boolean, fc.constantFrom(0, 1)],
  ['int32', types.int, fc.integer()],
  ['safe int64', types.bigint, fc.maxSafeInteger()],
  ['int64', types.bigint, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(normalize)],
  ['uint64', types.unsignedBigint, fc.bigInt(0n, 2n ** 64n - 1n).map(normalize)],
  ['wide', decimalType(38, 2), fc.bigInt(-(10n ** 38n), 10n ** 38n).map(normalize)],
  ['float', types.float, fc.float()],
  ['double', types.double, fc.double()],
  ['text', types.text, fc.string({ unit: 'binary' })],
  ['bytes', types.blob, fc.uint8Array({ maxLength: 40 })],
]

function normalize(value: bigint): SqlValue {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function build(type: SqlType, values: readonly SqlValue[]): ColumnVector {
  const builder = columnBuilder(type)
  for (const [row, value] of values.entries()) builder.set(row, value)
  return builder.vector(values.length)
}

function valuesOf(vector: ColumnVector, type: SqlType): SqlValue[] {
  return Array.from({ length: vector.length }, (_, row) => valueAt(vector, row, isTextual(type)))
}

describe.each(cases)('%s', (_name, type, value) => {
  const column = fc.array(fc.option(value), { maxLength: 200 })

  it('is built as given, and a vector taken earlier stays as it was', () => {
    fc.assert(
      fc.property(column, fc.nat(), (values, cut) => {
        const builder = columnBuilder(type)
        const half = values.length === 0 ? 0 : cut % values.length
        for (const [row, value] of values.slice(0, half).entries()) builder.set(row, value)
        const early = builder.vector(half)
        values.forEach((value, row) => {
          if (row >= half) builder.set(row, value)
        })
        expect(valuesOf(early, type)).toEqual(values.slice(0, half))
        expect(valuesOf(builder.vector(values.length), type)).toEqual(values)
        for (const [row, value] of values.entries()) expect(builder.get(row)).toEqual(value)
      }),
      { seed: 1 },
    )
  })

  it('is gathered from several vectors, whole and in part, and gathered again', () => {
    const part = fc.tuple(column, fc.option(fc.array(fc.nat(), { maxLength: 50 })))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const expected: SqlValue[] = []
        const inputs = parts.map(([values, picks]) => {
          const rows =
            picks === null ? null : Int32Array.from(picks.map((pick) => pick % values.length))
          const chosen =
            values.length === 0 ? [] : rows === null ? values : [...rows].map((row) => values[row])
          expected.push(...chosen)
          return {
            vector: build(type, values),
            rows: values.length === 0 ? null : rows,
            count: chosen.length,
          }
        })
        const gathered = gather(inputs, type)
        expect(valuesOf(gathered, type)).toEqual(expected)
        if (gathered.validity !== null) expect(expected).toContain(null)
        const reversed = Int32Array.from(expected, (_, i) => expected.length - 1 - i)
        const again = gather([{ vector: gathered, rows: reversed, count: expected.length }], type)
        expect(valuesOf(again, type)).toEqual([...expected].reverse())
      }),
      { seed: 2 },
    )
  })
})

describe('a dictionary', () => {
  const encode = (values: SqlValue[]) => {
    const bytes = gather(
      [{ vector: build(types.text, values), rows: null, count: values.length }],
      types.text,
    )
    return dictionaryEncoded(bytes as BytesVector)
  }

  it('is made where values repeat, with distinct entries', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom('', 'a', 'b', 'ab', 'é', '𝄞')), { minLength: 20 }),
        (values) => {
          const vector = encode(values)
          expect(valuesOf(vector, types.text)).toEqual(values)
          if (vector.kind !== 'dictionary') return
          const entries = valuesOf(vector.dictionary, types.text)
          expect(new Set(entries).size).toBe(entries.length)
        },
      ),
      { seed: 3 },
    )
  })

  it('is not made where they do not', () => {
    expect(encode(Array.from({ length: 5000 }, (_, i) => `v${i}`)).kind).toBe('bytes')
    const many = encode(Array.from({ length: 5000 }, (_, i) => `v${i % 2000}`))
    expect(many.kind).toBe('dictionary')
    expect(valuesOf(many, types.text)[4321]).toBe('v321')
  })

  it('stays one when its rows are gathered', () => {
    const vector = encode(Array.from({ length: 100 }, (_, i) => `v${i % 5}`))
    const gathered = gather([{ vector, rows: Int32Array.of(7, 0, 99), count: 3 }], types.text)
    expect(gathered.kind).toBe('dictionary')
    expect(valuesOf(gathered, types.text)).toEqual(['v2', 'v0', 'v4'])
  })
})

it('mends text that UTF-8 cannot hold, and keeps bytes from being changed later', () => {
  const mine = Buffer.from([1, 2, 3])
  const builder = columnBuilder(types.blob)
  builder.set(0, mine)
  mine[0] = 9
  expect(builder.get(0)).toEqual(Uint8Array.of(1, 2, 3))
  const text = columnBuilder(types.text)
  text.set(0, 'a\ud800b')
  expect(text.get(0)).toBe('a\ufffdb')
})
