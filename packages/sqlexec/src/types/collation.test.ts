import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collation } from './collation.ts'

const aiCi = collation('utf8mb4_0900_ai_ci')
const asCs = collation('utf8mb4_0900_as_cs')
const bin = collation('utf8mb4_bin')

describe('utf8mb4_0900_ai_ci', () => {
  it.each([
    ['a', 'A'],
    ['é', 'e'],
    ['e\u0301', 'É'],
    ['ß', 'ss'],
    ['ẞ', 'SS'],
    ['æ', 'AE'],
    ['ø', 'o'],
    ['ł', 'L'],
    ['đ', 'd'],
    ['ﬁ', 'fi'],
    ['Ａ', 'a'],
    ['①', '1'],
    ['Σ', 'ς'],
    ['a\0', 'a'],
    ['\u0001', ''],
    ['ｶﾞ', 'が'],
    ['각', '\u1100\u1161\u11a8'],
  ])('takes %j and %j as equal', (a, b) => {
    expect(aiCi.compare(a, b)).toBe(0)
    expect(aiCi.equal(a, b)).toBe(true)
    expect(aiCi.key(a)).toBe(aiCi.key(b))
  })

  it.each([
    ['a ', 'a'],
    ['a', 'a\t'],
    ['и', 'й'],
    ['и', 'и\u0306'],
    ['ı', 'i'],
    ['þ', 'th'],
    ['कि', 'क'],
    ['\u4e00', '\u4e01'],
    ['😀', '😁'],
    ['', ' '],
  ])('tells %j from %j', (a, b) => {
    expect(aiCi.equal(a, b)).toBe(false)
    expect(aiCi.key(a)).not.toBe(aiCi.key(b))
  })

  it('orders punctuation, symbols, digits, letters, scripts, ideographs', () => {
    const sorted = [...'_-,;:!?.\'"()[]{}@*/\\&#%`^←+<=>|~$€09abzαωбя', '一', '丁']
    expect([...sorted].reverse().sort(aiCi.compare)).toEqual(sorted)
  })
})

describe('utf8mb4_0900_as_cs', () => {
  it('breaks ties by accents first, then by case', () => {
    const sorted = ['cote', 'Cote', 'coté', 'Coté', 'côte', 'Côte', 'côté', 'cotes']
    expect([...sorted].reverse().sort(asCs.compare)).toEqual(sorted)
  })

  it.each([
    ['a', 'A'],
    ['e', 'é'],
    ['ß', 'ss'],
    ['o', 'ø'],
    ['①', '1'],
    ['①', '１'],
    ['σ', 'ς'],
  ])('tells %j from %j', (a, b) => {
    expect(asCs.equal(a, b)).toBe(false)
    expect(asCs.compare(a, b)).toBe(-asCs.compare(b, a))
  })

  it('takes canonical equivalents as equal', () => {
    expect(asCs.equal('\u1ed9', 'o\u0302\u0323')).toBe(true)
    expect(asCs.equal('й', 'и\u0306')).toBe(true)
  })
})

describe('utf8mb4_bin', () => {
  it('orders by code point, not by UTF-16 unit', () => {
    const sorted = ['', '\0', 'A', 'a', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}']
    expect([...sorted].reverse().sort(bin.compare)).toEqual(sorted)
  })
})

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'A', 'b', '-', '\0', '\t', 'é', '\u0301', 'ø', 'Σ') }),
  fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', '-') }),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('\ud83d', '\ude00', '\ue000', 'x') }),
)

describe.each([aiCi, asCs, bin])('$name', (collation) => {
  it('orders keys as it compares, by units above 0', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [x, y] = [collation.key(a), collation.key(b)]
        expect(Math.sign(collation.compare(a, b))).toBe(x < y ? -1 : x > y ? 1 : 0)
        expect(collation.equal(a, b)).toBe(x === y)
        if (collation !== bin)
          expect([...x].every((c) => c >= '\u0001' && c <= '\u00ff')).toBe(true)
      }),
      { seed: 7, numRuns: 3000 },
    )
  })
})
