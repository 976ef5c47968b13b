import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePointLength, sliceCodePoints, unitOffset } from './code-points.ts'
import { testColumns, testErrors, testExpressions } from './testing/expression-table.ts'

describe('lengths', () => {
  testExpressions([
    ["LENGTH('é😀')", 6],
    ["CHAR_LENGTH('é😀')", 2],
    ["BIT_LENGTH('abc')", 24],
    ["LENGTH('')", 0],
    ["LENGTH(x'ff00')", 2],
    ["CHAR_LENGTH(x'ff00')", 2],
    ['LENGTH(123.450)', 7],
    ["ASCII('dx')", 100],
    ["ASCII('')", 0],
    ["ASCII('é')", 195],
    ["ASCII(x'ff')", 255],
    ["ORD('é')", 50089],
    ["ORD('😀')", 4036991104],
    ['LENGTH(NULL)', null],
  ])
})

describe('parts of a text', () => {
  testExpressions([
    ["SUBSTRING('Quadratically', 5)", 'ratically'],
    ["SUBSTRING('Quadratically' FROM 5 FOR 6)", 'ratica'],
    ["SUBSTRING('Sakila', -5, 3)", 'aki'],
    ["SUBSTRING('Sakila', -7, 3)", ''],
    ["SUBSTRING('Sakila', 0, 3)", ''],
    ["SUBSTR('a😀b😀c', 2, 3)", '😀b😀'],
    ["MID('a😀b😀c', -2, 9)", '😀c'],
    ["SUBSTRING('abc', 2, -1)", ''],
    ["SUBSTRING('abc', 9223372036854775807)", ''],
    ["SUBSTRING('abc', -9223372036854775807)", ''],
    ["SUBSTRING('abc', 1, 18446744073709551615)", 'abc'],
    ["LEFT('😀😀x', 1)", '😀'],
    ["LEFT('abc', -1)", ''],
    ["LEFT('abc', 1.5)", 'ab'],
    ["LEFT(12345, '2x')", '12'],
    ["RIGHT('x😀😀', 1)", '😀'],
    ["RIGHT('abc', 9)", 'abc'],
    ["SUBSTRING_INDEX('www.mysql.com', '.', 2)", 'www.mysql'],
    ["SUBSTRING_INDEX('www.mysql.com', '.', -2)", 'mysql.com'],
    ["SUBSTRING_INDEX('www.mysql.com', '.', -9)", 'www.mysql.com'],
    ["SUBSTRING_INDEX('www.mysql.com', 'M', 1)", 'www.mysql.com'],
    ["SUBSTRING_INDEX('aaa', 'aa', -1)", 'a'],
    ["SUBSTRING_INDEX('aaaaa', 'aa', -2)", 'aaa'],
    ["SUBSTRING_INDEX('', '.', 1)", ''],
    ["HEX(SUBSTRING(x'010203', 2))", '0203'],
    ["SUBSTRING(x'0102ff', -1)", [255]],
  ])
})

describe('changes of a text', () => {
  testExpressions([
    ["INSERT('Quadratic', 3, 4, 'What')", 'QuWhattic'],
    ["INSERT('Quadratic', -1, 4, 'What')", 'Quadratic'],
    ["INSERT('Quadratic', 3, 100, 'What')", 'QuWhat'],
    ["INSERT('a😀c', 2, 1, 'b')", 'abc'],
    ["REPLACE('www.mysql.com', 'w', 'Ww')", 'WwWwWw.mysql.com'],
    ["REPLACE('www', 'W', 'x')", 'www'],
    ["REPLACE('abc', '', 'x')", 'abc'],
    ["REPLACE('a$b', '$', '$&')", 'a$&b'],
    ["REVERSE('a😀b')", 'b😀a'],
    ["UPPER('straße é')", 'STRAßE É'],
    ["LOWER('ÀΣ İX')", 'àσ ix'],
    ["LOWER(BINARY 'ABC')", [65, 66, 67]],
    ["TRIM('  bar   ')", 'bar'],
    ["TRIM(LEADING 'x' FROM 'xxxbarxxx')", 'barxxx'],
    ["TRIM(TRAILING 'xyz' FROM 'barxxyz')", 'barx'],
    ["TRIM(BOTH 'aa' FROM 'aaa')", 'a'],
    ["TRIM('😀' FROM '😀a😀')", 'a'],
    ["LTRIM('  a ')", 'a '],
    ["RTRIM('  a ')", '  a'],
    ["LPAD('hi', 4, '??')", '??hi'],
    ["LPAD('hi', 7, 'abc')", 'abcabhi'],
    ["LPAD('hi', 1, '??')", 'h'],
    ["RPAD('😀', 3, '😀x')", '😀😀x'],
    ["RPAD('hi', -1, 'a')", null],
    ["LPAD('hi', 4)", '  hi'],
    ["REPEAT('ab', 3)", 'ababab'],
    ["REPEAT('ab', -3)", ''],
    ['SPACE(3)', '   '],
    ["REPEAT(x'ff', 2)", [255, 255]],
    ["REPEAT('x', NULL)", null],
  ])
})

