import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import type { ColumnData } from '../column-data.ts'
import { openFile } from '../platform/node.ts'
import { bufferSource } from '../source.ts'
import { decodeColumnChunk, readColumn } from './chunk.ts'
import { readMetadata } from './metadata.ts'
import { planRead } from './plan.ts'
import { readTable } from './read-table.ts'
import { rowsOf } from './rows-of.ts'
import { columnStatistics } from './statistics.ts'
import { checkInvariants, rawValues } from './testing/raw-value.ts'

/*
 * Files written by DuckDB, an independent writer: the values read must be those that its own queries give.
 * Each column is a pair: how DuckDB makes the value, and how it says what the column data must hold.
 */
const columns: Readonly<Record<string, readonly [value: string, held: string]>> = {
  b: ['i % 3 = 0', 'x'],
  i8: ['(i % 256 - 128)::TINYINT', 'x::INTEGER'],
  u8: ['(i % 256)::UTINYINT', 'x::INTEGER'],
  i16: ['(i * 7 % 60000 - 30000)::SMALLINT', 'x::INTEGER'],
  u16: ['(i * 7 % 60000)::USMALLINT', 'x::INTEGER'],
  i32: ['(i * 1234567 % 4294967296 - 2147483648)::INTEGER', 'x'],
  u32: ['(i * 1234567 % 4294967296)::UINTEGER', 'x::DOUBLE'],
  few32: ['(i % 5 * 1000000)::INTEGER', 'x'],
  i64: ['(i * 12345678901)::BIGINT', 'x::DOUBLE'],
  big64: ['(i + 9007199254740900)::BIGINT', 'x'],
  u64: ['(18446744073709551615 - i)::UBIGINT', 'x'],
  few64: ['(i % 7 * 1000000007)::BIGINT', 'x::DOUBLE'],
  f: ['(i / 7)::FLOAT', 'x'],
  d: ['i / 7', 'x'],
  few_d: ["CASE i % 4 WHEN 0 THEN 'NaN' WHEN 1 THEN '-0.0' ELSE '1.5' END::DOUBLE", 'x'],
  dec4: ['(i % 1000 / 10)::DECIMAL(4, 1)', '(x * 10)::INTEGER'],
  dec9: ['(i / 100)::DECIMAL(9, 2)', '(x * 100)::INTEGER'],
  dec18: ['(i * 1000003 / 1000)::DECIMAL(18, 3)', '(x * 1000)::DOUBLE'],
  dec38: ['-(i::HUGEINT * 1000000000000000000000)::DECIMAL(38, 0)', 'x::VARCHAR'],
  s: ["'some longer text, number ' || i", 'x'],
  few_s: ["'group ' || i % 300", 'x'],
  empty: ["CASE WHEN i % 2 = 0 THEN '' ELSE 'é' END", 'x'],
  blob: ['encode(repeat(chr((i % 100 + 1)::INTEGER), (i % 70)::INTEGER))', 'hex(x)'],
  date: ["DATE '1969-12-01' + i::INTEGER", "(x - DATE '1970-01-01')::INTEGER"],
  time: ["TIME '00:00:01' + to_microseconds(i)", 'epoch_us(x)::DOUBLE'],
  ts: ["TIMESTAMP '1969-12-31 23:59:59' + to_milliseconds(i)", 'epoch_us(x)::DOUBLE'],
  ts_ns: ["(TIMESTAMP '2020-01-01' + to_seconds(i))::TIMESTAMP_NS", 'epoch_ns(x)'],
  uuid: ['md5(i::VARCHAR)::UUID', "upper(replace(x::VARCHAR, '-', ''))"],
  list: ['CASE WHEN i % 5 = 0 THEN [] ELSE [i::INTEGER, NULL, 7] END', 'x'],
  texts: ["CASE WHEN i % 5 = 0 THEN NULL ELSE ['a', 'b' || i % 3] END", 'x'],
}

const rowCount = 700
let connection: DuckDBConnection
const folder = mkdtempSync(join(tmpdir(), 'parquet-reader-'))

beforeAll(async () => {
  await initCodecs()
  connection = await (await DuckDBInstance.create(':memory:')).connect()
  const dense = Object.entries(columns).map(([name, [value]]) => `${value} AS ${name}`)
  const sparse = Object.entries(columns).map(
    ([name, [value]], c) => `CASE WHEN hash(i + ${c}) % 4 > 0 THEN ${value} END AS ${name}`,
  )
  const none = Object.keys(columns).map((name) => `NULLIF(${name}, ${name}) AS ${name}`)
  await connection.run(`CREATE TABLE dense AS SELECT ${dense} FROM range(${rowCount}) t(i)`)
  await connection.run(`CREATE TABLE sparse AS SELECT ${sparse} FROM range(${rowCount}) t(i)`)
  await connection.run('CREATE TABLE grouped AS SELECT sparse.* FROM sparse, range(8)')
  await connection.run(`CREATE TABLE nothing AS SELECT ${none} FROM dense`)
})

