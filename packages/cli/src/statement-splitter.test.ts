import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StatementSplitter } from './statement-splitter.ts'

function split(...pieces: string[]) {
  const splitter = new StatementSplitter()
  const statements = pieces.flatMap((piece) => [...splitter.push(piece)])
  return [...statements, ...splitter.end()]
}

const texts = (script: string) => split(script).map(({ text }) => text.trim())

test.each([
  ['SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
  ['SELECT 1', ['SELECT 1']],
  [';; ;\n;', []],
  ['', []],
  ["SELECT ';', 'it''s;', 'a\\';b'; SELECT 2", ["SELECT ';', 'it''s;', 'a\\';b'", 'SELECT 2']],
  ['SELECT ";" ; SELECT `a;\\`; x', ['SELECT ";"', 'SELECT `a;\\`', 'x']],
  ["SELECT 'two\nlines;\n'; x", ["SELECT 'two\nlines;\n'", 'x']],
  ["SELECT 'a\\\n;'; x", ["SELECT 'a\\\n;'", 'x']],
  ['SELECT 1 -- ;\n+ 1; x', ['SELECT 1 -- ;\n+ 1', 'x']],
  ['SELECT 1 # ;\n; x', ['SELECT 1 # ;', 'x']],
  ['SELECT 5--3; x --', ['SELECT 5--3', 'x --']],
  ['SELECT /* ; \n ; */ 1; x', ['SELECT /* ; \n ; */ 1', 'x']],
  ['/* only */ -- comments\n# here\n;', []],
  ['/*!40101 SET NAMES utf8 */;', ['/*!40101 SET NAMES utf8 */']],
  ['SELECT 6 / 2; SELECT 1 - 1;', ['SELECT 6 / 2', 'SELECT 1 - 1']],
  [
    'DELIMITER //\nSELECT 1; //\nSELECT 2 //\ndelimiter ;\nx;y',
    ['SELECT 1;', 'SELECT 2', 'x', 'y'],
  ],
  ["DELIMITER $$\nSELECT '$$' $$ SELECT 2$$", ["SELECT '$$'", 'SELECT 2']],
  ['SELECT 1\\g SELECT 2', ['SELECT 1', 'SELECT 2']],
  ["SELECT 'open; x", ["SELECT 'open; x"]],
  ['SELECT 1; /* open', ['SELECT 1', '/* open']],
  ['SELECT 1;\r\nSELECT 2;\r\n', ['SELECT 1', 'SELECT 2']],
])('%j', (script, expected) => {
  expect(texts(script)).toEqual(expected)
})

test('statements know where they begin and whether they are wanted vertically', () => {
  const script = 'SELECT 1; SELECT 2\\G\n\n  SELECT\n3;'
  expect(split(script)).toEqual([
    { text: 'SELECT 1', line: 1, column: 1, vertical: false },
    { text: ' SELECT 2', line: 1, column: 10, vertical: true },
    { text: '\n\n  SELECT\n3', line: 1, column: 21, vertical: false },
  ])
})

test('it does not matter where the pieces are cut', () => {
  const fragments = ["'a;''b'", '"c\\";"', '`d;`', '-- x;\n', '# y;\n', '/* z; */', ';', '\n', ' ']
  const word = fc.constantFrom(
    ...fragments,
    'SELECT',
    '1',
    '\\G',
    'DELIMITER //\n',
    '//',
    '--',
    '/',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), fc.array(fc.nat(6)), (words, cuts) => {
      const script = words.join('')
      const pieces: string[] = []
      let at = 0
      for (const cut of cuts) {
        pieces.push(script.slice(at, at + cut))
        at += cut
      }
      expect(split(...pieces, script.slice(at))).toEqual(split(script))
    }),
    { seed: 7 },
  )
})

test('it is idle between statements alone', () => {
  const splitter = new StatementSplitter()
  const push = (text: string) => [...splitter.push(text)].length
  expect(splitter.isIdle).toBe(true)
  expect([push('SELECT 1;\n'), splitter.isIdle]).toEqual([1, true])
  expect([push("SELECT 'a\n"), splitter.isIdle]).toEqual([0, false])
  expect([push("'; -- done\n"), splitter.isIdle]).toEqual([1, true])
  expect([push('/* a\n'), splitter.isIdle]).toEqual([0, false])
  splitter.reset()
  expect([push('SELECT 1;\n'), splitter.isIdle]).toEqual([1, true])
})
