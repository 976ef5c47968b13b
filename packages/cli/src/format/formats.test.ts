import type { ResultColumn } from 'sqlexec'
import { describe, expect, test } from 'vitest'
import { displayWidth } from './display-width.ts'
import { type FormatName, formats } from './index.ts'

type SqlType = ResultColumn['sqlType']

const text: SqlType = {
  kind: 'text',
  name: 'varchar',
  length: null,
  collation: 'utf8mb4_0900_ai_ci',
}
const bigint: SqlType = { kind: 'integer', bits: 64, unsigned: false }

function column(name: string, sqlType: SqlType): ResultColumn {
  return { name, sqlType, type: sqlType.kind }
}

function format(name: FormatName, columns: ResultColumn[], rows: unknown[][]): string {
  return [...formats[name].write({ columns, rows })].join('')
}

const people = [column('id', bigint), column('name', text)]
const rows = [
  [1, 'Ann'],
  [12, null],
]

describe('two rows', () => {
  test('table', () => {
    expect(format('table', people, rows)).toBe(
      [
        '+----+------+',
        '| id | name |',
        '+----+------+',
        '|  1 | Ann  |',
        '| 12 | NULL |',
        '+----+------+',
        '',
      ].join('\n'),
    )
  })

  test('vertical', () => {
    const stars = '***************************'
    expect(format('vertical', people, rows)).toBe(
      `${stars} 1. row ${stars}\n  id: 1\nname: Ann\n${stars} 2. row ${stars}\n  id: 12\nname: NULL\n`,
    )
  })

  test('json', () => {
    const output = format('json', people, rows)
    expect(output).toBe('[{"id":1,"name":"Ann"},\n{"id":12,"name":null}]\n')
  })

  test('jsonl', () => {
    const output = format('jsonl', people, rows)
    expect(output).toBe('{"id":1,"name":"Ann"}\n{"id":12,"name":null}\n')
  })

  test('csv', () => {
    expect(format('csv', people, rows)).toBe('id,name\n1,Ann\n12,\n')
  })

  test('markdown', () => {
    const output = format('markdown', people, rows)
    expect(output).toBe('| id | name |\n| ---: | --- |\n| 1 | Ann |\n| 12 | NULL |\n')
  })
})

test.each([
  ['table', ''],
  ['vertical', ''],
  ['json', '[]\n'],
  ['jsonl', ''],
  ['csv', 'id,name\n'],
  ['markdown', '| id | name |\n| ---: | --- |\n'],
] as const)('no rows as %s', (name, expected) => {
  expect(format(name, people, [])).toBe(expected)
})

const temporal = (kind: 'datetime' | 'timestamp' | 'time', fsp: number | null): SqlType => ({
  kind,
  fsp,
})

test.each<[string, SqlType, unknown, string, string]>([
  ['a bigint', bigint, 9223372036854775807n, '9223372036854775807', '9223372036854775807'],
  ['a boolean', { kind: 'boolean' }, true, '1', 'true'],
  ['a double', { kind: 'double' }, 1e300, '1e300', '1e+300'],
  ['not a number', { kind: 'double' }, Number.NaN, 'NaN', '"NaN"'],
  ['infinity', { kind: 'float' }, -Infinity, '-Infinity', '"-Infinity"'],
  [
    'a decimal',
    { kind: 'decimal', precision: 38, scale: 2, unsigned: false },
    '123456789012345678901234567890.10',
    '123456789012345678901234567890.10',
    '"123456789012345678901234567890.10"',
  ],
  ['a date', { kind: 'date' }, '2024-02-29', '2024-02-29', '"2024-02-29"'],
  [
    'a datetime',
    temporal('datetime', null),
    new Date('2024-02-29T01:02:03Z'),
    '2024-02-29 01:02:03',
    '"2024-02-29 01:02:03"',
  ],
  [
    'milliseconds',
    temporal('timestamp', null),
    new Date('1969-12-31T23:59:59.007Z'),
    '1969-12-31 23:59:59.007',
    '"1969-12-31 23:59:59.007"',
  ],
  [
    'a declared fraction',
    temporal('datetime', 1),
    new Date('2024-02-29T01:02:03Z'),
    '2024-02-29 01:02:03.0',
    '"2024-02-29 01:02:03.0"',
  ],
  [
    'microseconds',
    temporal('time', 6),
    '-01:02:03.000004',
    '-01:02:03.000004',
    '"-01:02:03.000004"',
  ],
  [
    'bytes',
    { kind: 'bytes', name: 'blob', length: null },
    new Uint8Array([0, 171, 255]),
    '0x00ABFF',
    '"AKv/"',
  ],
  ['JSON', { kind: 'json' }, { a: [1, null] }, '"{""a"":[1,null]}"', '{"a":[1,null]}'],
  ['an empty text', text, '', '""', '""'],
  ['a comma and a quote', text, 'a,"b"', '"a,""b"""', '"a,\\"b\\""'],
  ['lines', text, 'a\r\nb', '"a\r\nb"', '"a\\r\\nb"'],
  ['a lone surrogate', text, '\ud800', '\ud800', '"\\ud800"'],
])('%s in CSV and in JSON', (_, type, value, csv, json) => {
  const columns = [column('v', type)]
  expect(format('csv', columns, [[value]])).toBe(`v\n${csv}\n`)
  expect(format('json', columns, [[value]])).toBe(`[{"v":${json}}]\n`)
})

test('the table makes room for wide characters and for lines', () => {
  expect(format('table', [column('名', text)], [['日本'], ['a\nbcd'], ['e\u0301']])).toBe(
    [
      '+------+',
      '| 名   |',
      '+------+',
      '| 日本 |',
      '| a    |',
      '| bcd  |',
      '| e\u0301    |',
      '+------+',
      '',
    ].join('\n'),
  )
})

test.each(['table', 'vertical', 'markdown'] as const)(
  '%s lets no value steer a terminal',
  (name) => {
    const output = format(name, [column('v\x1b', text)], [['\x1b[31m\x07\x9b']])
    expect(output).not.toMatch(/[^\P{Cc}\n]/u)
  },
)

test('markdown escapes what would end or style a cell', () => {
  const output = format('markdown', [column('v', text)], [['a|b *c*\n<d> & e']])
  expect(output.split('\n')[2]).toBe('| a\\|b \\*c\\*<br>\\<d\\> &amp; e |')
})

test('columns of one name are all written', () => {
  const output = format('jsonl', [column('a', bigint), column('a', bigint)], [[1, 2]])
  expect(output).toBe('{"a":1,"a":2}\n')
})

test.each([
  ['abc', 3],
  ['日本', 4],
  ['e\u0301', 1],
  ['👍', 2],
  ['', 0],
])('%j takes %i columns', (value, width) => {
  expect(displayWidth(value)).toBe(width)
})
