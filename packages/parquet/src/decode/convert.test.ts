import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BytesData } from '../column-data.ts'
import { PhysicalType } from '../format/constants.ts'
import type { LogicalKind } from '../format/logical.ts'
import { dataKind } from '../format/schema.ts'
import { finishLane } from './convert.ts'
import { decimalsToPairs, decimalsToWide } from './decimal.ts'
import { distinctEntries } from './distinct.ts'
import { halfFloats } from './float16.ts'
import { int96ToPairs } from './int96.ts'
import { allocatePrivate } from './lane.ts'

function bytesData(values: readonly (readonly number[])[]): BytesData {
  const offsets = new Uint32Array(values.length + 1)
  values.forEach((value, i) => {
    offsets[i + 1] = offsets[i] + value.length
  })
  const bytes = Uint8Array.from(values.flat())
  return { kind: 'bytes', length: values.length, validity: null, offsets, bytes }
}

/** Big-endian two's complement of the given length. */
function bigEndian(value: bigint, length: number): number[] {
  const unsigned = BigInt.asUintN(length * 8, value)
  return Array.from({ length }, (_, i) => Number((unsigned >> BigInt(8 * (length - 1 - i))) & 255n))
}

const decimal = (bits: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }))
    .map(([length, value]) => ({
      length,
      value: BigInt.asIntN(Math.min(length * 8, bits), value),
    }))

test('decimals of any length become 64-bit integers', () => {
  fc.assert(
    fc.property(fc.array(decimal(64)), (decimals) => {
      const pairs = new Int32Array(decimals.length * 2)
      decimalsToPairs(bytesData(decimals.map((d) => bigEndian(d.value, d.length))), pairs)
      expect([...new BigInt64Array(pairs.buffer)]).toEqual(decimals.map((d) => d.value))
    }),
    { seed: 9 },
  )
})

test('decimals of any length become 128-bit integers', () => {
  fc.assert(
    fc.property(fc.array(decimal(128)), (decimals) => {
      const low = new Int32Array(decimals.length * 2)
      const high = new Int32Array(decimals.length * 2)
      decimalsToWide(bytesData(decimals.map((d) => bigEndian(d.value, d.length))), low, high)
      const lows = new BigUint64Array(low.buffer)
      const values = [...new BigInt64Array(high.buffer)].map((part, i) => (part << 64n) + lows[i])
      expect(values).toEqual(decimals.map((d) => d.value))
    }),
    { seed: 10 },
  )
})

test('a decimal that does not fit is refused', () => {
  for (const value of [2n ** 63n, -(2n ** 63n) - 1n, 2n ** 70n]) {
    const data = bytesData([bigEndian(value, 10)])
    expect(() => decimalsToPairs(data, new Int32Array(2))).toThrow('does not fit')
  }
})

const int64: LogicalKind = { kind: 'none' }
const uint64: LogicalKind = { kind: 'int', bits: 64, signed: false }

function finishInt64(values: readonly bigint[], logical: LogicalKind) {
  const pairs = new Int32Array(BigInt64Array.from(values.map((v) => BigInt.asIntN(64, v))).buffer)
  const shape = { physicalType: PhysicalType.INT64, logical, dataKind: 'int64' } as const
  const data = finishLane(
    { kind: 'pairs', values: pairs },
    shape,
    values.length,
    null,
    allocatePrivate,
  )
  if (data.kind !== 'int64') throw new Error(data.kind)
  return data.values
}

const limit = 2n ** 53n - 1n

test('64-bit integers are doubles exactly where all are safe', () => {
  const edge = fc.constantFrom(limit, limit + 1n, -limit, -limit - 1n, -limit - 2n, 0n, -1n)
  const small = fc.bigInt({ min: -limit, max: limit })
  const any = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  const lists = fc.oneof(fc.array(small), fc.array(edge), fc.array(fc.oneof(small, edge, any)))
  fc.assert(
    fc.property(lists, (values) => {
      const result = finishInt64(values, int64)
      expect([...result].map(BigInt)).toEqual(values)
      const safe = values.every((value) => value >= -limit && value <= limit)
      expect(result instanceof Float64Array).toBe(safe)
    }),
    { seed: 11 },
  )
})

test('unsigned 64-bit integers', () => {
  expect(finishInt64([limit, 0n], uint64)).toEqual(Float64Array.of(Number(limit), 0))
  expect(finishInt64([2n ** 64n - 1n, 0n], uint64)).toEqual(BigUint64Array.of(2n ** 64n - 1n, 0n))
})

test('UINT_32 is unsigned', () => {
  const logical: LogicalKind = { kind: 'int', bits: 32, signed: false }
  const physicalType = PhysicalType.INT32
  const shape = { physicalType, logical, dataKind: dataKind(physicalType, logical) }
  const lane = { kind: 'words', values: Int32Array.of(-1, 0, 5) } as const
  const data = finishLane(lane, shape, 3, null, allocatePrivate)
  expect(data).toMatchObject({ kind: 'int64', values: Float64Array.of(2 ** 32 - 1, 0, 5) })
})

test('half-precision floats', () => {
  const table = halfFloats()
  expect(table[0x3c00]).toBe(1)
  expect(table[0xc000]).toBe(-2)
  expect(table[0x7bff]).toBe(65504)
  expect(table[0x0001]).toBe(2 ** -24)
  expect(table[0x0400]).toBe(2 ** -14)
  expect(Object.is(table[0x8000], -0)).toBe(true)
  expect(table[0xfc00]).toBe(Number.NEGATIVE_INFINITY)
  expect(table[0x7e00]).toBeNaN()
})

function int96(day: number, nanos: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(12))
  view.setBigInt64(0, nanos, true)
  view.setInt32(8, day, true)
  return new Uint8Array(view.buffer)
}

test('INT96 timestamps', () => {
  const days = fc.integer({ min: -106751, max: 106750 })
  const nanos = fc.bigInt({ min: 0n, max: 86_400_000_000_000n - 1n })
  fc.assert(
    fc.property(days, nanos, (day, nanos) => {
      const pairs = new Int32Array(2)
      int96ToPairs(int96(day + 2440588, nanos), pairs, 1, null, 'nanos')
      const expected = BigInt(day) * 86_400_000_000_000n + nanos
      expect(new BigInt64Array(pairs.buffer)[0]).toBe(expected)
    }),
    { seed: 12 },
  )
  const far = int96(2932896 + 2440588, 10_800_000_000_000n)
  expect(() => int96ToPairs(far, new Int32Array(2), 1, null, 'nanos')).toThrow('1677 to 2262')
  const pairs = new Int32Array(2)
  int96ToPairs(far, pairs, 1, null, 'micros')
  expect(new BigInt64Array(pairs.buffer)[0]).toBe(253402225200000000n)
})

test('repeated dictionary entries are dropped', () => {
  const entry = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 80 }), (entries) => {
      const { dictionary, map } = distinctEntries(bytesData(entries))
      const { offsets, bytes, length } = dictionary
      const kept = Array.from({ length }, (_, i) => [...bytes.slice(offsets[i], offsets[i + 1])])
      expect(new Set(kept.map(String)).size).toBe(kept.length)
      expect(entries.map((_, i) => kept[map === null ? i : map[i]])).toEqual(entries)
    }),
    { seed: 13 },
  )
})
