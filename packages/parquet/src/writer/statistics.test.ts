import { beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { BoundaryOrder } from '../format/constants.ts'
import { dataKind } from '../format/schema.ts'
import { encodeColumnChunk } from './chunk-encoder.ts'
import { type ColumnType, columnSpec } from './column-spec.ts'
import type { EncodeOptions } from './options.ts'
import { latin1, type ModelValue, toData } from './testing/column-model.ts'

beforeAll(initCodecs)

function chunk(type: ColumnType, values: ModelValue[], options: EncodeOptions = {}) {
  const spec = columnSpec('c', type)
  const data = toData(spec, dataKind(spec.physicalType, spec.logical), values)
  return encodeColumnChunk(spec, data, options)
}

function statistics(type: ColumnType, values: ModelValue[], options: EncodeOptions = {}) {
  return chunk(type, values, options).metaData.statistics!
}

const utf8 = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('utf8')
const doubles = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer)

describe('long bounds are cut and still enclose the values', () => {
  const long = 'é'.repeat(40)

  test('text between characters', () => {
    const { minValue, maxValue, isMinValueExact, isMaxValueExact } = statistics(
      { kind: 'string' },
      [latin1(`a${long}`)],
    )
    // 64 bytes would cut the 32nd of the two-byte characters behind the first byte.
    expect(utf8(minValue)).toBe(`a${'é'.repeat(31)}`)
    expect(utf8(maxValue)).toBe(`a${'é'.repeat(30)}ê`)
    expect([isMinValueExact, isMaxValueExact]).toEqual([false, false])
  })

  test('characters without successor are left out, the surrogates jumped over', () => {
    const last = '\u{10ffff}'
    expect(utf8(statistics({ kind: 'string' }, [latin1(`b${last.repeat(20)}`)]).maxValue)).toBe('c')
    const mark = `${'x'.repeat(61)}\ufeffyyy`
    expect(utf8(statistics({ kind: 'string' }, [latin1(mark)]).maxValue)).toBe(
      `${'x'.repeat(61)}\uff00`,
    )
    const beforeSurrogates = `${'x'.repeat(61)}\ud7ffyyy`
    expect(utf8(statistics({ kind: 'string' }, [latin1(beforeSurrogates)]).maxValue)).toBe(
      `${'x'.repeat(61)}\ue000`,
    )
  })

  test('a value that nothing short exceeds is kept whole', () => {
    const value = latin1('\u{10ffff}'.repeat(20))
    const { maxValue, isMaxValueExact } = statistics({ kind: 'string' }, [value])
    expect([maxValue?.length, isMaxValueExact]).toEqual([80, true])
  })

  test('a bound that is long whichever way is left out', () => {
    const value = '\xff'.repeat(5000)
    const { columnIndex, metaData } = chunk({ kind: 'bytes' }, ['a', value])
    const { minValue, maxValue, isMaxValueExact } = metaData.statistics!
    expect([utf8(minValue), maxValue, isMaxValueExact]).toEqual(['a', undefined, undefined])
    expect(columnIndex).toBeUndefined()
    const wide = chunk({ kind: 'fixed', length: 5000 }, [value])
    expect(wide.metaData.statistics).toEqual({ nullCount: 0 })
    expect(wide.columnIndex).toBeUndefined()
  })

  test('bytes', () => {
    const value = `a${'\xff'.repeat(70)}`
    const { minValue, maxValue } = statistics({ kind: 'bytes' }, [value])
    expect(Buffer.from(minValue!).toString('latin1')).toBe(value.slice(0, 64))
    expect(Buffer.from(maxValue!).toString('latin1')).toBe('b')
    const all = '\xff'.repeat(70)
    expect(statistics({ kind: 'bytes' }, [all]).isMaxValueExact).toBe(true)
  })

  test('text that is no UTF-8', () => {
    const { maxValue } = statistics({ kind: 'string' }, ['\x80'.repeat(70)])
    expect(Buffer.from(maxValue!).toString('latin1')).toBe(`${'\x80'.repeat(63)}\x81`)
  })
})

test('infinities are bounds, NaN forbids them and is counted', () => {
  const infinite = statistics({ kind: 'double' }, [Infinity, -Infinity, null])
  expect([infinite.minValue, infinite.maxValue]).toEqual([doubles(-Infinity), doubles(Infinity)])
  expect(infinite.nanCount).toBe(0)
  for (const kind of ['float', 'double'] as const) {
    const values = [...new Array(20).fill(1), NaN, 2, NaN]
    const { minValue, maxValue, nanCount } = statistics({ kind }, values, { pageRows: 8 })
    expect([minValue, maxValue, nanCount]).toEqual([undefined, undefined, 2])
  }
})

