import { beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import type { ColumnData } from '../column-data.ts'
import { encodeColumnChunk } from './chunk-encoder.ts'
import { type ColumnType, columnSpec } from './column-spec.ts'
import { bytesData } from './testing/column-model.ts'

beforeAll(initCodecs)

const int = (bits: 32 | 64, signed = true): ColumnType => ({ kind: 'int', bits, signed })
const string: ColumnType = { kind: 'string' }

/** Encodes what TypeScript would not let pass. */
function encode(type: ColumnType, data: object, list?: { elementNullable: boolean }) {
  const whole = { length: 2, validity: null, ...data } as ColumnData
  return encodeColumnChunk(columnSpec('c', type, { list }), whole)
}

const bytes = (offsets: number[], length = offsets.length - 1) => ({
  kind: 'bytes',
  length,
  offsets: Uint32Array.from(offsets),
  bytes: new Uint8Array(4),
})

describe('arrays of another class or too short', () => {
  test.each<[string, ColumnType, object]>([
    ['doubles for INT32', int(32), { kind: 'int32', values: Float64Array.of(1, 2) }],
    ['a plain array', int(32), { kind: 'int32', values: [1, 2] }],
    ['a view that is shorter than its buffer', int(32), view(1)],
    ['floats for DOUBLE', { kind: 'double' }, { kind: 'double', values: Float32Array.of(1, 2) }],
    ['INT32 for INT64', int(64), { kind: 'int64', values: Int32Array.of(1, 2) }],
    ['booleans by words', { kind: 'boolean' }, { kind: 'boolean', values: Int32Array.of(1, 0) }],
    ['a short bitmap', int(32), { ...view(20), length: 20, validity: Uint8Array.of(255) }],
    ['no bitmap', int(32), { ...view(2), validity: undefined }],
    ['no length', int(32), { ...view(2), length: Number.NaN }],
    ['half a row', int(32), { ...view(2), length: 1.5 }],
    ['too few offsets', string, bytes([0, 2], 2)],
    ['text for bytes', string, { ...bytes([0, 1, 2]), bytes: 'abcd' }],
    ['no dictionary', string, { kind: 'dictionary', codes: Uint8Array.of(0, 0) }],
    ['a kind that there is not', string, { kind: 'text' }],
  ])('%s', (_, type, data) => {
    expect(() => encode(type, data)).toThrow(TypeError)
    expect(() => encode(type, data)).toThrow(/column c/)
  })

  function view(length: number) {
    return { kind: 'int32', values: new Int32Array(100).subarray(0, length) }
  }
})

describe('values and offsets out of range', () => {
  test.each<[string, ColumnType, object]>([
    ['NaN', int(64), { kind: 'int64', values: Float64Array.of(1, NaN) }],
    ['a fraction', int(64), { kind: 'int64', values: Float64Array.of(1, 1.5) }],
    ['2^53, which may have been rounded', int(64), double(2 ** 53)],
    ['2^63 for INT64', int(64), { kind: 'int64', values: BigUint64Array.of(1n, 1n << 63n) }],
    ['2^63 for INT32', int(32), { kind: 'int64', values: BigUint64Array.of(1n, (1n << 64n) - 1n) }],
    ['−1 for UINT_64', int(64, false), { kind: 'int64', values: BigInt64Array.of(1n, -1n) }],
    ['−1 as a double for UINT_64', int(64, false), double(-1)],
    ['−1 for UINT_32', int(32, false), { kind: 'int32', values: Int32Array.of(1, -1) }],
    ['a boolean 2', { kind: 'boolean' }, { kind: 'boolean', values: Uint8Array.of(1, 2) }],
    ['offsets that descend', string, bytes([0, 3, 1])],
    ['offsets beyond the bytes', string, bytes([0, 3, 9])],
  ])('%s', (_, type, data) => {
    expect(() => encode(type, data)).toThrow(RangeError)
  })

  function double(value: number) {
    return { kind: 'int64', values: Float64Array.of(1, value) }
  }
})

test('lists whose offsets do not fit their elements', () => {
  const elements = { kind: 'int32', length: 3, validity: null, values: new Int32Array(3) }
  const list = (...offsets: number[]) =>
    encode(
      int(32),
      { kind: 'list', offsets: Uint32Array.from(offsets), elements },
      { elementNullable: true },
    )
  expect(list(0, 2, 3).rowCount).toBe(2)
  // Elements that no list holds are nobody's.
  expect(list(1, 2, 2).metaData.numValues).toBe(2)
  expect(() => list(0, 2, 4)).toThrow(RangeError)
  expect(() => list(2, 1, 3)).toThrow(RangeError)
  expect(() => list(0, 2)).toThrow(TypeError)
})

describe('what NULL rows hold counts for nothing', () => {
  test.each<[string, ColumnType, object]>([
    ['NaN', int(64), { kind: 'int64', values: Float64Array.of(1, NaN) }],
    ['a boolean 7', { kind: 'boolean' }, { kind: 'boolean', values: Uint8Array.of(1, 7) }],
    ['−1 for UINT_32', int(32, false), { kind: 'int64', values: Float64Array.of(1, -1) }],
    [
      '2^63 for a decimal',
      decimal(20),
      { kind: 'int64', values: BigUint64Array.of(1n, 1n << 63n) },
    ],
    ['10^5 for a decimal', decimal(5), { kind: 'int32', values: Int32Array.of(1, 100_000) }],
    ['more bytes than a decimal has', decimal(20), wide(1n << 120n)],
  ])('%s', (_, type, data) => {
    const chunk = encode(type, { ...data, validity: Uint8Array.of(1) })
    expect(chunk.metaData.statistics).toMatchObject({ nullCount: 1 })
    expect(() => encode(type, data)).toThrow(RangeError)
  })
})

describe('decimals', () => {
  test.each([1, 4, 9])('of %i digits on INT32', (digits) => {
    const limit = 10 ** digits
    const values = (value: number) => ({ kind: 'int32', values: Int32Array.of(0, value) })
    for (const sign of [1, -1]) {
      expect(encode(decimal(digits), values(sign * (limit - 1))).rowCount).toBe(2)
      const tooMany = `more than ${digits} digits`
      expect(() => encode(decimal(digits), values(sign * limit))).toThrow(tooMany)
    }
  })

  test.each([10, 15, 16, 18])('of %i digits on INT64', (digits) => {
    const limit = 10n ** BigInt(digits)
    const values = (value: bigint) => ({ kind: 'int64', values: BigInt64Array.of(0n, value) })
    for (const sign of [1n, -1n]) {
      expect(encode(decimal(digits), values(sign * (limit - 1n))).rowCount).toBe(2)
      const tooMany = `more than ${digits} digits`
      expect(() => encode(decimal(digits), values(sign * limit))).toThrow(tooMany)
    }
  })

  test.each([19, 20, 31, 38])('of %i digits on bytes', (digits) => {
    const limit = 10n ** BigInt(digits)
    for (const sign of [1n, -1n]) {
      expect(encode(decimal(digits), wide(sign * (limit - 1n))).rowCount).toBe(2)
      const tooMany = `more than ${digits} digits`
      expect(() => encode(decimal(digits), wide(sign * limit))).toThrow(tooMany)
    }
  })
})

function decimal(precision: number): ColumnType {
  return { kind: 'decimal', precision, scale: 0 }
}

/** Two rows, of which the first is 0. */
function wide(value: bigint) {
  const low = BigUint64Array.of(0n, BigInt.asUintN(64, value))
  return { kind: 'wide', low, high: BigInt64Array.of(0n, value >> 64n) }
}

test('bytes that begin behind the first byte', () => {
  const data = { ...bytesData(['abcd']), offsets: Uint32Array.of(1, 2, 4), length: 2 }
  expect(encode(string, data).metaData.statistics?.maxValue).toEqual(Uint8Array.of(99, 100))
})
