import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { ParquetError } from '../errors.ts'
import { Codec } from '../format/constants.ts'
import { readColumn } from '../reader/chunk.ts'
import { readMetadata } from '../reader/metadata.ts'
import { bufferSource } from '../source.ts'
import { encodeColumnChunk } from './chunk-encoder.ts'
import { columnSpec, columnSpecOf } from './column-spec.ts'
import { ParquetWriter } from './parquet-writer.ts'
import { type RewriteOptions, type RowGroupColumns, rewriteFile } from './rewrite.ts'
import { dataOf, fromData, type ModelValue } from './testing/column-model.ts'
import { DuckReader } from './testing/duckdb.ts'
import { MemorySink } from './testing/memory-sink.ts'

let duck: DuckReader

beforeAll(async () => {
  await initCodecs()
  duck = await DuckReader.open()
})

afterAll(() => duck.close())

const columns = [
  columnSpec('id', { kind: 'int', bits: 32, signed: true }, { nullable: false, fieldId: 7 }),
  columnSpec('name', { kind: 'string' }, { bloomFilter: true, fieldId: 9 }),
  columnSpec('tags', { kind: 'string' }, { list: { elementNullable: true }, fieldId: 11 }),
]

/** Row group `g` has rows of ids from `100 g` on. */
function values(g: number, rows = 40): ModelValue[][] {
  const ids = Array.from({ length: rows }, (_, i) => 100 * g + i)
  return [
    ids,
    ids.map((id) => (id % 7 === 3 ? null : `name ${id}`)),
    ids.map((id) => (id % 5 === 0 ? null : id % 3 === 0 ? [] : [`tag ${id}`, null])),
  ]
}

const group = (g: number) => columns.map((spec, i) => dataOf(spec, values(g)[i]))

async function opened(bytes: Uint8Array) {
  const source = bufferSource(bytes)
  return { bytes, source, file: await readMetadata(source) }
}

async function threeGroups() {
  const sink = new MemorySink()
  const sortingColumns = [{ columnIdx: 0, descending: false, nullsFirst: false }]
  const keyValue = [['a', '1'] as const, ['b', '2'] as const]
  const writer = new ParquetWriter(sink, { columns, pageRows: 16, sortingColumns, keyValue })
  for (const g of [0, 1, 2]) await writer.writeRowGroup(group(g))
  await writer.finish()
  return opened(sink.bytes())
}

async function rewritten(from: Awaited<ReturnType<typeof opened>>, options: RewriteOptions) {
  const sink = new MemorySink()
  const written = await rewriteFile(from.source, from.file, sink, options)
  expect(written.bytesWritten).toBe(sink.bytes().length)
  return opened(sink.bytes())
}

/** What three readers find, which must be the row groups `expected`. */
async function expectGroups(
  { bytes, source, file }: Awaited<ReturnType<typeof opened>>,
  expected: readonly ModelValue[][][],
) {
  const whole = columns.map((_, i) => expected.flatMap((one) => one[i]))
  expect(file.rowGroups.map(({ rowCount }) => rowCount)).toEqual(expected.map((g) => g[0].length))
  for (let g = 0; g < expected.length; g++) {
    for (let i = 0; i < columns.length; i++) {
      expect(fromData(await readColumn(source, file, g, i))).toEqual(expected[g][i])
    }
  }
  expect(await duck.columns(duck.save(bytes), columns)).toEqual(whole)
  const rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer, compressors })
  // It yields NULL lists as undefined.
  expect(columns.map(({ name }) => rows.map((row) => row[name] ?? null))).toEqual(whole)
}

test('without changes it is a copy', async () => {
  const from = await threeGroups()
  const to = await rewritten(from, {})
  await expectGroups(to, [values(0), values(1), values(2)])
  expect([...to.file.keyValue]).toEqual([...from.file.keyValue])
  const facts = ({ file }: typeof from) =>
    file.metadata.rowGroups.map(({ columns: chunks, sortingColumns }) => [
      sortingColumns,
      chunks.map(({ metaData }) => [metaData?.statistics, metaData?.sizeStatistics]),
      chunks.map(({ metaData }) => metaData?.bloomFilterLength),
    ])
  expect(facts(to)).toEqual(facts(from))
  expect(to.file.columns.map(({ fieldId }) => fieldId)).toEqual([7, 9, 11])
})

