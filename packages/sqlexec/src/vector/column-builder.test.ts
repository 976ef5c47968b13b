import { describe, expect, it } from 'vitest'
import { decimalType, type SqlType } from '../types/sql-type.ts'
import { columnBuilder } from './column-builder.ts'

const integer = (bits: 8 | 16 | 24 | 32 | 64, unsigned = false): SqlType => ({
  kind: 'integer',
  bits,
  unsigned,
})

describe('a growing column of integers', () => {
  it.each([
    { type: integer(8), last: 127 },
    { type: integer(8, true), last: 255 },
    { type: integer(16), last: 32_767 },
    { type: integer(24, true), last: 16_777_215 },
    { type: integer(32), last: 2_147_483_647 },
    { type: integer(32, true), last: 4_294_967_295 },
    { type: decimalType(4, 2), last: 9_999 },
    { type: decimalType(12, 2), last: 999_999_999_999 },
    { type: { kind: 'boolean' } as const, last: 1 },
  ])('of $type takes up to $last', ({ type, last }) => {
    const builder = columnBuilder(type)
    builder.set(0, last)
    expect(() => builder.set(1, last + 1)).toThrow(
      expect.objectContaining({ code: 'out_of_range' }),
    )
    expect(() => builder.set(1, 0.5)).toThrow(expect.objectContaining({ code: 'out_of_range' }))
    builder.set(1, null)
    expect([builder.get(0), builder.get(1)]).toEqual([last, null])
    expect(builder.range).toEqual({ min: last, max: last })
  })

  it('of 64 bits does not wrap around, and refuses numbers that are not exact', () => {
    const builder = columnBuilder(integer(64))
    builder.set(0, 2n ** 63n - 1n)
    builder.set(1, -(2n ** 63n))
    for (const value of [2n ** 63n, -(2n ** 63n) - 1n, 2 ** 60]) {
      expect(() => builder.set(2, value)).toThrow(expect.objectContaining({ code: 'out_of_range' }))
    }
    expect([builder.get(0), builder.get(1)]).toEqual([2n ** 63n - 1n, -(2n ** 63n)])
  })

  it('without a sign takes no negative ones', () => {
    const builder = columnBuilder(integer(64, true))
    builder.set(0, 2n ** 64n - 1n)
    expect(() => builder.set(1, -1)).toThrow(expect.objectContaining({ code: 'out_of_range' }))
    expect(() => builder.set(1, 2n ** 64n)).toThrow(
      expect.objectContaining({ code: 'out_of_range' }),
    )
  })
})
