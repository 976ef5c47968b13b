import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drive } from '../../exec/maybe-async.ts'
import { csvFormat, type DelimitedFormat } from '../../plan/file-format.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import { types } from '../../types/sql-type.ts'
import { DelimitedRecords, FieldFlag } from './delimited-records.ts'
import { DelimitedWriter } from './write-delimited.ts'

const mysqlFormat: DelimitedFormat = {
  ...csvFormat,
  fieldEnd: '\t',
  lineEnd: '\n',
  quote: '',
  strictQuotes: false,
  escaper: '\\',
  escapesLetters: true,
  nullText: null,
  skipsEmptyLines: false,
}

const formats: Record<string, DelimitedFormat> = {
  csv: csvFormat,
  'csv with all quoted': { ...csvFormat, quoted: 'all', nullText: 'NULL' },
  'csv with an escape character': { ...csvFormat, escaper: '\\' },
  'csv with long ends': { ...csvFormat, fieldEnd: '||', lineEnd: '\r\n' },
  mysql: mysqlFormat,
  'mysql in quotes': { ...mysqlFormat, fieldEnd: ',', quote: '"', quoted: 'text' },
  'mysql with a start of lines': { ...mysqlFormat, lineStart: '>>', lineEnd: ';;' },
}

/** The records of a text that comes in pieces of these sizes, again and again. */
function recordsOf(text: string, format: DelimitedFormat, pieces: readonly number[]) {
  const bytes = Buffer.from(text)
  const records = new DelimitedRecords(format)
  const found: { line: number; fields: (string | null)[] }[] = []
  let start = 0
  let end = 0
  for (let i = 0; ; i++) {
    start += records.position
    end = Math.min(bytes.length, end + pieces[i % pieces.length])
    const isLast = end === bytes.length
    records.feed(bytes.subarray(start, end), end - start, isLast)
    while (records.next()) {
      const fields = Array.from({ length: records.count }, (_, field) => {
        const flags = records.flags[field]
        if ((flags & FieldFlag.null) !== 0) return null
        const from = (flags & FieldFlag.unescaped) !== 0 ? records.scratch : records.bytes
        const text = from.toString('utf8', records.starts[field], records.ends[field])
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
        expect((flags & FieldFlag.nonAscii) === 0).toBe(/^[\x00-\x7f]*$/.test(text))
        return text
      })
      found.push({ line: records.line, fields })
    }
    if (isLast) return found
  }
}

function fieldsOf(text: string, format: DelimitedFormat = csvFormat) {
  return recordsOf(text, format, [1000]).map(({ fields }) => fields)
}

test.each(Object.entries(formats))('%s: what was written is read again', async (_, format) => {
  const letters = fc.constantFrom(
    'a',
    'é',
    '"',
    '\\',
    ',',
    '|',
    '\t',
    '\n',
    '\r',
    '\0',
    'N',
    ';',
    '>',
    ' ',
  )
  const field = fc.option(fc.string({ unit: letters, maxLength: 6 }))
  const table = fc
    .integer({ min: 2, max: 4 })
    .chain((width) =>
      fc.array(fc.array(field, { minLength: width, maxLength: width }), { maxLength: 5 }),
    )
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(table, sizes, async (rows, pieces) => {
      const columns = (rows[0] ?? []).map(
        (_, id): OutputColumn => ({ id, name: `c${id}`, type: types.text, nullable: true }),
      )
      let written = ''
      const output = {
        async write(bytes: Uint8Array) {
          written += Buffer.from(bytes).toString()
        },
      }
      await drive(new DelimitedWriter(format, columns, output).write(rows))
      expect(recordsOf(written, format, pieces).map(({ fields }) => fields)).toEqual(rows)
    }),
    { seed: 7, numRuns: 300 },
  )
})

test('CSV: quotes, empty fields, empty lines and every end of line', () => {
  expect(fieldsOf('a,"b ""c"" d","e,\nf"\r\n\r\n,"",x\ry"z,\n')).toEqual([
    ['a', 'b "c" d', 'e,\nf'],
    [null, '', 'x'],
    ['y"z', null],
  ])
})

test('lines are counted through quoted ends of lines', () => {
  const lines = recordsOf('a\n"b\nc"\n\nd\n', csvFormat, [2]).map(({ line }) => line)
  expect(lines).toEqual([1, 2, 5])
})

test.each([
  ['a,"b"c\n', 'text behind a closing quote in field 2'],
  ['"a\nb', 'a quoted field without its closing quote in field 1'],
])('CSV: %j is malformed', (text, message) => {
  expect(() => fieldsOf(text)).toThrow(message)
})

test('LOAD DATA: escapes, NULL, and quotes that mean nothing', () => {
  expect(fieldsOf('a\\tb\\\\\t\\N\tN\\\nx\n', mysqlFormat)).toEqual([['a\tb\\', null, 'N\nx']])
  const quoted = { ...mysqlFormat, fieldEnd: ',', quote: '"', nullText: 'NULL' }
  expect(fieldsOf('"a "b" c","d\\"e",NULL,"NULL",f"g\n', quoted)).toEqual([
    ['a "b" c', 'd"e', null, 'NULL', 'f"g'],
  ])
})

test('lines without their beginning are left out', () => {
  const format = { ...mysqlFormat, lineStart: 'xxx', fieldEnd: ',' }
  expect(fieldsOf('xxxabc,1\nsomething xxxdef,2\nghi,3\n', format)).toEqual([
    ['abc', '1'],
    ['def', '2'],
  ])
})