describe('half floats', () => {
  const half = (...bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer)

  test('are ordered as numbers, zeros widened to both', () => {
    const mixed = statistics({ kind: 'float16' }, [1, -2, 0.5, -0.25, null])
    expect([mixed.minValue, mixed.maxValue]).toEqual([half(0xc000), half(0x3c00)])
    const negative = statistics({ kind: 'float16' }, [-1, -Infinity])
    expect([negative.minValue, negative.maxValue]).toEqual([half(0xfc00), half(0xbc00)])
    for (const zero of [0, -0]) {
      const zeros = statistics({ kind: 'float16' }, [zero])
      expect([zeros.minValue, zeros.maxValue]).toEqual([half(0x8000), half(0)])
    }
  })

  test('have none with a NaN, by pages the order of the pages', () => {
    const { minValue, maxValue, nanCount } = statistics({ kind: 'float16' }, [1, NaN, NaN])
    expect([minValue, maxValue, nanCount]).toEqual([undefined, undefined, 2])
    const rising = Array.from({ length: 30 }, (_, i) => i - 15)
    const { columnIndex, metaData } = chunk({ kind: 'float16' }, rising, { pageRows: 8 })
    expect(columnIndex?.boundaryOrder).toBe(BoundaryOrder.ASCENDING)
    expect(metaData.statistics?.minValue).toEqual(half(0xcb80))
  })
})

test('the distinct count is told where a dictionary knows it', () => {
  const values = Array.from({ length: 1000 }, (_, i) => ['red', 'green', null][i % 3])
  expect(statistics({ kind: 'string' }, values)).toMatchObject({ distinctCount: 2, nullCount: 333 })
  const distinct = Array.from({ length: 1000 }, (_, i) => `${i}`)
  expect(statistics({ kind: 'string' }, distinct).distinctCount).toBeUndefined()
})

test('types without order have no bounds', () => {
  for (const kind of ['geometry', 'geography'] as const) {
    const { minValue, maxValue, nullCount } = statistics({ kind }, ['abc', null])
    expect([minValue, maxValue, nullCount]).toEqual([undefined, undefined, 1])
  }
  const interval = 'x'.repeat(12)
  expect(statistics({ kind: 'interval' }, [interval]).minValue).toBeUndefined()
})

describe('the column index', () => {
  const index = (type: ColumnType, values: ModelValue[]) =>
    chunk(type, values, { pageRows: 8 }).columnIndex

  const integers = { kind: 'int', bits: 64, signed: true } as const

  test('has bounds, NULL pages and counts per page', () => {
    const nulls = new Array(8).fill(null)
    const found = index({ kind: 'double' }, [1, 2, 3, 3, 3, 3, 3, null, ...nulls, 7])!
    expect(found).toEqual({
      nullPages: [false, true, false],
      minValues: [doubles(1), new Uint8Array(), doubles(7)],
      maxValues: [doubles(3), new Uint8Array(), doubles(7)],
      boundaryOrder: BoundaryOrder.ASCENDING,
      nullCounts: [1, 8, 0],
      nanCounts: [0, 0, 0],
    })
  })

  test('tells the order of the pages', () => {
    const rising = Array.from({ length: 30 }, (_, i) => BigInt(i) - 15n)
    expect(index(integers, rising)?.boundaryOrder).toBe(BoundaryOrder.ASCENDING)
    expect(index(integers, [...rising].reverse())?.boundaryOrder).toBe(BoundaryOrder.DESCENDING)
    expect(index(integers, [...rising, ...rising])?.boundaryOrder).toBe(BoundaryOrder.UNORDERED)
    const unsigned = { kind: 'int', bits: 64, signed: false } as const
    const high = rising.map((value) => value + 2n ** 63n)
    expect(index(unsigned, high)?.boundaryOrder).toBe(BoundaryOrder.ASCENDING)
    const decimals = rising.map((value) => value * 10n ** 30n)
    const wide = { kind: 'decimal', precision: 38, scale: 0 } as const
    expect(index(wide, decimals)?.boundaryOrder).toBe(BoundaryOrder.ASCENDING)
    const words = rising.map((value) => `w${20n + value}`).sort()
    expect(index({ kind: 'string' }, words)?.boundaryOrder).toBe(BoundaryOrder.ASCENDING)
    const floats = rising.map(Number)
    expect(index({ kind: 'float' }, floats)?.boundaryOrder).toBe(BoundaryOrder.ASCENDING)
  })

  test('is left out where a page has values but no bounds', () => {
    const ones = new Array(8).fill(1)
    expect(index({ kind: 'double' }, [...ones, NaN])).toBeUndefined()
    expect(index({ kind: 'geometry' }, ['a'])).toBeUndefined()
  })
})

test('bounds of dictionary pages are those of the values in the page', () => {
  const values = Array.from({ length: 64 }, (_, i) => (i < 8 ? 'bb' : i < 16 ? 'aa' : 'cc'))
  const { columnIndex, metaData } = chunk({ kind: 'string' }, values, { pageRows: 8 })
  expect(metaData.dictionaryPageOffset).toBe(0)
  expect(columnIndex?.minValues.slice(0, 3).map(utf8)).toEqual(['bb', 'aa', 'cc'])
  expect(columnIndex?.maxValues.slice(0, 3).map(utf8)).toEqual(['bb', 'aa', 'cc'])
})
