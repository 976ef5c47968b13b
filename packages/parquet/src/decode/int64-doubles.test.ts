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
      pairsToDoubles(new Int32Array(integers.buffer), integers.length)
      expect([...new Float64Array(integers.buffer)]).toEqual(expected)
    }),
    { seed: 5, numRuns: 50 },
  )
})
