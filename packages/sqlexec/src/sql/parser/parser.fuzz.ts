import fc from 'fast-check'
import { statementsByFamily } from '../testing/statements.ts'

const statements = Object.values(statementsByFamily).flat()

/** Pieces that meet in no sensible statement. */
const oddPieces = [
  "'",
  '"',
  '`',
  '/*',
  '*/',
  '/*!',
  '/*!50000',
  '-- ',
  '#',
  ';',
  '\\',
  '\0',
  '\u2028',
  '\ud83d',
  '@',
  '@@',
  '@`',
  '0x',
  "x'",
  "b'2'",
  '1e',
  '1.',
  '..',
  '1e999',
  '_utf8mb4',
  'N',
  '(',
  ')',
  '((',
  '))',
  ',',
  '->',
  '->>',
  ':=',
  '<=>',
  '{',
  '}',
  '?',
  '.*',
  'DELIMITER //\n',
  '99999999999999999999999',
]

const tokenPattern = /\s+|\w+|'[^']*'|"[^"]*"|`[^`]*`|[^\s\w]/g

/** The statement cut into tokens, roughly. */
function tokensOf(sql: string): string[] {
  return sql.match(tokenPattern) ?? []
}

const vocabulary = [...new Set(statements.flatMap(tokensOf))].filter((token) => token.trim() !== '')

/** Tokens of real statements in any order. */
const tokenSoup = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...vocabulary) },
      fc.constantFrom(...oddPieces),
    ),
    {
      maxLength: 40,
    },
  )
  .map((tokens) => tokens.join(' '))

/** A real statement with some tokens dropped, doubled, swapped or replaced. */
const mutant = fc
  .tuple(
    fc.constantFrom(...statements),
    fc.array(
      fc.record({
        at: fc.nat(200),
        action: fc.constantFrom('drop', 'double', 'replace', 'insert'),
        piece: fc.oneof(fc.constantFrom(...vocabulary), fc.constantFrom(...oddPieces)),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([sql, edits]) => {
    const tokens = tokensOf(sql)
    for (const { at, action, piece } of edits) {
      const i = at % (tokens.length + 1)
      if (action === 'drop') tokens.splice(i, 1)
      else if (action === 'double') tokens.splice(i, 0, tokens[i] ?? piece)
      else tokens.splice(i, action === 'replace' ? 1 : 0, ` ${piece} `)
    }
    return tokens.join('')
  })

/** A piece over and over, open or closed. */
const repetition = fc
  .tuple(
    fc.constantFrom('', 'SELECT ', 'SELECT * FROM ', 'INSERT INTO t VALUES ', 'CREATE TRIGGER '),
    fc.array(fc.oneof(fc.constantFrom(...vocabulary), fc.constantFrom(...oddPieces)), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.integer({ min: 1, max: 3000 }),
  )
  .map(([head, pieces, times]) => head + `${pieces.join(' ')} `.repeat(times))

/** Openings and what closes them. */
const brackets: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['(SELECT ', ')'],
  ['(SELECT * FROM ', ') AS t'],
  ['f(', ')'],
  ['CASE WHEN 1 THEN ', ' END'],
  ['NOT ', ''],
  ['- ', ''],
  ['a IN (', ')'],
  ['EXISTS (TABLE t UNION ', ')'],
  ['(a JOIN ', ' ON 1)'],
  ['CAST(', ' AS SIGNED)'],
  ['BEGIN ', '; END'],
  ['IF 1 THEN ', '; END IF'],
  ['/*!50000 ', ' */'],
  ['EXPLAIN ', ''],
  ['WITH a AS (', ') SELECT 1'],
]

/** Brackets within brackets, closed or one too few or many. */
const nesting = fc
  .tuple(
    fc.constantFrom('SELECT ', 'SELECT * FROM ', 'DELETE FROM t WHERE ', 'SET @a = ', ''),
    fc.array(fc.constantFrom(...brackets), { minLength: 1, maxLength: 3 }),
    fc.integer({ min: 1, max: 700 }),
    fc.constantFrom('1', 'a', 'SELECT 1', ''),
    fc.integer({ min: -1, max: 1 }),
  )
  .map(([head, pairs, depth, core, excess]) => {
    const opened = pairs.map(([open]) => open).join('')
    const closed = pairs.map(([, close]) => close).reverse()
    return head + opened.repeat(depth) + core + closed.join('').repeat(depth + excess)
  })

/** Characters that texts of SQL seldom hold: controls, halves of surrogate pairs, spaces and quotes of other scripts. */
const oddCharacters = [
  '\0',
  '\x01',
  '\x1a',
  '\x7f',
  '\x85',
  '\xa0',
  '\ud800',
  '\udfff',
  '\ufeff',
  '\u200b',
]

/** A real statement with such a character somewhere, within a token too. */
const tainted = fc
  .tuple(fc.constantFrom(...statements), fc.constantFrom(...oddCharacters), fc.nat(400))
  .map(([sql, character, place]) => {
    const at = place % (sql.length + 1)
    return sql.slice(0, at) + character + sql.slice(at)
  })

/** Texts that a parser may be given: nonsense, near misses and real statements. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: mutant },
  { weight: 6, arbitrary: tokenSoup },
  { weight: 2, arbitrary: repetition },
  { weight: 1, arbitrary: nesting },
  { weight: 1, arbitrary: tainted },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
)
