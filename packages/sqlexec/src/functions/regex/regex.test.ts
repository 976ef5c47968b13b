import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { SqlError } from '../../base/errors.ts'
import { closeOverCase } from './case-folding.ts'
import { hasCodePoint } from './code-point-set.ts'
import { Regex } from './regex.ts'
import type { RegexFlags } from './syntax-tree.ts'

const plain: RegexFlags = {
  ignoreCase: false,
  multiLine: false,
  dotAll: false,
  unixLines: false,
  comments: false,
}

/** The matched text and its groups, as JavaScript gives them. */
function found(pattern: string, text: string, flags: Partial<RegexFlags> = {}): unknown {
  const match = new Regex(pattern, { ...plain, ...flags }).find(text)
  if (match === null) return null
  const parts = []
  for (let i = 0; i < match.length; i += 2) {
    parts.push(match[i] < 0 ? undefined : text.slice(match[i], match[i + 1]))
  }
  return parts
}

function errorCode(pattern: string): string {
  try {
    new Regex(pattern, plain)
  } catch (error) {
    if (error instanceof SqlError) return error.code
    throw error
  }
  return 'none'
}

/** A pattern as it is written here and in JavaScript, and whether it may match nothing. */
interface Pattern {
  readonly icu: string
  readonly js: string
  readonly nullable: boolean
}

const same = (text: string, nullable = false): Pattern => ({ icu: text, js: text, nullable })

const atoms: readonly Pattern[] = [
  ...['a', 'b', 'A', 'k', 's', 'é', '😀', '.', '[ab]', '[^ab]', '[a-cX-Z]', '\\n', '[\\W\\d]'].map(
    (text) => same(text),
  ),
  same('^', true),
  same('\\b', true),
  same('\\B', true),
  same('', true),
  { icu: '\\A', js: '(?<![^])', nullable: true },
  { icu: '\\z', js: '(?![^])', nullable: true },
  { icu: '[[:digit:]a&&[^9]]', js: '[0-8a]', nullable: false },
  { icu: '[\\w--[b-z]]', js: '[aA-Z0-9_]', nullable: false },
]

const pattern: fc.Arbitrary<Pattern> = fc.letrec<{ node: Pattern }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...atoms),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => ({
      icu: a.icu + b.icu,
      js: a.js + b.js,
      nullable: a.nullable && b.nullable,
    })),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => ({
      icu: `(?:${a.icu}|${b.icu})`,
      js: `(?:${a.js}|${b.js})`,
      nullable: a.nullable || b.nullable,
    })),
    tie('node').map((a) => ({ icu: `(${a.icu})`, js: `(${a.js})`, nullable: a.nullable })),
    fc
      .tuple(
        tie('node').filter(({ nullable }) => !nullable),
        fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,2}?', '{2,}'),
      )
      .map(([a, quantifier]) => ({
        icu: `(?:${a.icu})${quantifier}`,
        js: `(?:${a.js})${quantifier}`,
        nullable: /^[*?]|^\{0/.test(quantifier),
      })),
  ),
})).node

const text = fc
  .array(
    fc.constantFrom('a', 'b', 'c', 'A', 'B', 'k', 's', 'X', '1', '9', '_', ' ', '\n', 'é', '😀'),
    {
      maxLength: 10,
    },
  )
  .map((parts) => parts.join(''))

