import { describe, expect, test } from 'vitest'
import { ConvertedType, PhysicalType } from '../format/constants.ts'
import { columnStatistics } from './statistics.ts'
import { type OneColumn, oneColumn } from './testing/one-column.ts'

const { INT32, INT64, INT96, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY } = PhysicalType

const of = (options: OneColumn) => columnStatistics(oneColumn(options), 0, 0)

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer)
const int32 = (value: number) => bytesOf(Int32Array.of(value))
const int64 = (value: bigint) => bytesOf(BigInt64Array.of(value))
const double = (value: number) => bytesOf(Float64Array.of(value))
const text = (value: string) => new TextEncoder().encode(value)

describe('values', () => {
  test.each<[string, OneColumn['element'], Uint8Array, Uint8Array, unknown, unknown]>([
    ['INT32', { type: INT32 }, int32(-5), int32(7), -5, 7],
    [
      'UINT_32',
      { type: INT32, convertedType: ConvertedType.UINT_32 },
      int32(5),
      int32(-1),
      5,
      2 ** 32 - 1,
    ],
    ['INT64', { type: INT64 }, int64(-5n), int64(2n ** 60n), -5, 2n ** 60n],
    [
      'UINT_64',
      { type: INT64, convertedType: ConvertedType.UINT_64 },
      int64(1n),
      int64(-1n),
      1,
      2n ** 64n - 1n,
    ],
    ['DOUBLE', { type: DOUBLE }, double(-0.5), double(1e300), -0.5, 1e300],
    ['BYTE_ARRAY', { type: BYTE_ARRAY }, text('a'), text('é'), text('a'), text('é')],
    [
      'DECIMAL',
      {
        type: FIXED_LEN_BYTE_ARRAY,
        typeLength: 3,
        convertedType: ConvertedType.DECIMAL,
        precision: 6,
        scale: 2,
      },
      Uint8Array.of(255, 255, 254),
      Uint8Array.of(0, 1, 0),
      -2,
      256,
    ],
  ])('%s', (_, element, minValue, maxValue, min, max) => {
    expect(of({ element, statistics: { minValue, maxValue } })).toMatchObject({ min, max })
  })
})

describe('bounds that are not to be trusted', () => {
  const bounds = { minValue: int32(1), maxValue: int32(2) }
  const old = { min: int32(1), max: int32(2) }
  const unsigned = { type: INT32, convertedType: ConvertedType.UINT_32 }

  test.each<[string, OneColumn, boolean]>([
    ['deprecated ones of signed integers are', { element: { type: INT32 }, statistics: old }, true],
    ['deprecated ones of unsigned integers', { element: unsigned, statistics: old }, false],
    [
      'deprecated ones of byte strings',
      { element: { type: BYTE_ARRAY }, statistics: { min: text('a'), max: text('b') } },
      false,
    ],
    ['an unknown order', { element: { type: INT32 }, statistics: bounds, order: {} }, false],
    [
      'a known order is',
      { element: { type: INT32 }, statistics: bounds, order: { TYPE_ORDER: {} } },
      true,
    ],
    [
      'fixed-length byte strings without an order',
      {
        element: { type: FIXED_LEN_BYTE_ARRAY, typeLength: 2 },
        statistics: { minValue: text('ab'), maxValue: text('cd') },
      },
      false,
    ],
    [
      'fixed-length byte strings with an order are',
      {
        element: { type: FIXED_LEN_BYTE_ARRAY, typeLength: 2 },
        statistics: { minValue: text('ab'), maxValue: text('cd') },
        order: { TYPE_ORDER: {} },
      },
      true,
    ],
    [
      'the wrong way round',
      { element: { type: INT32 }, statistics: { minValue: int32(3), maxValue: int32(2) } },
      false,
    ],
    [
      'a wrong length',
      { element: { type: INT64 }, statistics: { minValue: int32(1), maxValue: int32(2) } },
      false,
    ],
    [
      'NaN',
      {
        element: { type: DOUBLE },
        statistics: { minValue: double(Number.NaN), maxValue: double(2) },
      },
      false,
    ],
    ['INT96', { element: { type: INT96 }, statistics: { minValue: new Uint8Array(12) } }, false],
    [
      'intervals',
      {
        element: {
          type: FIXED_LEN_BYTE_ARRAY,
          typeLength: 12,
          convertedType: ConvertedType.INTERVAL,
        },
        statistics: { minValue: new Uint8Array(12), maxValue: new Uint8Array(12) },
      },
      false,
    ],
  ])('%s', (_, options, trusted) => {
    const statistics = of(options)
    expect(statistics?.min !== undefined).toBe(trusted)
    expect(statistics?.max !== undefined).toBe(trusted)
  })
})

test('exactness', () => {
  const numbers = { minValue: int32(1), maxValue: int32(2) }
  expect(of({ element: { type: INT32 }, statistics: numbers })).toMatchObject({
    minExact: true,
    maxExact: true,
  })
  const texts = { minValue: text('a'), maxValue: text('b'), isMinValueExact: true }
  expect(of({ element: { type: BYTE_ARRAY }, statistics: texts })).toMatchObject({
    minExact: true,
    maxExact: false,
  })
})

test('counts', () => {
  const element = { type: INT32 }
  expect(of({ element, statistics: { nullCount: 0 } })?.nullCount).toBe(0)
  expect(of({ element, statistics: {} })?.nullCount).toBeUndefined()
  expect(of({ element, statistics: { nullCount: 11 } })?.nullCount).toBeUndefined()
  expect(of({ element, statistics: { distinctCount: -1 } })?.distinctCount).toBeUndefined()
  const required = { type: INT32, repetitionType: 0 } as const
  expect(of({ element: required, statistics: {} })?.nullCount).toBe(0)
  expect(of({ element })).toBeUndefined()
})
