import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowIdSet } from './row-id-set.ts'

test('holds just the row ids that it was made of, near together or far apart', () => {
  const spans = fc.constantFrom(10, 1000, 2 ** 40)
  fc.assert(
    fc.property(spans, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (span, shares) => {
      const rowIds = shares.map((share) => 7 + Math.floor(share * span))
      const set = rowIdSet(rowIds)
      const model = new Set(rowIds)
      for (const id of rowIds) {
        for (const near of [id - 1, id, id + 1, id + 8]) expect(set.has(near)).toBe(model.has(near))
      }
      expect(set.has(0)).toBe(false)
    }),
    { seed: 11 },
  )
})
