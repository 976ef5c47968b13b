import { describe, expect, test } from 'vitest'
import { isCompleteScript, parseScript, splitScript } from './parse.ts'

/** The text of each statement. */
function pieces(sql: string): string[] {
  return [...splitScript(sql)].map(({ start, end }) => sql.slice(start, end))
}

describe('splitting', () => {
  test.each<[string, string[]]>([
    ['SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
    [';;SELECT 1;; ;', ['SELECT 1']],
    ['SELECT \';\'; SELECT `;`; SELECT ";" -- ;\n;', ["SELECT ';'", 'SELECT `;`', 'SELECT ";"']],
    ['/* ; */ SELECT 1 /* ; */ # ;', ['SELECT 1']],
    ['', []],
    ['-- only a comment', []],
    [
      'DELIMITER ;;\nSELECT 1; SELECT 2 ;;\nSELECT 3;;\nDELIMITER ;\nSELECT 4;',
      ['SELECT 1; SELECT 2', 'SELECT 3', 'SELECT 4'],
    ],
    ['delimiter $$\nSELECT 1$$\ndelimiter ;\nSELECT 2', ['SELECT 1', 'SELECT 2']],
    ['DELIMITER //\nSELECT 1 // DELIMITER ;\nSELECT 2', ['SELECT 1', 'SELECT 2']],
    [
      'CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 1; IF 1 THEN SET @b = CASE 1 WHEN 1 THEN 2 END; END IF; END; SELECT 1',
      [
        'CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 1; IF 1 THEN SET @b = CASE 1 WHEN 1 THEN 2 END; END IF; END',
        'SELECT 1',
      ],
    ],
    [
      'CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1; SELECT 1',
      ['CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1', 'SELECT 1'],
    ],
    [
      'BEGIN; SELECT 1; COMMIT; CREATE TABLE t (a INT); BEGIN; COMMIT',
      ['BEGIN', 'SELECT 1', 'COMMIT', 'CREATE TABLE t (a INT)', 'BEGIN', 'COMMIT'],
    ],
  ])('%s', (sql, expected) => {
    expect(pieces(sql)).toEqual(expected)
  })
})

describe('parsing', () => {
  test('spans count in the whole script', () => {
    const sql = 'SELECT 1;\n  UPDATE t SET a = 5 WHERE b = 6;'
    const [, update] = [...parseScript(sql)]
    expect(sql.slice(update.span.start, update.span.end)).toBe('UPDATE t SET a = 5 WHERE b = 6')
    expect(update.sql).toBe(sql)
    expect(update.literals.map(({ span }) => sql.slice(span.start, span.end))).toEqual(['5', '6'])
    expect(update.cacheKey).toBe('UPDATE t SET a = \0i WHERE b = \0i')
  })

  test('two scripts may be read in turns', () => {
    const first = parseScript('SELECT 1; SELECT 2;')
    const second = parseScript('BEGIN; COMMIT;')
    expect(first.next().value).toMatchObject({ statement: { kind: 'query' } })
    expect(second.next().value).toMatchObject({ statement: { kind: 'start_transaction' } })
    expect(first.next().value).toMatchObject({ statement: { kind: 'query' } })
    expect(second.next().value).toMatchObject({ statement: { kind: 'commit' } })
    expect(first.next().done).toBe(true)
  })
})

describe('complete scripts', () => {
  test.each([
    ['', true],
    ['SELECT 1;', true],
    ['SELECT 1; -- done', true],
    ['SELECT 1', false],
    ['SELECT 1; SELECT', false],
    ["SELECT 'a;", false],
    ['SELECT `a;', false],
    ['SELECT 1; /* open ;', false],
    ['SELECT \\ ;', true],
    ['CREATE TRIGGER g AFTER DELETE ON t FOR EACH ROW BEGIN SET @a = 1;', false],
    ['DELIMITER $$\nSELECT 1;', false],
    ['DELIMITER $$\nSELECT 1; $$', true],
  ])('%s', (sql, complete) => {
    expect(isCompleteScript(sql)).toBe(complete)
  })
})