afterAll(() => {
  connection.closeSync()
  rmSync(folder, { recursive: true })
})

async function write(table: string, options: string): Promise<Uint8Array> {
  const path = join(folder, `${table}.parquet`)
  await connection.run(`COPY ${table} TO '${path}' (FORMAT parquet, ${options})`)
  return readFileSync(path)
}

async function heldValues(table: string, name: string): Promise<unknown[]> {
  const isList = name === 'list' || name === 'texts'
  const held = isList ? 'x' : columns[name][1]
  const query = `SELECT ${held} FROM (SELECT ${name} AS x FROM ${table})`
  return (await connection.runAndReadAll(query)).getColumnsJS()[0]
}

/** Values in the form that DuckDB gives them: byte strings as text or hex, big ones as text or bigints. */
function comparable(data: ColumnData, name: string): unknown[] {
  const text = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(text)
    if (!(value instanceof Uint8Array))
      return name === 'dec38' && value !== null ? `${value}` : value
    const hex = name === 'blob' || name === 'uuid'
    return hex ? Buffer.from(value).toString('hex').toUpperCase() : Buffer.from(value).toString()
  }
  return rawValues(data).map(text)
}

const layouts = [
  'COMPRESSION uncompressed',
  'COMPRESSION snappy',
  'COMPRESSION gzip',
  'COMPRESSION zstd',
  'COMPRESSION brotli, PARQUET_VERSION v2',
  'COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 1',
  'COMPRESSION snappy, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1',
]

describe.each(['dense', 'sparse', 'nothing'])('%s', (table) => {
  test.each(layouts)('%s', async (options) => {
    const source = bufferSource(await write(table, options))
    const file = await readMetadata(source)
    expect(file.rowCount).toBe(rowCount)
    for (const schema of file.columns) {
      const values: unknown[] = []
      for (let group = 0; group < file.rowGroups.length; group++) {
        const data = await readColumn(source, file, group, schema.index)
        checkInvariants(data)
        values.push(...comparable(data, schema.name))
      }
      expect(values, schema.name).toEqual(await heldValues(table, schema.name))
    }
  })
})

test('flat columns are read beside nested ones, which say why they are not', async () => {
  await connection.run(`CREATE TABLE nested AS SELECT i::INTEGER AS flat, {'a': i, 'b': [i]} AS s,
    MAP {'k': i} AS m, [[i]] AS deep, [i, NULL] AS list FROM range(10) t(i)`)
  const source = bufferSource(await write('nested', 'COMPRESSION snappy'))
  const file = await readMetadata(source)
  const reasons = Object.fromEntries(
    file.columns.map(({ name, unsupported }) => [name, unsupported]),
  )
  expect(reasons).toEqual({
    flat: undefined,
    's.a': 'it is inside a STRUCT',
    's.b.list.element': 'it is inside a STRUCT',
    'm.key_value.key': 'it is inside a MAP',
    'm.key_value.value': 'it is inside a MAP',
    'deep.list.element.list.element': 'it is inside a LIST of nested values',
    list: undefined,
  })
  const all = async (columns?: readonly string[]) => {
    const rows: unknown[] = []
    for await (const batch of readTable(source, { columns })) rows.push(...rowsOf(batch))
    return rows
  }
  await expect(all()).rejects.toMatchObject({ code: 'unsupported', column: 's.a' })
  expect((await all(['flat', 'list']))[7]).toEqual({ flat: 7, list: [7n, null] })
})

test('dictionaries are kept, 64-bit integers are doubles where they can be', async () => {
  const grouped = await reading('grouped')
  const few = await grouped('few_s')
  if (few.kind !== 'dictionary') throw new Error(few.kind)
  expect(few.codes).toBeInstanceOf(Uint16Array)
  expect(few.dictionary.length).toBeGreaterThan(256)
  expect(await grouped('few64')).toMatchObject({ values: expect.any(Float64Array) })
  const dense = await reading('dense')
  expect((await dense('s')).kind).toBe('bytes')
  expect(await dense('empty')).toMatchObject({ codes: expect.any(Uint8Array) })
  expect(await dense('i64')).toMatchObject({ values: expect.any(Float64Array) })
  expect(await dense('big64')).toMatchObject({ values: expect.any(BigInt64Array) })
  expect(await dense('u64')).toMatchObject({ values: expect.any(BigUint64Array) })
})

