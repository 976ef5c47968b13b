import { describe, expect, test } from 'vitest'
import { parseExpressionText, parseStatement } from './parse.ts'

describe('numbers', () => {
  test.each([
    ['0', { type: 'integer', value: 0 }],
    ['9007199254740991', { type: 'integer', value: 9007199254740991 }],
    ['9007199254740993', { type: 'integer', value: 9007199254740993n }],
    ['18446744073709551615', { type: 'integer', value: 18446744073709551615n }],
    [
      '18446744073709551616',
      { type: 'decimal', value: 18446744073709551616n, precision: 20, scale: 0 },
    ],
    ['1.50', { type: 'decimal', value: 150, precision: 3, scale: 2 }],
    ['.5', { type: 'decimal', value: 5, precision: 1, scale: 1 }],
    ['0.5', { type: 'decimal', value: 5, precision: 2, scale: 1 }],
    ['007.5', { type: 'decimal', value: 75, precision: 2, scale: 1 }],
    ['5.', { type: 'decimal', value: 5, precision: 1, scale: 0 }],
    [
      '12345678901234567890.12',
      { type: 'decimal', value: 1234567890123456789012n, precision: 22, scale: 2 },
    ],
    ['1e3', { type: 'float', value: 1000 }],
    ['1.5E-3', { type: 'float', value: 0.0015 }],
    ['1e+2', { type: 'float', value: 100 }],
    ['1'.repeat(70), { type: 'float', value: Number('1'.repeat(70)) }],
  ])('%s', (sql, literal) => {
    expect(parseExpressionText(sql)).toMatchObject({ kind: 'literal', ...literal })
  })

  test('a name may begin with digits', () => {
    expect(parseExpressionText('2nd')).toMatchObject({ kind: 'column', name: { name: '2nd' } })
    expect(parseExpressionText('1e')).toMatchObject({ kind: 'column', name: { name: '1e' } })
    expect(parseExpressionText('0xzz')).toMatchObject({ kind: 'column', name: { name: '0xzz' } })
  })

  test('a float beyond DOUBLE is refused', () => {
    expect(() => parseExpressionText('1e400')).toThrow('out of the range of DOUBLE')
  })
})

describe('strings', () => {
  test.each([
    ["''", ''],
    ["'a''b'", "a'b"],
    ['"a""b\'c"', 'a"b\'c'],
    [String.raw`'a\'b\"c\\d'`, 'a\'b"c\\d'],
    [String.raw`'\n\t\r\b\0\Z'`, '\n\t\r\b\0\x1a'],
    [String.raw`'\%\_\x'`, '\\%\\_x'],
    ["'a' 'b'\n\"c\"", 'abc'],
    ["'a' /* c */ 'b'", 'ab'],
    ["'größe 🎉'", 'größe 🎉'],
    ["'line\nbreak'", 'line\nbreak'],
    ["'-- no comment /* none */ # ; '", '-- no comment /* none */ # ; '],
  ])('%s', (sql, value) => {
    expect(parseExpressionText(sql)).toMatchObject({ type: 'string', value, charset: null })
  })

  test('a backslash is itself where NO_BACKSLASH_ESCAPES holds', () => {
    const modes = { noBackslashEscapes: true }
    expect(parseExpressionText("'a\\'", modes)).toMatchObject({ value: 'a\\' })
  })

  test('double quotes are names where ANSI_QUOTES holds', () => {
    const modes = { ansiQuotes: true }
    expect(parseExpressionText('"a""b"', modes)).toMatchObject({
      kind: 'column',
      name: { name: 'a"b' },
    })
  })

  test.each([
    ["_utf8mb4'x'", { type: 'string', charset: 'utf8mb4', value: 'x' }],
    ["_latin1 'x'", { type: 'string', charset: 'latin1' }],
    ["N'x'", { type: 'string', charset: 'utf8mb3', value: 'x' }],
    ["n'x'", { type: 'string', charset: 'utf8mb3', value: 'x' }],
    ["_binary'é'", { type: 'binary', value: new Uint8Array([0xc3, 0xa9]) }],
    ["_utf8mb4 x'C3A9'", { type: 'string', value: 'é' }],
    ['_unknown', { kind: 'column' }],
  ])('introducer %s', (sql, literal) => {
    expect(parseExpressionText(sql)).toMatchObject(literal)
  })
})

describe('bytes', () => {
  test.each([
    ["X'4D7a'", 'hex', [0x4d, 0x7a]],
    ["x''", 'hex', []],
    ['0x4D7', 'hex', [0x04, 0xd7]],
    ["b'101'", 'bit', [5]],
    ['0b100000001', 'bit', [1, 1]],
  ])('%s', (sql, type, bytes) => {
    expect(parseExpressionText(sql)).toMatchObject({ type, value: new Uint8Array(bytes) })
  })

  test.each(["x'4'", "x'4G'", "b'102'", "x'41"])('%s is refused', (sql) => {
    expect(() => parseExpressionText(sql)).toThrow('expected')
  })
})

describe('others', () => {
  test.each([
    ["DATE '2024-02-29'", { type: 'date', value: '2024-02-29' }],
    ["TIME'10:00'", { type: 'time', value: '10:00' }],
    ["TIMESTAMP '2024-01-01 10:00'", { type: 'timestamp' }],
    ["{ts '2024-01-01 10:00'}", { type: 'timestamp' }],
    ['null', { type: 'null', value: null }],
    ['True', { type: 'boolean', value: true }],
    ['@`a b`', { kind: 'user_variable', name: 'a b' }],
    ["@'a b'", { kind: 'user_variable', name: 'a b' }],
    ['@a.b$c', { kind: 'user_variable', name: 'a.b$c' }],
    ['@@SQL_MODE', { kind: 'system_variable', scope: null, name: 'sql_mode' }],
    ['@@Local.x', { kind: 'system_variable', scope: 'session', name: 'x' }],
    ['@@hot.key_buffer', { kind: 'system_variable', scope: null, name: 'hot.key_buffer' }],
  ])('%s', (sql, node) => {
    expect(parseExpressionText(sql)).toMatchObject(node)
  })
})

describe('comments', () => {
  test.each([
    ['SELECT 1 -- rest\n+ 2', 'SELECT 1 + 2'],
    ['SELECT 1 --\n+ 2', 'SELECT 1 + 2'],
    ['SELECT 1 # rest\n+ 2', 'SELECT 1 + 2'],
    ["/* a ; ' */ SELECT /* b */ 1 + 2 -- end", 'SELECT 1 + 2'],
    ['SELECT 1 /*! + 2 */', 'SELECT 1 + 2'],
    ['SELECT 1 /*!50000 + 2 */', 'SELECT 1 + 2'],
    ['SELECT 1 + 2 /*!99999 + 3 */', 'SELECT 1 + 2'],
    ['SELECT /*!50000 1 /* c */ + */ 2', 'SELECT 1 + 2'],
    ['SELECT /*+ NO_MERGE(t) */ 1 + 2', 'SELECT 1 + 2'],
    ['\ufeffSELECT 1 + 2', 'SELECT 1 + 2'],
    ['SELECT 1 -- \u2028 rest\n + 2', 'SELECT 1 + 2'],
  ])('%s', (sql, same) => {
    const shape = (text: string) => JSON.stringify(parseStatement(text).statement, dropPlaces)
    expect(shape(sql)).toBe(shape(same))
  })
})

function dropPlaces(key: string, value: unknown): unknown {
  return key === 'span' || key === 'text' ? undefined : value
}
