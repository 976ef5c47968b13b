import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareDecimals,
  decimalFromDouble,
  decimalToDouble,
  divideDecimals,
  divideRounded,
  divideRoundedBigint,
  fitsPrecision,
  formatDecimal,
  maxUnscaled,
  parseDecimal,
  parseDecimalPrefix,
  powerOfTen,
  rescaleDecimal,
} from './decimal.ts'
import { normalizeInteger } from './value.ts'

const unscaled = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -1000, max: 1000 }),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(normalizeInteger),
)
const scale = fc.integer({ min: 0, max: 30 })

describe('parseDecimal', () => {
  it.each([
    ['99.99', 2, 9999],
    ['-0', 2, 0],
    ['+.5', 0, 1],
    ['-.5', 0, -1],
    ['2.5', 0, 3],
    ['-2.45', 1, -25],
    ['2.4499999999999999999999', 1, 24],
    ['  12. ', 1, 120],
    ['1e3', 0, 1000],
    ['125e-2', 1, 13],
    ['0.04e1', 0, 0],
    ['0.05e1', 0, 1],
    ['9007199254740993', 0, 9007199254740993n],
    ['0.5e-400', 2, 0],
    ['4.9e-1', 0, 0],
    ['1e999999999999', 0, 10n ** 100n],
    ['-1e999999999999', 1, -(10n ** 101n)],
    ['0e999999999999', 4, 0],
    ['123456789012345678901234567890.125', 2, 12345678901234567890123456789013n],
  ])('reads %j at scale %i', (text, scale, value) => {
    expect(parseDecimal(text, scale)).toBe(value)
  })

  it.each(['', ' ', '.', '-', '1x', '1 2', 'e5', '1e', '1e+', '0x10', '--1', 'NaN', '1.2.3'])(
    'rejects %j',
    (text) => {
      expect(parseDecimal(text, 2)).toBeNull()
    },
  )

  it.each([
    ['12abc', 0, 12],
    [' 1.5e', 1, 15],
    ['1e2e3', 0, 100],
    ['abc', 0, 0],
    ['-.', 0, 0],
    ['', 0, 0],
  ])('reads the number at the start of %j', (text, scale, value) => {
    expect(parseDecimalPrefix(text, scale)).toBe(value)
  })

  it('reads what formatDecimal writes', () => {
    fc.assert(
      fc.property(unscaled, scale, (value, scale) => {
        expect(parseDecimal(formatDecimal(value, scale), scale)).toBe(value === 0 ? 0 : value)
      }),
      { seed: 1 },
    )
  })
})

describe('formatDecimal', () => {
  it.each([
    [0, 2, '0.00'],
    [-5, 2, '-0.05'],
    [12345, 0, '12345'],
    [-12345n, 3, '-12.345'],
  ])('writes %s at scale %i', (value, scale, text) => {
    expect(formatDecimal(value, scale)).toBe(text)
  })
})

describe('rounding', () => {
  it('is half away from zero and the same for numbers and bigints', () => {
    expect([divideRounded(5, 2), divideRounded(-5, 2), divideRounded(5, -2)]).toEqual([3, -3, -3])
    expect(Object.is(divideRounded(1, -3), 0)).toBe(true)
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
        fc.pre(b !== 0)
        const exact = divideRoundedBigint(BigInt(a), BigInt(b))
        expect(BigInt(divideRounded(a, b))).toBe(exact)
        const doubled = exact * 2n * BigInt(b) - 2n * BigInt(a)
        expect(doubled < 0n ? -doubled : doubled).toBeLessThanOrEqual(BigInt(Math.abs(b)))
      }),
      { seed: 2, numRuns: 1000 },
    )
  })

  it('rescales up exactly and back', () => {
    fc.assert(
      fc.property(unscaled, scale, scale, (value, from, by) => {
        const up = rescaleDecimal(value, from, from + by)
        expect(BigInt(up)).toBe(BigInt(value) * powerOfTen(by))
        expect(rescaleDecimal(up, from + by, from)).toBe(value === 0 ? 0 : value)
        expect(compareDecimals(value, from, up, from + by)).toBe(0)
      }),
      { seed: 3 },
    )
  })

  it('keeps values in their domain: numbers where safe', () => {
    fc.assert(
      fc.property(unscaled, scale, scale, (value, from, to) => {
        const result = rescaleDecimal(value, from, to)
        expect(result).toBe(normalizeInteger(BigInt(result)))
      }),
      { seed: 4 },
    )
  })
})

describe('divideDecimals', () => {
  it.each([
    [1, 0, 3, 0, 4, 3333],
    [2, 0, 3, 0, 4, 6667],
    [-100, 2, 3, 0, 6, -333333],
    [1, 4, 3, 0, 2, 0],
    [10n ** 30n, 0, 3, 0, 1, 3333333333333333333333333333333n],
    [1, 0, 0, 0, 4, null],
  ])('divides %s (scale %i) by %s (scale %i)', (left, leftScale, right, rightScale, to, result) => {
    expect(divideDecimals(left, leftScale, right, rightScale, to)).toBe(result)
  })
})

describe('precision', () => {
  it('is exact at its edges', () => {
    for (let precision = 1; precision <= 65; precision++) {
      const most = maxUnscaled(precision)
      expect(fitsPrecision(most, precision)).toBe(true)
      expect(fitsPrecision(normalizeInteger(-BigInt(most)), precision)).toBe(true)
      expect(fitsPrecision(normalizeInteger(BigInt(most) + 1n), precision)).toBe(false)
      expect(fitsPrecision(normalizeInteger(-BigInt(most) - 1n), precision)).toBe(false)
    }
  })
})

describe('doubles', () => {
  it.each([
    [99.99, 2, 9999],
    [0.1 + 0.2, 1, 3],
    [1.005, 2, 101],
    [-1.005, 2, -101],
    [1e21, 0, 10n ** 21n],
    [5e-324, 30, 0],
    [-0, 1, 0],
    [Number.NaN, 0, null],
    [Number.NEGATIVE_INFINITY, 0, null],
  ])('takes %s at scale %i by its decimal text', (value, scale, result) => {
    expect(decimalFromDouble(value, scale)).toBe(result)
  })

  it('agrees with the text for every double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), scale, (value, scale) => {
        expect(decimalFromDouble(value, scale)).toBe(parseDecimal(String(value), scale))
      }),
      { seed: 5, numRuns: 1000 },
    )
  })

  it('rounds a decimal to the nearest double', () => {
    fc.assert(
      fc.property(unscaled, scale, (value, scale) => {
        expect(decimalToDouble(value, scale)).toBe(Number(`${value}e-${scale}`))
      }),
      { seed: 6, numRuns: 1000 },
    )
  })
})