/** Reads columns of the first row group of a table's file by name. */
async function reading(table: string): Promise<(name: string) => Promise<ColumnData>> {
  const source = bufferSource(await write(table, 'COMPRESSION snappy'))
  const file = await readMetadata(source)
  return (name) => {
    const column = file.columns.findIndex((column) => column.name === name)
    return readColumn(source, file, 0, column)
  }
}

test('all memory of a result comes from the allocator', async () => {
  const source = bufferSource(await write('sparse', 'COMPRESSION snappy'))
  const file = await readMetadata(source)
  const allocate = (length: number) => new SharedArrayBuffer(length)
  const isShared = (array: unknown) =>
    !ArrayBuffer.isView(array) || array.buffer instanceof SharedArrayBuffer
  const check = (data: ColumnData): void => {
    for (const [key, part] of Object.entries(data)) {
      expect(isShared(part), `${data.kind}.${key}`).toBe(true)
    }
    if (data.kind === 'list') check(data.elements)
    if (data.kind === 'dictionary') check(data.dictionary)
  }
  for (const schema of file.columns) {
    const shared = await readColumn(source, file, 0, schema.index, { allocate })
    const plain = await readColumn(source, file, 0, schema.index)
    check(shared)
    expect(rawValues(shared), schema.name).toEqual(rawValues(plain))
  }
})

test('planned reads hold the chunks that they say', async () => {
  await write('grouped', 'COMPRESSION zstd, ROW_GROUP_SIZE 2048')
  const source = await openFile(join(folder, 'grouped.parquet'))
  try {
    const file = await readMetadata(source)
    expect(file.rowGroups.map(({ firstRow }) => firstRow)).toEqual([0, 2048, 4096])
    const chunks = file.columns.flatMap(({ index }) =>
      file.rowGroups.map((_, rowGroup) => ({ rowGroup, column: index })),
    )
    const reads = planRead(file, chunks, { maxGap: 0, maxRead: 40_000 })
    expect(reads.length).toBeGreaterThan(1)
    expect(reads.length).toBeLessThan(chunks.length)
    let planned = 0
    for (const { offset, length, chunks } of reads) {
      expect(chunks.length === 1 || length <= 40_000).toBe(true)
      const bytes = await source.read(offset, length)
      for (const { rowGroup, column, start, length } of chunks) {
        planned++
        const part = bytes.subarray(start, start + length)
        const data = decodeColumnChunk(file, rowGroup, column, part)
        expect(data).toEqual(await readColumn(source, file, rowGroup, column))
      }
    }
    expect(planned).toBe(chunks.length)
  } finally {
    await source.close()
  }
})

test('statistics are those of the values', async () => {
  const source = bufferSource(await write('grouped', 'COMPRESSION zstd, ROW_GROUP_SIZE 2048'))
  const file = await readMetadata(source)
  const bounded = new Set<string>()
  for (const { index, name } of file.columns) {
    for (let group = 0; group < file.rowGroups.length; group++) {
      const statistics = columnStatistics(file, group, index)
      if (statistics === undefined) continue
      const values = rawValues(await readColumn(source, file, group, index))
      expect(statistics.nullCount, name).toBe(values.filter((value) => value === null).length)
      const { min, max, minExact, maxExact } = statistics
      if (min === undefined || max === undefined) continue
      bounded.add(name)
      const keys = values.filter((value) => value !== null).map(sortKey)
      if (minExact) expect(keys.reduce(least), name).toEqual(sortKey(min))
      if (maxExact) expect(keys.reduce(greatest), name).toEqual(sortKey(max))
      for (const key of keys) expect(sortKey(min) <= key && key <= sortKey(max), name).toBe(true)
    }
  }
  for (const name of ['i8', 'u32', 'i64', 'u64', 'd', 'dec18', 'few_s', 'date', 'ts', 'b']) {
    expect(bounded).toContain(name)
  }
})

type Key = number | bigint | string
const least = (a: Key, b: Key) => (a < b ? a : b)
const greatest = (a: Key, b: Key) => (a > b ? a : b)

/** Orders bytes as unsigned: hexadecimal digits do. */
function sortKey(value: unknown): Key {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (typeof value === 'boolean') return Number(value)
  const isSafe = typeof value === 'bigint' && Number.isSafeInteger(Number(value))
  return isSafe ? Number(value) : (value as number | bigint)
}