describe('joining', () => {
  testExpressions([
    ["CONCAT('a', 1, 2.50, 'é😀')", 'a12.50é😀'],
    ["CONCAT('a', NULL)", null],
    ["CONCAT(DATE '2024-01-02', ' x')", '2024-01-02 x'],
    ["CONCAT(x'ff', 'a')", [255, 97]],
    ['CONCAT(9007199254740993, TRUE)', '90071992547409931'],
    ["CONCAT_WS(',', 'a', NULL, 'b', '')", 'a,b,'],
    ["CONCAT_WS(NULL, 'a', 'b')", null],
    ["CONCAT_WS('-', NULL, NULL)", ''],
    ["CONCAT_WS(x'00', 'a', x'ff')", [97, 0, 255]],
  ])
})

describe('searching', () => {
  testExpressions([
    ["INSTR('foobarbar', 'BAR')", 4],
    ["INSTR('résumé', 'ME')", 5],
    ["INSTR('a😀b', 'b')", 3],
    ["INSTR('abc', '')", 1],
    ["INSTR(BINARY 'abc', 'B')", 0],
    ["INSTR('abc' COLLATE utf8mb4_bin, 'B')", 0],
    ["LOCATE('bar', 'foobarbar', 5)", 7],
    ["LOCATE('bar', 'foobarbar', 0)", 0],
    ["LOCATE('', 'abc', 4)", 4],
    ["LOCATE('', 'abc', 5)", 0],
    ["LOCATE('b', '😀b😀B', 3)", 4],
    ["POSITION('b' IN 'abc')", 2],
    ["FIELD('bb', 'Aa', 'Bb', 'Cc')", 2],
    ["FIELD(NULL, 'a')", 0],
    ["FIELD('x', NULL, 'X')", 2],
    ['FIELD(2, 1, 2.0)', 2],
    ["FIELD(2, '1', '2')", 2],
    ['FIELD(9007199254740993, 9007199254740992, 9007199254740993)', 2],
    ["FIND_IN_SET('B', 'a,b,c,d')", 2],
    ["FIND_IN_SET('', 'a,,c')", 2],
    ["FIND_IN_SET('', '')", 0],
    ["FIND_IN_SET('a,b', 'a,b')", 0],
    ["ELT(1, 'Aa', 'Bb')", 'Aa'],
    ["ELT(3, 'Aa', 'Bb')", null],
    ["ELT(2, 'a', NULL)", null],
    ["STRCMP('text', 'text2')", -1],
    ["STRCMP('TEXT', 'text')", 0],
  ])
})

