import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { type ColumnData, columnSpec, ParquetWriter } from '@sqlexec/parquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runShell } from '../run-shell.ts'
import { temporalText } from './value-text.ts'

let directory: string
let path: string

class Sink extends Writable {
  text = ''
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

async function parquet(...args: string[]) {
  const [stdout, stderr] = [new Sink(), new Sink()]
  const streams = { stdin: Readable.from([]), stdout, stderr, env: {} }
  const status = await runShell(['parquet', ...args], streams)
  return { status, stdout: stdout.text, stderr: stderr.text }
}

async function objects(...args: string[]): Promise<Record<string, unknown>[]> {
  const { status, stdout, stderr } = await parquet(...args, '--format', 'jsonl')
  expect([status, stderr]).toEqual([0, ''])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const columns = [
  columnSpec('1', { kind: 'int', bits: 64, signed: true }, { nullable: false, fieldId: 4 }),
  columnSpec('name', { kind: 'string' }, { bloomFilter: true }),
  columnSpec('price', { kind: 'decimal', precision: 9, scale: 2 }),
  columnSpec('at', { kind: 'timestamp', unit: 'micros', utc: true }),
  columnSpec('days', { kind: 'date' }, { list: { elementNullable: true } }),
  columnSpec('raw', { kind: 'bytes' }),
]

function rows(count: number): ColumnData[] {
  const length = count
  const offsets = Uint32Array.from({ length: count + 1 }, (_, i) => i)
  const bytes = new Uint8Array(count).fill(97)
  const days = { kind: 'int32' as const, length, validity: null, values: new Int32Array(length) }
  // Row 0 has no name.
  const validity = new Uint8Array((count + 7) >> 3).fill(0xff)
  validity[0] = 0xfe
  return [
    { kind: 'int64', length, validity: null, values: Float64Array.from(offsets.subarray(1)) },
    { kind: 'bytes', length, validity, offsets, bytes },
    { kind: 'int32', length, validity: null, values: new Int32Array(length).fill(-5) },
    { kind: 'int64', length, validity: null, values: new Float64Array(length).fill(-1) },
    { kind: 'list', length, validity: null, offsets, elements: days },
    { kind: 'bytes', length, validity: null, offsets, bytes },
  ]
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cli-parquet-'))
  path = join(directory, 'file.parquet')
  const parts: Uint8Array[] = []
  const sink = { write: (bytes: Uint8Array) => void parts.push(bytes) }
  const writer = new ParquetWriter(sink, { columns, keyValue: [['origin', 'here']] })
  await writer.writeRowGroup(rows(20))
  await writer.writeRowGroup(rows(3))
  await writer.finish()
  writeFileSync(path, Buffer.concat(parts))
})

afterAll(() => rmSync(directory, { recursive: true }))

test('schema', async () => {
  const found = await objects('schema', path)
  expect(found.map((row) => [row.column, row.type, row['logical type']])).toEqual([
    ['1', 'INT64', 'INT64'],
    ['name', 'BYTE_ARRAY', 'STRING'],
    ['price', 'INT32', 'DECIMAL(9,2)'],
    ['at', 'INT64', 'TIMESTAMP(micros, UTC)'],
    ['days', 'INT32', 'DATE'],
    ['raw', 'BYTE_ARRAY', null],
  ])
  expect(found[0]).toMatchObject({ nullable: 'no', 'field id': 4, 'list of': null })
  expect(found[4]).toMatchObject({ nullable: 'yes', 'list of': 'nullable elements' })
})

test('meta', async () => {
  const found = await objects('meta', path)
  const facts = Object.fromEntries(found.map(({ property, value }) => [property, value]))
  expect(facts).toMatchObject({ rows: '23', 'row groups': '2', columns: '6', 'key origin': 'here' })
  const chunks = found.filter((row) => 'codec' in row)
  expect(chunks.length).toBe(12)
  expect(chunks[7]).toMatchObject({
    'row group': 1,
    rows: 3,
    column: 'name',
    values: 3,
    codec: 'SNAPPY',
    'page index': 'bounds and offsets',
  })
  expect(chunks.map((row) => row['bloom filter bytes'] !== null)).toEqual(
    [...columns, ...columns].map(({ bloomFilter }) => bloomFilter === true),
  )
})

describe('head', () => {
  test('shows the first rows as they are', async () => {
    const found = await objects('head', path, '-n', '2')
    const row = { price: '-0.05', at: '1969-12-31 23:59:59.999999', days: ['1970-01-01'] }
    expect(found).toEqual([
      { '1': 1, name: null, ...row, raw: 'YQ==' },
      { '1': 2, name: 'a', ...row, raw: 'YQ==' },
    ])
  })

  test('shows ten, or all there are, or none', async () => {
    expect((await objects('head', path)).length).toBe(10)
    const all = await objects('head', path, '--rows', '999999999')
    expect(all.map((row) => row['1'])).toEqual([...Array(20).keys(), 0, 1, 2].map((i) => i + 1))
    const { stdout } = await parquet('head', path, '-n', '0', '--format', 'csv')
    expect(stdout).toBe('1,name,price,at,days,raw\n')
  })
})

test('stats', async () => {
  const [id, name, price, at, days, raw] = await objects('stats', path)
  expect(id).toMatchObject({ minimum: '1', maximum: '20', bounds: 'exact', nulls: 0 })
  expect(name).toMatchObject({ minimum: 'a', maximum: 'a', nulls: 1, distinct: 1 })
  expect(price).toMatchObject({ minimum: '-0.05', maximum: '-0.05' })
  expect(at).toMatchObject({ minimum: '1969-12-31 23:59:59.999999' })
  expect(days).toMatchObject({ minimum: null, bounds: null, nulls: null })
  expect(raw).toMatchObject({ minimum: '0x61' })
})

test('tables are drawn by default', async () => {
  const { stdout } = await parquet('schema', path)
  expect(stdout.split('\n')[1]).toMatch(/^\| column \| type +\|/)
})

describe('errors', () => {
  test('of files', async () => {
    const missing = await parquet('head', join(directory, 'none.parquet'))
    expect([missing.status, missing.stdout]).toEqual([1, ''])
    expect(missing.stderr).toMatch(/^ERROR: ENOENT/)
    const other = join(directory, 'text.parquet')
    writeFileSync(other, 'no Parquet file at all')
    for (const subcommand of ['schema', 'meta', 'head', 'stats']) {
      const found = await parquet(subcommand, other)
      expect([found.status, found.stdout]).toEqual([1, ''])
      expect(found.stderr).toMatch(/^ERROR: .*magic/)
    }
  })

  test.each([
    [[]],
    [['head']],
    [['tail', 'file']],
    [['head', 'a', 'b']],
    [['head', 'a', '-n', '-1']],
    [['head', 'a', '-n', 'ten']],
    [['meta', 'a', '-n', '3']],
    [['head', 'a', '--format', 'xml']],
    [['head', 'a', '--colour']],
  ])('of usage: %j', async (args) => {
    const { status, stdout, stderr } = await parquet(...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^sqlexec: [\s\S]*\nUsage: /)
  })

  test('help is no error', async () => {
    const { status, stdout } = await parquet('--help')
    expect(status).toBe(0)
    expect(stdout).toContain('sqlexec parquet schema|meta|head|stats FILE')
  })
})

test.each([
  ['date', { kind: 'date' }, -1, '1969-12-31'],
  ['far date', { kind: 'date' }, 2 ** 31 - 1, 'day 2147483647'],
  ['time', { kind: 'time', unit: 'millis', utc: false }, 86_399_999, '23:59:59.999'],
  [
    'nanoseconds',
    { kind: 'timestamp', unit: 'nanos', utc: false },
    -1n,
    '1969-12-31 23:59:59.999999999',
  ],
  [
    'milliseconds',
    { kind: 'timestamp', unit: 'millis', utc: false },
    1001,
    '1970-01-01 00:00:01.001',
  ],
] as const)('%s as text', (_, logical, value, text) => {
  expect(temporalText(logical, value)).toBe(text)
})
