import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread32, spread64 } from './spread.ts'

/** Rows in stretches of NULLs, of values and of either. */
const rows = fc
  .array(
    fc.oneof(
      fc.array(fc.boolean(), { maxLength: 40 }),
      fc.tuple(fc.boolean(), fc.nat(100)).map(([bit, n]) => new Array<boolean>(n).fill(bit)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.flat())

test.each([
  ['32', 1, spread32],
  ['64', 2, spread64],
] as const)('values of %s bits go to the rows that are not NULL', (_, width, spread) => {
  fc.assert(
    fc.property(rows, fc.nat(20), (isValid, at) => {
      const bitmap = new Uint8Array((at + isValid.length + 7) >> 3)
      const expected = new Array<number>(at * width).fill(-7)
      const compact: number[] = []
      isValid.forEach((bit, i) => {
        if (bit) bitmap[(at + i) >> 3] |= 1 << ((at + i) & 7)
        for (let k = 0; k < width; k++) {
          expected.push(bit ? 100 * i + k + 1 : 0)
          if (bit) compact.push(100 * i + k + 1)
        }
      })
      const values = new Int32Array((at + isValid.length) * width).fill(-7)
      values.set(compact, at * width)
      spread(values, bitmap, at, isValid.length, compact.length / width)
      expect([...values]).toEqual(expected)
    }),
    { seed: 6, numRuns: 200 },
  )
})