test('row groups are kept, dropped, reordered, replaced and added', async () => {
  const from = await threeGroups()
  async function* add(): AsyncGenerator<RowGroupColumns> {
    yield group(5)
    yield columns.map((spec, i) => encodeColumnChunk(spec, dataOf(spec, values(6)[i])))
  }
  const replace = new Map([
    [0, group(4)],
    [1, group(9)],
  ])
  const to = await rewritten(from, { keep: [2, 0], replace, add: add(), codec: Codec.ZSTD })
  await expectGroups(to, [values(2), values(4), values(5), values(6)])
  const codecs = to.file.metadata.rowGroups.map(({ columns: [chunk] }) => chunk.metaData?.codec)
  expect(codecs).toEqual([Codec.SNAPPY, Codec.ZSTD, Codec.ZSTD, Codec.SNAPPY])
  const chunks = to.file.metadata.rowGroups.map((one) => one.columns[1].metaData)
  // Filters come along, and into the row groups that are encoded here.
  expect(chunks.map((chunk) => chunk?.bloomFilterOffset !== undefined)).toEqual([
    true,
    true,
    true,
    true,
  ])
  const excluded = await duck.rows(
    `SELECT bloom_filter_excludes
    FROM parquet_bloom_probe('${duck.save(to.bytes)}', 'name', 'name 404')`,
  )
  expect(excluded).toEqual([[true], [false], [true], [true]])
})

test('all row groups can go, and a file grows from none', async () => {
  const from = await threeGroups()
  const empty = await rewritten(from, { keep: [] })
  expect([empty.file.rowCount, empty.file.columns.length]).toEqual([0, 3])
  expect(await duck.columns(duck.save(empty.bytes), columns)).toEqual([[], [], []])
  await expectGroups(await rewritten(empty, { add: [group(3)] }), [values(3)])
})

test('key-value metadata is kept, set and removed', async () => {
  const from = await threeGroups()
  const to = await rewritten(from, {
    keyValue: [
      ['b', null],
      ['c', '3'],
      ['d', null],
    ],
  })
  expect([...to.file.keyValue]).toEqual([
    ['a', '1'],
    ['c', '3'],
  ])
})

test('a file by DuckDB is appended to', async () => {
  const path = duck.save(new Uint8Array())
  await duck.rows(`COPY (SELECT i::INTEGER AS id, 'name ' || i % 9 AS name, [i::VARCHAR] AS tags
    FROM range(3000) r(i)) TO '${path}' (ROW_GROUP_SIZE 2048, COMPRESSION zstd)`)
  const { readFile } = await import('node:fs/promises')
  const from = await opened(new Uint8Array(await readFile(path)))
  const specs = from.file.columns.map(columnSpecOf)
  const added = specs.map((spec, i) => dataOf(spec, values(50)[i]))
  const to = await rewritten(from, { add: [added] })
  const appended = duck.save(to.bytes)
  const [difference] = await duck.rows(
    `SELECT count(*) FROM (FROM '${path}' EXCEPT ALL FROM '${appended}')`,
  )
  expect(difference).toEqual([0n])
  const tail = await duck.rows(`SELECT count(*), min(id) FROM '${appended}' WHERE id >= 5000`)
  expect(tail).toEqual([[40n, 5000]])
})

describe('refused', () => {
  test('a row group that is not there, columns that do not fit', async () => {
    const from = await threeGroups()
    await expect(rewritten(from, { keep: [3] })).rejects.toThrow(RangeError)
    await expect(rewritten(from, { add: [group(1).slice(1)] })).rejects.toThrow(TypeError)
    await expect(rewritten(from, { add: [group(1).toReversed()] })).rejects.toThrow(TypeError)
  })

  test('a file with nested columns', async () => {
    const path = duck.save(new Uint8Array())
    await duck.rows(`COPY (SELECT {'x': 1} AS s) TO '${path}'`)
    const { readFile } = await import('node:fs/promises')
    const from = await opened(new Uint8Array(await readFile(path)))
    const error = await rewritten(from, {}).catch((e) => e)
    expect(error).toBeInstanceOf(ParquetError)
    expect([error.code, error.column]).toEqual(['unsupported', 's.x'])
  })
})
