import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pairsToDoubles } from './int64-doubles.ts'

test('safe integers become the doubles of the same value', () => {
  const edges = [0, -1, 1, 2 ** 32, -(2 ** 32), 2 ** 31, Number.MAX_SAFE_INTEGER]
  const integer = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(...edges, -Number.MAX_SAFE_INTEGER))
  fc.assert(
    fc.property(fc.array(integer, { maxLength: 50 }), fc.nat(5000), (some, zeros) => {
      const expected = [...some, ...new Array<number>(zeros).fill(0), ...some]
      const integers = BigInt64Array.from(expected, BigInt)
      expect(pairsToDoubles(new Int32Array(integers.buffer), integers.length, false)).toBe(true)
      expect([...new Float64Array(integers.buffer)]).toEqual(expected)
    }),
    { seed: 5, numRuns: 50 },
  )
})

test('one that is not safe, wherever it stands, leaves all as they were', () => {
  const wide = fc.constantFrom(2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n))
  const integer = fc.maxSafeInteger().map(BigInt)
  fc.assert(
    fc.property(fc.array(integer, { maxLength: 20 }), fc.nat(5000), wide, (some, minus, one) => {
      const before = [...some, ...new Array<bigint>(minus).fill(-7n), one, ...some]
      const integers = BigInt64Array.from(before)
      expect(pairsToDoubles(new Int32Array(integers.buffer), integers.length, false)).toBe(false)
      expect([...integers]).toEqual(before)
    }),
    { seed: 6, numRuns: 50 },
  )
})

test('unsigned ones have no sign', () => {
  const safe = BigUint64Array.of(0n, 2n ** 53n - 1n, 5n)
  expect(pairsToDoubles(new Int32Array(safe.buffer), 3, true)).toBe(true)
  expect([...new Float64Array(safe.buffer)]).toEqual([0, 2 ** 53 - 1, 5])
  const wide = BigUint64Array.of(1n, 2n ** 64n - 1n)
  expect(pairsToDoubles(new Int32Array(wide.buffer), 2, true)).toBe(false)
  expect([...wide]).toEqual([1n, 2n ** 64n - 1n])
})
