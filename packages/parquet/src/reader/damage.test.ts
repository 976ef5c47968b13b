import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crc32 } from '../codec/crc32.ts'
import { initCodecs } from '../codec/index.ts'
import { ParquetError } from '../errors.ts'
import { bufferSource } from '../source.ts'
import { columnSpec } from '../writer/column-spec.ts'
import { ParquetWriter } from '../writer/parquet-writer.ts'
import { toData } from '../writer/testing/column-model.ts'
import { MemorySink } from '../writer/testing/memory-sink.ts'
import { decodeColumnChunk } from './chunk.ts'
import { readMetadata } from './metadata.ts'
import { planColumnChunk } from './plan.ts'
import type { Predicate } from './predicate.ts'
import { readTable } from './read-table.ts'
import { columnStatistics } from './statistics.ts'
import { checkInvariants } from './testing/raw-value.ts'

const folder = mkdtempSync(join(tmpdir(), 'parquet-damage-'))
const files: Uint8Array[] = []

beforeAll(async () => {
  await initCodecs()
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const query = `SELECT i::INTEGER AS i32, i * 1000 AS i64, i / 3 AS d, i % 2 = 0 AS b, 'text ' || i AS s,
    'few ' || i % 5 AS few, CASE WHEN i % 3 > 0 THEN i END AS sparse, (i / 7)::DECIMAL(30, 2) AS wide,
    CASE WHEN i % 4 > 0 THEN [i, NULL] END AS list FROM range(120) t(i)`
  for (const options of [
    'COMPRESSION uncompressed',
    'COMPRESSION snappy',
    'COMPRESSION zstd, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1',
  ]) {
    const path = join(folder, 'file.parquet')
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, ${options})`)
    files.push(new Uint8Array(readFileSync(path)))
  }
  connection.closeSync()
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Reads whatever can be read; every failure must be a typed one. */
async function readAll(bytes: Uint8Array): Promise<void> {
  const source = bufferSource(bytes)
  const guarded = async (step: () => Promise<void> | void) => {
    try {
      await step()
    } catch (error) {
      expect(error).toBeInstanceOf(ParquetError)
    }
  }
  await guarded(async () => {
    const file = await readMetadata(source)
    for (let group = 0; group < file.rowGroups.length; group++) {
      for (const { index } of file.columns) {
        await guarded(() => {
          columnStatistics(file, group, index)
          const { offset, length } = planColumnChunk(file, group, index)
          const part = bytes.subarray(offset, offset + length)
          checkInvariants(decodeColumnChunk(file, group, index, part))
        })
      }
    }
  })
}

test('bytes that were changed give a typed error or sound column data', async () => {
  const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) })
  const cases = fc.record({
    file: fc.nat(2),
    footer: fc.boolean(),
    changes: fc.array(change, { minLength: 1, maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ file, footer, changes }) => {
      const bytes = files[file].slice()
      const footerLength = new DataView(bytes.buffer).getUint32(bytes.length - 8, true)
      const start = footer ? bytes.length - 8 - footerLength : 0
      const span = footer ? footerLength + 7 : bytes.length - 9 - footerLength
      for (const { at, byte } of changes) bytes[start + Math.floor(at * span)] = byte
      await readAll(bytes)
    }),
    { seed: 30, numRuns: 1500 },
  )
})

/** A file with page indexes and Bloom filters, in small pages. */
async function indexedFile(): Promise<Uint8Array> {
  const sink = new MemorySink()
  const columns = [
    columnSpec('n', { kind: 'int', bits: 32, signed: true }, { bloomFilter: true }),
    columnSpec('s', { kind: 'string' }, { bloomFilter: true }),
  ]
  const writer = new ParquetWriter(sink, { columns, pageRows: 20 })
  const rows = Array.from({ length: 400 }, (_, i) => i)
  await writer.writeRowGroup([
    toData(columns[0], 'int32', rows),
    toData(
      columns[1],
      'bytes',
      rows.map((row) => `text ${row % 30}`),
    ),
  ])
  await writer.finish()
  return sink.bytes()
}

test('damaged pages, filters and indexes give a typed error when they are pruned by', async () => {
  const sound = await indexedFile()
  const predicates: Predicate[] = [
    { op: 'eq', column: 0, value: 123 },
    { op: 'in', column: 1, values: ['text 7', 'text 31'] },
    { op: 'gt', column: 1, value: 'text 8' },
  ]
  const change = fc.record({ at: fc.nat(sound.length - 9), byte: fc.nat(255) })
  const cases = fc.record({
    predicate: fc.constantFrom(...predicates),
    changes: fc.array(change, { minLength: 1, maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ predicate, changes }) => {
      const bytes = sound.slice()
      for (const { at, byte } of changes) bytes[at] = byte
      try {
        for await (const batch of readTable(bufferSource(bytes), {
          predicate,
          maxReadBytes: 500,
        })) {
          for (const { data } of batch.columns) checkInvariants(data)
        }
      } catch (error) {
        // A column may have become one that the predicate is not for.
        if (!(error instanceof TypeError && /compared/.test(error.message))) {
          expect(error).toBeInstanceOf(ParquetError)
        }
      }
    }),
    { seed: 31, numRuns: 2000 },
  )
})

test('files that were cut off', async () => {
  for (let length = 0; length < files[1].length; length += 7) {
    const reading = readMetadata(bufferSource(files[1].subarray(0, length)))
    await expect(reading).rejects.toBeInstanceOf(ParquetError)
  }
})

describe('what is no Parquet file', () => {
  const ascii = (text: string) => new TextEncoder().encode(text)

  test.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'not_parquet'],
    ['a text', ascii('id,name\n1,somebody\n2,somebody else\n'), 'not_parquet'],
    ['an encrypted footer', ascii('PARE................PARE'), 'encrypted'],
    ['a footer longer than the file', ascii('PAR1....\xff\xff\xff\x7fPAR1'), 'corrupt'],
    ['a footer of no length', ascii('PAR1\0\0\0\0\0\0\0\0PAR1'), 'corrupt'],
  ])('%s', async (_, bytes, code) => {
    await expect(readMetadata(bufferSource(bytes))).rejects.toMatchObject({ code })
  })
})

test('CRC-32', () => {
  const check = new TextEncoder().encode('123456789')
  expect(crc32(check) >>> 0).toBe(0xcbf43926)
  expect(crc32(new Uint8Array(0))).toBe(0)
})
