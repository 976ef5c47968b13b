import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SqlValue } from '../../types/value.ts'
import { valueKey } from './value-key.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'n', ':', ';', '0', '1', 's'), maxLength: 4 })
const columns: Record<string, fc.Arbitrary<SqlValue>> = {
  integer: fc.option(
    fc.oneof(fc.integer({ min: -2, max: 12 }), fc.bigInt(2n ** 60n, 2n ** 60n + 2n)),
  ),
  double: fc.option(fc.constantFrom(0, -0, 1.5, Number.NaN)),
  text: fc.option(text),
  bytes: fc.option(fc.uint8Array({ max: 2, maxLength: 3 })),
}

function isSame(a: SqlValue, b: SqlValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  return Object.is(a, b)
}

test('keys are equal exactly where the values are the same', () => {
  const rows = fc
    .array(fc.constantFrom(...Object.keys(columns)), { minLength: 1, maxLength: 3 })
    .chain((kinds) => {
      const row = fc.tuple(...kinds.map((kind) => columns[kind]))
      return fc.tuple(row, row)
    })
  fc.assert(
    fc.property(rows, ([left, right]) => {
      const same = left.every((value, i) => isSame(value, right[i]))
      // As a Map compares keys.
      expect(new Map([[valueKey(left), 1]]).has(valueKey(right))).toBe(same)
    }),
    { seed: 5, numRuns: 3000 },
  )
})
