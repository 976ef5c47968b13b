import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatJson, parseJson } from './json-document.ts'
import { testColumns, testErrors, testExpressions } from './testing/expression-table.ts'

describe('parts of documents', () => {
  testExpressions([
    [`JSON_UNQUOTE(JSON_EXTRACT('{"id": 14, "name": "Ann"}', '$.name'))`, 'Ann'],
    [`JSON_EXTRACT('[10, 20, [30, 40]]', '$[1]')`, 20],
    [`JSON_EXTRACT('[10, 20, [30, 40]]', '$[2][*]')`, [30, 40]],
    [`JSON_EXTRACT('[10, 20, [30, 40]]', '$[1]', '$[0]')`, [20, 10]],
    [`JSON_EXTRACT('[1, 2, 3, 4]', '$[last]')`, 4],
    [`JSON_EXTRACT('[1, 2, 3, 4]', '$[last-1]')`, 3],
    [`JSON_EXTRACT('[1, 2, 3, 4]', '$[1 to 2]')`, [2, 3]],
    [`JSON_EXTRACT('[1, 2, 3, 4]', '$[last-9]')`, null],
    [`JSON_EXTRACT('[1, 2, 3, 4]', '$[9]')`, null],
    [`JSON_EXTRACT('7', '$[0]')`, 7],
    [`JSON_EXTRACT('{"a": {"b": 1}, "c": {"b": 2}}', '$**.b')`, [1, 2]],
    [`JSON_EXTRACT('{"a": 1, "b": 2}', '$.*')`, [1, 2]],
    [`JSON_EXTRACT('{"a b": 1}', '$."a b"')`, 1],
    [`JSON_EXTRACT('{"__proto__": 1}', '$.constructor')`, null],
    [`JSON_EXTRACT('{"a": null}', '$.a') IS NULL`, 0],
    [`JSON_EXTRACT('{"a": null}', '$.b') IS NULL`, 1],
    [`JSON_EXTRACT(NULL, '$.a')`, null],
    [`JSON_EXTRACT('{"a": 1}', NULL)`, null],
    [`CAST(JSON_EXTRACT('[12345678901234567890123]', '$[0]') AS CHAR)`, '12345678901234567890123'],
    [`CAST(JSON_EXTRACT('{"bb":1,"a":[1.50,1e2]}', '$') AS CHAR)`, '{"a": [1.50, 100.0], "bb": 1}'],
    [`JSON_UNQUOTE('"a\\\\tb"')`, 'a\tb'],
    [`JSON_UNQUOTE('abc')`, 'abc'],
    [`JSON_UNQUOTE('[1]')`, '[1]'],
    [`JSON_QUOTE('a"b')`, '"a\\"b"'],
  ])
})

describe('questions about documents', () => {
  testExpressions([
    [`JSON_VALID('{"a": 1}')`, 1],
    [`JSON_VALID('hello')`, 0],
    [`JSON_VALID('{"a": 01}')`, 0],
    [`JSON_VALID('[1,]')`, 0],
    [`JSON_VALID('')`, 0],
    ['JSON_VALID(1)', 0],
    ['JSON_VALID(NULL)', null],
    [`JSON_TYPE('{}')`, 'OBJECT'],
    [`JSON_TYPE('[]')`, 'ARRAY'],
    [`JSON_TYPE('1')`, 'INTEGER'],
    [`JSON_TYPE('18446744073709551615')`, 'UNSIGNED INTEGER'],
    [`JSON_TYPE('1.5')`, 'DOUBLE'],
    [`JSON_TYPE('null')`, 'NULL'],
    [`JSON_TYPE('true')`, 'BOOLEAN'],
    [`JSON_TYPE('"x"')`, 'STRING'],
    [`JSON_LENGTH('[1, 2, {"a": 3}]')`, 3],
    [`JSON_LENGTH('{"a": 1, "b": {"c": 30}}', '$.b')`, 1],
    [`JSON_LENGTH('{"a": 1}', '$.x')`, null],
    [`JSON_LENGTH('"abc"')`, 1],
    [`JSON_DEPTH('[10, {"a": 20}]')`, 3],
    [`JSON_KEYS('{"bb": 1, "a": {"c": 30}}')`, ['a', 'bb']],
    [`JSON_KEYS('{"a": 1, "b": {"c": 30}}', '$.b')`, ['c']],
    [`JSON_KEYS('[1]')`, null],
    [`JSON_CONTAINS('{"a": 1, "b": 2, "c": {"d": 4}}', '1', '$.a')`, 1],
    [`JSON_CONTAINS('{"a": 1, "b": 2, "c": {"d": 4}}', '{"d": 4}', '$.c')`, 1],
    [`JSON_CONTAINS('{"a": 1, "b": 2}', '{"b": 2}')`, 1],
    [`JSON_CONTAINS('[1, [2, 3]]', '[3]')`, 1],
    [`JSON_CONTAINS('[1, 2]', '[1, 5]')`, 0],
    [`JSON_CONTAINS('[1.0]', '1')`, 1],
    [`JSON_CONTAINS('["1"]', '1')`, 0],
    [`JSON_CONTAINS('{"a": 1}', '1', '$.z')`, null],
  ])
})