describe('encodings', () => {
  testExpressions([
    ["HEX('é')", 'C3A9'],
    ['HEX(255)', 'FF'],
    ['HEX(-1)', 'FFFFFFFFFFFFFFFF'],
    ['HEX(1.5)', '2'],
    ["UNHEX('4d79')", [0x4d, 0x79]],
    ["UNHEX('ABC')", [0x0a, 0xbc]],
    ["UNHEX('GG')", null],
    ["CHAR(77, 121, '76')", [77, 121, 76]],
    ["CHAR(77, 121, '76' USING utf8mb4)", 'MyL'],
    ['CHAR(256, NULL, 65536)', [1, 0, 1, 0, 0]],
    ["QUOTE('Don\\'t\\\\')", "'Don\\'t\\\\'"],
    ['QUOTE(NULL)', 'NULL'],
    ["TO_BASE64('abc')", 'YWJj'],
    ["CHAR_LENGTH(TO_BASE64(REPEAT('x', 100)))", 137],
    ["FROM_BASE64('YWJj')", [97, 98, 99]],
    ["FROM_BASE64('!!')", null],
    ["MD5('testing')", 'ae2b1fca515949e5d54fb22b8ed95575'],
    ["SHA1('abc')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ["SHA2('abc', 0) = SHA2('abc', 256)", 1],
    ["SHA2('abc', 224)", '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'],
    ["SHA2('abc', 100)", null],
    ["CRC32('MySQL')", 3259397556],
    ["CRC32('')", 0],
    ['FORMAT(12332.123456, 4)', '12,332.1235'],
    ['FORMAT(-1234567.891, 2)', '-1,234,567.89'],
    ['FORMAT(9007199254740993, 0)', '9,007,199,254,740,993'],
    ['FORMAT(999, 1)', '999.0'],
    ['FORMAT(1e20, 2)', '100,000,000,000,000,000,000.00'],
    ["FORMAT(1234.5, 2, 'en_US')", '1,234.50'],
  ])
})

describe('over columns', () => {
  testColumns(
    `CREATE TABLE texts (id INT PRIMARY KEY, t VARCHAR(20), b VARBINARY(9), c VARCHAR(9) COLLATE utf8mb4_bin);
     INSERT INTO texts VALUES (1, 'Ann', x'01ff', 'a'), (2, NULL, NULL, NULL), (3, '', x'', ''), (4, '😀Ann', x'41', 'A')`,
    'texts',
    [
      ['ISNULL(t)', [0, 1, 0, 0]],
      ['UPPER(t)', ['ANN', null, '', '😀ANN']],
      ['CHAR_LENGTH(t)', [3, null, 0, 4]],
      ["CONCAT_WS('/', t, c)", ['Ann/a', '', '/', '😀Ann/A']],
      ["CONCAT(t, '!')", ['Ann!', null, '!', '😀Ann!']],
      ["INSTR(c, 'a')", [1, null, 0, 0]],
      ["INSTR(t, 'a')", [1, null, 0, 2]],
      ['HEX(b)', ['01FF', null, '', '41']],
      ['REVERSE(b)', [[255, 1], null, [], [65]]],
      ["FIELD(t, 'x', 'ann')", [2, 0, 0, 0]],
      ['ELT(id, t, 1, t, NULL)', ['Ann', '1', '', null]],
      ['QUOTE(t)', ["'Ann'", 'NULL', "''", "'😀Ann'"]],
      ["c = 'A'", [0, null, 0, 1]],
      ["LOWER(c) = 'A'", [0, null, 0, 0]],
    ],
  )
})

describe('errors', () => {
  testErrors([
    ["REPEAT('abc', 1000000000)", 'larger than'],
    ["LPAD('a', 1000000000, 'b')", 'larger than'],
    ['SPACE(9223372036854775807)', 'larger than'],
    ["REPLACE(REPEAT('a', 10000000), 'a', 'bbbbbbbbbbbb')", 'larger than'],
    ["CONCAT(REPEAT('a', 60000000), REPEAT('a', 60000000))", 'larger than'],
    ['CONCAT()', 'parameter count'],
    ["SUBSTRING('a')", 'parameter count'],
    ["FORMAT(1, 2, 'xx_XX')", 'locale'],
  ])
})

describe('positions in code points', () => {
  it('agree with an array of the characters', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, fc.nat(20), fc.nat(20), (value, start, count) => {
        const characters = [...value]
        expect(codePointLength(value)).toBe(characters.length)
        expect(sliceCodePoints(value, start, count)).toBe(
          characters.slice(start, start + count).join(''),
        )
        expect(unitOffset(value, start)).toBe(characters.slice(0, start).join('').length)
      }),
      { seed: 7 },
    )
  })
})
