import { describe, expect, test } from 'vitest'
import { SqlError } from '../../base/errors.ts'
import { parseScript, parseStatement } from './parse.ts'

/** The error that parsing throws. */
function errorOf(sql: string): SqlError {
  try {
    parseStatement(sql)
  } catch (error) {
    if (error instanceof SqlError) return error
    throw error
  }
  throw new Error(`no error: ${sql}`)
}

describe('syntax errors', () => {
  test.each([
    ['SELECT * FROM t WHERE a = )', "expected an expression, found ')' at line 1, column 27"],
    ['SELECT (1', "expected ')', found the end of the statement at line 1, column 10"],
    ['SELECT 1 FROM', 'expected a table name, found the end of the statement'],
    ['SELECT 1 FROM select', "expected a table name, found the reserved word 'select'"],
    ['SELECT 1 x t', "expected the end of the statement, found 't'"],
    ['SELECT a,\n  b c d', "expected the end of the statement, found 'd' at line 2, column 7"],
    ['SELECT a FROM t GROUP a', "expected BY, found 'a'"],
    ['SELECT a NOT b', "found the reserved word 'NOT'"],
    ['SELECT CASE END', 'expected WHEN, found the end of the statement'],
    ['SELECT CASE a END', "expected WHEN, found 'END'"],
    ['SELECT CAST(a AS nothing)', "expected a data type, found 'nothing'"],
    ['SELECT a IS b', "expected NULL, TRUE, FALSE or UNKNOWN, found 'b'"],
    ['SELECT INTERVAL 1 century', "expected a unit of time, found 'century'"],
    ['INSERT INTO t', 'expected VALUES, SET or a query'],
    ['INSERT INTO t VALUES 1', "expected '(', found '1'"],
    ['CREATE TABLE t (a)', "expected a data type, found ')'"],
    ['CREATE TABLE t', 'expected columns or a query'],
    ['CREATE THING x', "found 'THING'"],
    ['DROP INDEX i', 'expected ON and the table of the index'],
    ['ALTER TABLE t FOO', 'expected an action such as ADD'],
    ['DELETE FROM a, b', 'must name those whose rows go'],
    ['VALUES ROW(1), ROW(1, 2)', 'differ in length'],
    ['', 'expected a statement, found nothing'],
    [' -- nothing', 'expected a statement, found nothing'],
    [';', 'expected a statement, found nothing'],
    ['SELECT 1; SELECT 2', "expected one statement only, found the reserved word 'SELECT'"],
    ['SELECT `` FROM t', 'a name may not be empty'],
    ['SELECT "abc', 'unterminated string that begins at line 1, column 8'],
    ['SELECT\n `abc', 'unterminated quoted name that begins at line 2, column 2'],
    ['SELECT 1 /* abc', 'unterminated comment that begins at line 1, column 10'],
    ['SELECT /*! 1', 'unterminated comment that begins'],
    ['SELECT @', "expected a name after '@'"],
    ['SELECT a \x01', "unexpected character '\\x01'"],
    ['SELECT \\N', "unexpected character '\\'"],
    [`SELECT ${'x'.repeat(100)} ${'y'.repeat(100)} z`, "found 'z'"],
  ])('%s', (sql, message) => {
    const error = errorOf(sql)
    expect(error.code).toBe('syntax')
    expect(error.errno).toBe(1064)
    expect(error.message).toContain(message)
  })

  test('carry the place and the line with a caret', () => {
    const error = errorOf('SELECT a,\n  FROM t')
    expect(error.position).toEqual({ line: 2, column: 3 })
    expect(error.message).toBe(
      "expected an expression, found the reserved word 'FROM' at line 2, column 3\n  FROM t\n  ^^^^",
    )
  })

  test('quote only the neighbourhood in a long line', () => {
    const error = errorOf(`SELECT ${'a, '.repeat(10_000)} FROM t`)
    expect(error.message.length).toBeLessThan(400)
    const [, line, carets] = error.message.split('\n')
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('FROM')
  })
})

describe('a first word misspelt', () => {
  test.each([
    ['SELCT 1', 'SELECT'],
    ['SELETC 1', 'SELECT'],
    ['INSRT INTO t VALUES (1)', 'INSERT'],
    ['UPDAET t SET a = 1', 'UPDATE'],
    ['CRAETE TABLE t (a INT)', 'CREATE'],
    ['DELTE FROM t', 'DELETE'],
  ])('%s', (sql, suggestion) => {
    expect(errorOf(sql).message).toContain(`did you mean ${suggestion}?`)
  })

  test('no suggestion for what is near nothing', () => {
    expect(errorOf('HELLO WORLD').message).not.toContain('did you mean')
  })
})

describe('a clause misspelt', () => {
  test.each([
    ['SELECT * FORM t', 'FROM', 'FORM'],
    ['SELECT a FORM t', 'FROM', 'FORM'],
    ['SELECT COUNT(*) FRM t WHERE a = 1', 'FROM', 'FRM'],
    ['SELECT * FROM t WERE a = 1', 'WHERE', 'WERE'],
    ['SELECT * FROM t x WHRE a = 1', 'WHERE', 'WHRE'],
    ['SELECT * FROM t GROPU BY a', 'GROUP', 'GROPU'],
    ['DELETE FROM t WEHRE a = 1', 'WHERE', 'WEHRE'],
  ])('%s', (sql, suggestion, found) => {
    const error = errorOf(sql)
    expect(error.message).toContain(`(did you mean ${suggestion}?), found '${found}'`)
    expect(error.span).toEqual({
      start: sql.indexOf(found),
      end: sql.indexOf(found) + found.length,
    })
  })

  test('no suggestion for quoted names and what is near nothing', () => {
    for (const sql of ['SELECT a `FORM` t', 'SELECT a b c', 'SELECT 1 2']) {
      expect(errorOf(sql).message).not.toContain('did you mean')
    }
  })
})

describe('unsupported statements say so', () => {
  test.each([
    ['GRANT ALL ON *.* TO a', 'GRANT is not supported'],
    ['HANDLER t OPEN', 'HANDLER is not supported'],
    ['CREATE USER a', 'CREATE USER is not supported'],
    ['ALTER USER a', 'ALTER USER is not supported'],
    ['EXPLAIN FORMAT = XML SELECT 1', 'EXPLAIN FORMAT = XML is not supported'],
  ])('%s', (sql, message) => {
    const error = errorOf(sql)
    expect(error.code).toBe('unsupported')
    expect(error.message).toContain(message)
  })
})

test('an error in a script counts lines in the whole script', () => {
  const script = parseScript('SELECT 1;\nSELECT 2;\nSELECT FROM;\n')
  script.next()
  script.next()
  expect(() => script.next()).toThrow('at line 3, column 8')
})