describe('making documents', () => {
  testExpressions([
    [`JSON_ARRAY(1, 'a"b', NULL, 1.50, 2e0)`, [1, 'a"b', null, 1.5, 2]],
    [
      `CAST(JSON_ARRAY(9223372036854775807, 1.50, 2e0) AS CHAR)`,
      '[9223372036854775807, 1.50, 2.0]',
    ],
    [`CAST(JSON_ARRAY(DATE '2024-01-02', CAST('[1]' AS JSON)) AS CHAR)`, '["2024-01-02", [1]]'],
    ['JSON_ARRAY()', []],
    [
      `CAST(JSON_OBJECT('id', 87, 'name', 'carrot', 'id', 88) AS CHAR)`,
      '{"id": 88, "name": "carrot"}',
    ],
    ['JSON_OBJECT()', {}],
  ])
})

describe('over columns', () => {
  testColumns(
    `CREATE TABLE documents (id INT PRIMARY KEY, j JSON);
     INSERT INTO documents VALUES (1, '{"name": "Ann", "tags": ["x", "y"], "n": 5}'), (2, NULL), (3, '{"name": "ann"}')`,
    'documents',
    [
      [`j->'$.name'`, ['Ann', null, 'ann']],
      [`j->>'$.name'`, ['Ann', null, 'ann']],
      [`j->>'$.tags[1]'`, ['y', null, null]],
      [`j->'$.name' = 'Ann'`, [1, null, 0]],
      [`j->'$.name' IN ('ann', 'x')`, [0, null, 1]],
      [`j->'$.n' > 4`, [1, null, null]],
      [`JSON_LENGTH(j)`, [3, null, 1]],
      [
        `JSON_OBJECT('i', id, 'j', j->'$.n')`,
        [
          { i: 1, j: 5 },
          { i: 2, j: null },
          { i: 3, j: null },
        ],
      ],
    ],
  )
})

describe('errors', () => {
  testErrors([
    [`JSON_EXTRACT('{', '$.a')`, 'Invalid JSON text'],
    [`JSON_EXTRACT('{}', 'a')`, 'Invalid JSON path'],
    [`JSON_EXTRACT('{}', '$.')`, 'Invalid JSON path'],
    [`JSON_EXTRACT('{}', '$**')`, 'Invalid JSON path'],
    [`JSON_LENGTH('{}', '$.*')`, 'may not contain'],
    [`JSON_TYPE(1)`, 'Invalid data type'],
    [`JSON_OBJECT('a')`, 'parameter count'],
    [`JSON_OBJECT(NULL, 1)`, 'NULL member names'],
    [`JSON_TYPE(REPEAT('[', 100000))`, 'maximum depth'],
    [`JSON_ARRAY(x'ff')`, 'Binary'],
  ])
})

describe('the reader of documents', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const printed = formatJson(parseJson(text))
        expect(JSON.parse(printed)).toEqual(JSON.parse(text))
      }),
      { seed: 11 },
    )
  })
  it('rejects what JSON.parse rejects', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'[]{}",:0-1.e+\\u tn'), maxLength: 12 })
    const reads = (parse: (text: string) => unknown, text: string) => {
      try {
        parse(text)
        return true
      } catch {
        return false
      }
    }
    fc.assert(
      fc.property(noise, (text) => reads(parseJson, text) === reads(JSON.parse, text)),
      { seed: 12, numRuns: 2000 },
    )
  })
})
