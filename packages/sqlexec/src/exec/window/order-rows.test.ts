import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SqlType } from '../../types/sql-type.ts'
import { types } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { MaterializedColumn } from '../materialized.ts'
import { orderRows } from './order-rows.ts'
import { sortCodes } from './sort-codes.ts'

/** Rows in the order that a comparison gives, NULL below or above all else. */
function expected(
  values: readonly SqlValue[],
  compare: (a: never, b: never) => number,
  descending: boolean,
  nullsFirst: boolean,
): number[] {
  return [...values.keys()].sort((a, b) => {
    const [left, right] = [values[a], values[b]]
    if (left === null || right === null) {
      if (left === right) return a - b
      return (left === null) === nullsFirst ? -1 : 1
    }
    const order = compare(left as never, right as never)
    return (descending ? -order : order) || a - b
  })
}

function check(
  type: SqlType,
  value: fc.Arbitrary<SqlValue>,
  compare: (a: never, b: never) => number,
  sizes: readonly number[],
): void {
  const rows = fc
    .constantFrom(...sizes)
    .chain((size) =>
      fc.array(fc.option(value, { freq: 8 }), { minLength: size, maxLength: size, size: 'max' }),
    )
  fc.assert(
    fc.property(rows, fc.boolean(), fc.boolean(), (values, descending, nullsFirst) => {
      const column = new MaterializedColumn(type, true)
      for (const each of values) column.push(each)
      const codes = sortCodes(column, values.length, { descending, nullsFirst })
      expect([...orderRows(codes, values.length)]).toEqual(
        expected(values, compare, descending, nullsFirst),
      )
    }),
    { numRuns: 40, seed: 3 },
  )
}

const byValue = (a: number | bigint | string, b: number | bigint | string) =>
  a < b ? -1 : a > b ? 1 : 0
const byDouble = (a: number, b: number) =>
  Number.isNaN(a) || Number.isNaN(b)
    ? Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    : byValue(a, b)

// Few rows are compared, many are sorted by digits.
const sizes = [0, 1, 2, 30, 1500]

test('integers of a small range', () => {
  check(types.int, fc.integer({ min: -50, max: 50 }), byValue, sizes)
})

test('integers whose distances need more than 32 bits', () => {
  check(
    types.bigint,
    fc.maxSafeInteger().map((n) => Math.trunc(n / 4)),
    byValue,
    sizes,
  )
})

test('integers whose distances are no safe integers', () => {
  check(types.bigint, fc.maxSafeInteger(), byValue, sizes)
})

test('bigints beside numbers', () => {
  const value = fc.oneof(fc.integer(), fc.constantFrom(2n ** 60n, -(2n ** 70n), 2n ** 60n + 1n))
  check(types.bigint, value, byValue, [0, 40, 1500])
})

test('doubles, with infinities, NaN and both zeros', () => {
  const value = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )
  check(types.double, value, byDouble, sizes)
})

test('texts by their collation', () => {
  const fold = (a: string, b: string) => byValue(a.toLowerCase(), b.toLowerCase())
  check(types.text, fc.constantFrom('a', 'A', 'b', 'B', 'ab', 'AB', ''), fold, sizes)
})

test('bytes', () => {
  const value = fc.uint8Array({ maxLength: 3, max: 3 })
  check(types.blob, value, (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b), sizes)
})

test('rows with equal keys of several words stay in their order', () => {
  const first = Uint32Array.from({ length: 5000 }, (_, i) => (i * 7919) % 3)
  const second = Uint32Array.from({ length: 5000 }, (_, i) => ((i * 104729) % 5) << 28)
  const order = orderRows([first, second], 5000)
  for (let i = 1; i < order.length; i++) {
    const [a, b] = [order[i - 1], order[i]]
    const difference = first[a] - first[b] || second[a] - second[b] || a - b
    expect(difference).toBeLessThan(0)
  }
})
