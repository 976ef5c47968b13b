import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mayContainHash, parseBloomFilter } from '../bloom-filter.ts'
import { initCodecs } from '../codec/index.ts'
import { hashWordPairs } from '../encode/xxhash64.ts'
import { readMetadata } from '../reader/metadata.ts'
import { bufferSource } from '../source.ts'
import { estimateDistinct } from './bloom-hashes.ts'
import { encodeColumnChunk } from './chunk-encoder.ts'
import { type ColumnSpec, type ColumnType, columnSpec } from './column-spec.ts'
import { ParquetWriter } from './parquet-writer.ts'
import { dataOf, type ModelValue } from './testing/column-model.ts'
import { DuckReader } from './testing/duckdb.ts'
import { MemorySink } from './testing/memory-sink.ts'

let duck: DuckReader

beforeAll(async () => {
  await initCodecs()
  duck = await DuckReader.open()
})

afterAll(() => duck.close())

async function write(spec: ColumnSpec, groups: readonly (readonly ModelValue[])[]) {
  const sink = new MemorySink()
  const writer = new ParquetWriter(sink, { columns: [spec] })
  for (const group of groups) await writer.writeRowGroup([dataOf(spec, group)])
  await writer.finish()
  return sink.bytes()
}

/** For each row group whether DuckDB sees by the filter that it lacks a value, given as SQL. */
async function excludes(path: string, value: string) {
  const rows = await duck.rows(
    `SELECT bloom_filter_excludes FROM parquet_bloom_probe('${path}', 'c', ${value})`,
  )
  return rows.map(([excluded]) => excluded)
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)

describe('DuckDB skips row groups by filters of', () => {
  const bloomFilter = { falsePositiveRate: 0.0001 }

  test.each<[string, ColumnType, (i: number) => ModelValue, (i: number) => string]>([
    ['INTEGER', { kind: 'int', bits: 32, signed: true }, (i) => i, (i) => `${i}::INTEGER`],
    ['BIGINT', { kind: 'int', bits: 64, signed: true }, BigInt, (i) => `${i}::BIGINT`],
    ['DOUBLE', { kind: 'double' }, (i) => i / 8, (i) => `${i / 8}::DOUBLE`],
    ['FLOAT', { kind: 'float' }, (i) => i / 8, (i) => `${i / 8}::FLOAT`],
    ['VARCHAR', { kind: 'string' }, (i) => `text ${i}`, (i) => `'text ${i}'`],
  ])('%s', async (_, type, value, literal) => {
    for (const encoding of ['plain', 'dictionary'] as const) {
      const spec = columnSpec('c', type, { bloomFilter, encoding })
      const path = duck.save(
        await write(spec, [
          [null, ...range(0, 300).map(value)],
          [...range(500, 300).map(value), null],
        ]),
      )
      for (const i of range(0, 300)) expect((await excludes(path, literal(i)))[0]).toBe(false)
      expect(await excludes(path, literal(17))).toEqual([false, true])
      expect(await excludes(path, literal(517))).toEqual([true, false])
      expect(await excludes(path, literal(400))).toEqual([true, true])
    }
  })
})

test('filters are copied with their row groups', async () => {
  const spec = columnSpec('c', { kind: 'string' }, { bloomFilter: true })
  const from = await write(spec, [['a', 'b'], ['c', null], [null]])
  const source = bufferSource(from)
  const file = await readMetadata(source)
  const sink = new MemorySink()
  const writer = new ParquetWriter(sink, { columns: [{ ...spec, bloomFilter: false }] })
  await writer.writeBlock(new Uint8Array(99))
  await writer.copyRowGroup(source, file, 1)
  await writer.copyRowGroup(source, file, 0)
  await writer.copyRowGroup(source, file, 2)
  const written = await writer.finish()
  const path = duck.save(sink.bytes())
  expect(await excludes(path, "'c'")).toEqual([false, true, false])
  expect(await excludes(path, "'b'")).toEqual([true, false, false])
  const last = written.metadata.rowGroups[2].columns[0].metaData
  expect(last?.bloomFilterOffset).toBeUndefined()
})

test('a filter that is damaged in the source is left out of the copy', async () => {
  const spec = columnSpec('c', { kind: 'string' }, { bloomFilter: true })
  const bytes = await write(spec, [['a', 'b']])
  const source = bufferSource(bytes)
  const file = await readMetadata(source)
  bytes.fill(0xff, file.metadata.rowGroups[0].columns[0].metaData!.bloomFilterOffset)
  const writer = new ParquetWriter(new MemorySink(), { columns: [spec] })
  await writer.copyRowGroup(source, file, 0)
  const { metadata } = await writer.finish()
  expect(metadata.rowGroups[0].columns[0].metaData?.bloomFilterOffset).toBeUndefined()
})

test('values that repeat make no larger filter', () => {
  const spec = columnSpec(
    'c',
    { kind: 'int', bits: 64, signed: true },
    { bloomFilter: { falsePositiveRate: 0.01 }, encoding: 'plain' },
  )
  const values = range(0, 100_000).map((i) => BigInt(i % 1000))
  const { bloomFilter } = encodeColumnChunk(spec, dataOf(spec, values))
  const filter = parseBloomFilter(bloomFilter!)
  expect(filter.words.byteLength).toBe(2048)
  const hashes = hashWordPairs(new Int32Array(BigInt64Array.from(values).buffer))
  for (let i = 0; i < values.length; i++) expect(mayContainHash(filter, hashes, i)).toBe(true)
})

test.each([0, 1, 10, 1000, 100_000])('%i distinct hashes are counted to 3 %%', (distinct) => {
  const words = new Float64Array(range(0, distinct * 3).map((i) => i % distinct))
  const found = estimateDistinct(hashWordPairs(new Int32Array(words.buffer)))
  expect(Math.abs(found - distinct)).toBeLessThanOrEqual(Math.ceil(distinct * 0.03))
})

test('rates out of range and columns that have no filters are refused', () => {
  const make = (type: ColumnType, falsePositiveRate: number) => () => {
    const spec = columnSpec('c', type, { bloomFilter: { falsePositiveRate } })
    return new ParquetWriter(new MemorySink(), { columns: [spec] })
  }
  for (const rate of [0, 1, NaN]) expect(make({ kind: 'string' }, rate)).toThrow(RangeError)
  expect(make({ kind: 'boolean' }, 0.01)).toThrow(RangeError)
})
