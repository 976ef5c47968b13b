import { describe, expect, test } from 'vitest'
import { outlineFrom } from '../testing/outline.ts'

describe('joins', () => {
  test.each([
    ['a, b', 'a, b'],
    ['a JOIN b ON 1 JOIN c ON 1', '(inner! (inner! a b) c)'],
    ['a LEFT JOIN b JOIN c ON 1 ON 1', '(left! a (inner! b c))'],
    ['a LEFT JOIN b LEFT JOIN c ON 1 ON 1', '(left! a (left! b c))'],
    ['a JOIN b JOIN c', '(inner (inner a b) c)'],
    ['a JOIN b JOIN c ON 1', '(inner! (inner a b) c)'],
    ['a JOIN b JOIN c ON 1 ON 1', '(inner! a (inner! b c))'],
    ['a JOIN b JOIN c ON 1 JOIN d', '(inner (inner! (inner a b) c) d)'],
    ['a JOIN b JOIN c JOIN d ON 1', '(inner! (inner (inner a b) c) d)'],
    ['a JOIN b LEFT JOIN c ON 1', '(left! (inner a b) c)'],
    ['a JOIN b NATURAL LEFT JOIN c', '(natural left (inner a b) c)'],
    ['a JOIN (b JOIN c ON 1)', '(inner a (inner! b c))'],
    ['a NATURAL JOIN b JOIN c USING (x)', '(inner! (natural inner a b) c)'],
    ['(a, b) LEFT JOIN c ON 1, d', '(left! (inner a b) c), d'],
    ['((a JOIN b)) RIGHT OUTER JOIN (c) ON 1', '(right! (inner a b) c)'],
    ['a FULL JOIN b USING (x)', '(full! a b)'],
    ['(SELECT 1) x JOIN LATERAL (SELECT 2) y', '(inner derived_table derived_table)'],
    ['((SELECT 1) UNION (SELECT 2) ORDER BY 1) x', 'derived_table'],
    ['((SELECT 1) x JOIN b)', '(inner derived_table b)'],
  ])('%s', (from, shape) => {
    expect(outlineFrom(from)).toBe(shape)
  })

  test.each([
    'a LEFT JOIN b',
    'a ON 1',
    'a FULL OUTER JOIN b',
    'a JOIN',
    'a NATURAL CROSS JOIN b',
    'a,',
    '()',
    '(a',
  ])('%s is refused', (from) => {
    expect(() => outlineFrom(from)).toThrow('expected')
  })
})
