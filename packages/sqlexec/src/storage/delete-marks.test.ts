import fc from 'fast-check'
import { expect, it } from 'vitest'
import { firstTransactionId, isVisible, never } from '../txn/timestamp.ts'
import { allVisible, countBits, selectedRows, visibleVersions } from '../txn/visibility.ts'
import { DeleteMarks } from './delete-marks.ts'

const stamp = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.integer({ min: 0, max: 3 }).map((n) => firstTransactionId + n),
  fc.constant(never),
)

function rowsOf(bits: Uint8Array | null, count: number): number[] {
  return [...selectedRows(bits ?? allVisible(count), count)]
}

it('marks agree with a plain array of stamps, sparse and dense', () => {
  const change = fc.tuple(fc.nat(299), stamp)
  fc.assert(
    fc.property(fc.array(change, { maxLength: 120 }), fc.nat(20), (changes, timestamp) => {
      const marks = new DeleteMarks(300)
      const plain = new Array<number>(300).fill(never)
      for (const [row, stamp] of changes) {
        marks.set(row, stamp)
        plain[row] = stamp
        // A bitmap asked for in between must not be answered again after the change.
        marks.visible(timestamp, firstTransactionId)
      }
      expect(marks.count).toBe(plain.filter((stamp) => stamp !== never).length)
      expect([...marks.entries()].sort(([a], [b]) => a - b)).toEqual(
        [...plain.entries()].filter(([, stamp]) => stamp !== never),
      )
      expect(marks.hasCommitted(timestamp)).toBe(plain.some((stamp) => stamp <= timestamp))
      for (const at of [timestamp, 20, 0]) {
        const expected = plain.flatMap((end, row) =>
          isVisible(0, end, at, firstTransactionId) ? [row] : [],
        )
        expect(rowsOf(marks.visible(at, firstTransactionId), 300)).toEqual(expected)
      }
    }),
    { seed: 1 },
  )
})

it('visibleVersions agrees with isVisible', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(stamp, stamp), { maxLength: 70 }),
      fc.nat(20),
      (rows, timestamp) => {
        const begin = Float64Array.from(rows, ([begin]) => begin)
        const end = Float64Array.from(rows, ([, end]) => end)
        const self = firstTransactionId + 1
        const bits = visibleVersions(begin, end, rows.length, timestamp, self)
        const expected = rows.flatMap(([b, e], row) =>
          isVisible(b, e, timestamp, self) ? [row] : [],
        )
        expect(rowsOf(bits, rows.length)).toEqual(expected)
        expect(countBits(bits)).toBe(expected.length)
      },
    ),
    { seed: 2 },
  )
})