describe('against the expressions of JavaScript', () => {
  const options = { seed: 11, numRuns: 1200 }

  it.each([
    ['', {}],
    ['m', { multiLine: true }],
    ['s', { dotAll: true }],
  ] as const)('the first match and its groups are the same, flags "%s"', (flags, own) => {
    // Letters beyond ASCII are words here, and not there.
    const words = text.filter((each) => !each.includes('é'))
    fc.assert(
      fc.property(pattern, words, ({ icu, js }, subject) => {
        // V8 lets assertions hold between the halves of a surrogate pair.
        fc.pre(!(subject.includes('😀') && /\\[zAbB]/.test(icu)))
        const match = new RegExp(js, `u${flags}`).exec(subject)
        const groups = found(icu, subject, own) as unknown[] | null
        expect(groups?.[0]).toEqual(match?.[0])
        // JavaScript forgets the groups of the iteration before; ICU does not.
        const isIterated = /\([^?].*\)[*+?{]/.test(icu)
        if (!isIterated) expect(groups).toEqual(match === null ? null : [...match])
      }),
      options,
    )
  })

  it('a test answers whether there is a match', () => {
    fc.assert(
      fc.property(pattern, text, ({ icu }, subject) => {
        const regex = new Regex(icu, plain)
        expect(regex.test(subject)).toBe(regex.find(subject) !== null)
      }),
      options,
    )
  })

  it('case is folded as there', () => {
    const letters = fc.integer({ min: 0x41, max: 0x2ff }).map((code) => String.fromCharCode(code))
    const others = fc.constantFrom(
      'ſ',
      'K',
      'σ',
      'ς',
      'Σ',
      'ß',
      'ẞ',
      'µ',
      'μ',
      'ı',
      'İ',
      'ǅ',
      '𐐀',
      '𐐨',
    )
    const letter = fc.oneof(letters, others).filter((each) => /\p{L}/u.test(each))
    fc.assert(
      fc.property(letter, letter, (a, b) => {
        expect(
          hasCodePoint(closeOverCase([a.codePointAt(0)!, a.codePointAt(0)!]), b.codePointAt(0)!),
        ).toBe(new RegExp(a, 'iu').test(b))
      }),
      { seed: 12, numRuns: 2000 },
    )
  })
})

describe('the syntax of ICU', () => {
  test.each([
    ['a$', 'a\n', true],
    ['a$', 'a\r\n', true],
    ['a$', 'a\n\n', false],
    ['a\\Z', 'a\n', true],
    ['a\\z', 'a\n', false],
    ['a.b', 'a\rb', false],
    ['\\R', 'a\r\nb', true],
    ['^\\R$', '\r\n', true],
    ['\\Qa.b\\E+', 'xa.bb', true],
    ['\\Qa.b\\E', 'axb', false],
    ['\\x41\\x{1F600}\\u00e9', 'A😀é', true],
    ['\\p{L}+', 'é', true],
    ['^\\p{script=Greek}$', 'α', true],
    ['^\\p{Greek}$', 'a', false],
    ['\\P{Lu}', 'A', false],
    ['[[:alpha:][:digit:]_]{3}', 'é9_', true],
    ['[[:^alpha:]]', 'abc', false],
    ['[]a]', ']', true],
    ['[a-]', '-', true],
    ['[a-z&&[^aeiou]]', 'e', false],
    ['[[a-z]--[aeiou]]', 'b', true],
    ['(?i)ABC', 'xabc', true],
    ['(?i:A)B', 'aB', true],
    ['(?i:A)B', 'ab', false],
    ['a(?i)b|C', 'c', true],
    ['(?s).', '\n', true],
    ['(?m)^b$', 'a\nb\nc', true],
    ['(?x) a b # comment\n c', 'abc', true],
    ['a(?#nothing)b', 'ab', true],
    ['\\d', '٣', true],
    ['\\s', '\u00a0', true],
    ['\\h\\v', '\t\n', true],
    ['^(?<year>\\d{4})-(?<month>\\d\\d)$', '2024-05', true],
    ['a{0}b', 'b', true],
    ['\\/', '/', true],
    ['', '', true],
  ])('%s over %j: %s', (regex, subject, expected) => {
    expect(new Regex(regex, plain).test(subject)).toBe(expected)
    expect(new Regex(regex, plain).find(subject) !== null).toBe(expected)
  })

  test.each([
    ['(a', 'regexp_paren'],
    ['a)', 'regexp_paren'],
    ['[a', 'regexp_bracket'],
    ['[z-a]', 'regexp_range'],
    ['*a', 'regexp_syntax'],
    ['a{2,1}', 'regexp_interval_order'],
    ['a{x}', 'regexp_interval'],
    ['a{2000}', 'regexp_too_big'],
    ['(a{1000}){1000}', 'regexp_too_big'],
    ['\\y', 'regexp_escape'],
    ['a\\', 'regexp_escape'],
    ['\\p{Nothing}', 'regexp_syntax'],
    ['[[:nothing:]]', 'regexp_syntax'],
    ['(a)\\1', 'unsupported'],
    ['\\k<a>', 'unsupported'],
    ['(?=a)', 'unsupported'],
    ['(?<!a)', 'unsupported'],
    ['(?>a)', 'unsupported'],
    ['a*+', 'unsupported'],
    ['(?y)', 'regexp_syntax'],
    ['('.repeat(300), 'regexp_too_big'],
    ['['.repeat(100), 'regexp_syntax'],
  ])('%s is an error: %s', (regex, code) => {
    expect(errorCode(regex)).toBe(code)
  })

  it('answers any pattern with an expression or an error of its own', () => {
    const piece = fc.constantFrom(...'()[]{}*+?|^$\\.-&:<>=!#aAbQEpPxuU019,Ldwsmi \n'.split(''))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const code = errorCode(pieces.join(''))
        expect(code).not.toBe('internal')
      }),
      { seed: 13, numRuns: 2000 },
    )
  })
})

describe('time is linear', () => {
  const subject = `${'a'.repeat(20_000)}!`

  test.each(['(a+)+$', '(a|a)*b', '(a|aa)+$', '(a*)*b', '(.*a){10}b', '(x+x+)+y|a{1,500}$'])(
    '%s ends',
    (regex) => {
      expect(new Regex(regex, plain).test(subject)).toBe(false)
      expect(new Regex(regex, plain).find(subject.slice(-2000))).toBe(null)
    },
  )

  it('with more sets of states than are kept', () => {
    const random = fc.sample(fc.constantFrom('a', 'b'), { seed: 14, numRuns: 3000 }).join('')
    const regex = new Regex('[ab]*a[ab]{15}c', plain)
    expect(regex.test(random)).toBe(false)
    expect(regex.test(`${random}a${'b'.repeat(15)}c`)).toBe(true)
  })
})
