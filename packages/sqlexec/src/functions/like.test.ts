import fc from 'fast-check'
import { expect, test } from 'vitest'
import { likeMatches } from './like.ts'

/** The same by regular expression: `%` any text, `_` any character, `\` the next one itself. */
function byExpression(text: string, pattern: string): boolean {
  const source = [...pattern.matchAll(/\\(.)|(.)/gsu)].map(([, escaped, plain]) => {
    if (plain === '%') return '.*'
    if (plain === '_') return '.'
    return (escaped ?? plain).replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')
  })
  return new RegExp(`^${source.join('')}$`, 'isu').test(text)
}

test('patterns of every shape match as the regular expression does', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'B', 'b', ' ', 'é', '%'), maxLength: 12 })
  const pattern = fc.string({
    unit: fc.constantFrom('a', 'b', 'B', '%', '_', '%', ' ', '\\%'),
    maxLength: 8,
  })
  fc.assert(
    fc.property(text, pattern, (text, pattern) => {
      expect(likeMatches(text, pattern)).toBe(byExpression(text, pattern))
    }),
    { numRuns: 5000, seed: 3 },
  )
})

test('pieces between % do not overlap', () => {
  expect(likeMatches('aba', '%ab%ba%')).toBe(false)
  expect(likeMatches('abba', '%ab%ba%')).toBe(true)
  expect(likeMatches('a', 'a%a')).toBe(false)
  expect(likeMatches('aa', 'a%a')).toBe(true)
  expect(likeMatches('xSpecial to Requests', '%special%requests%')).toBe(true)
})
