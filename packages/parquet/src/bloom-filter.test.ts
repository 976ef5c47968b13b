import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bloomFilterBytes,
  bloomHash,
  createBloomFilter,
  insertHashes,
  mayContainHash,
  parseBloomFilter,
  parseBloomFilterHeader,
  serializeBloomFilter,
} from './bloom-filter.ts'
import { hashWordPairs, hashWords } from './encode/xxhash64.ts'
import { ParquetError } from './errors.ts'
import { bloomFilterHeader } from './format/structs.ts'
import { writeStruct } from './format/thrift-writer.ts'
import { readMetadata } from './reader/metadata.ts'
import { bufferSource } from './source.ts'

const counted = (from: number, count: number) =>
  Int32Array.from({ length: count }, (_, i) => from + i)

function falsePositives(bytes: number, values: number): number {
  const filter = createBloomFilter(bytes)
  insertHashes(filter, hashWords(counted(0, values)))
  const absent = hashWords(counted(values, values))
  let found = 0
  for (let i = 0; i < values; i++) if (mayContainHash(filter, absent, i)) found++
  return found / values
}

test('what was added is found, before and after it was stored', () => {
  fc.assert(
    fc.property(
      fc.int32Array({ maxLength: 500 }),
      fc.integer({ min: 1, max: 40 }),
      (raw, blocks) => {
        const words = Int32Array.from(raw)
        const filter = createBloomFilter(32 * blocks)
        const hashes = hashWords(words)
        insertHashes(filter, hashes)
        const stored = parseBloomFilter(serializeBloomFilter(filter))
        expect(stored).toEqual(filter)
        for (let i = 0; i < words.length; i++) expect(mayContainHash(stored, hashes, i)).toBe(true)
      },
    ),
    { seed: 3 },
  )
})

test.each([0.5, 0.1, 0.01, 0.001])('a filter sized for a rate of %f keeps it', (rate) => {
  const values = 50_000
  expect(falsePositives(bloomFilterBytes(values, rate), values)).toBeLessThan(rate * 1.2)
})

test('sizes are powers of two from 32 bytes to 128 MiB', () => {
  expect(bloomFilterBytes(0, 0.01)).toBe(32)
  expect(bloomFilterBytes(1e12, 0.01)).toBe(128 * 1024 * 1024)
  // By the formula, 1 % takes 9.68 bits a value.
  expect(bloomFilterBytes(216_000, 0.01)).toBe(262_144)
  expect(bloomFilterBytes(217_000, 0.01)).toBe(524_288)
  for (const rate of [0, 1, -1, NaN, Infinity]) {
    expect(() => bloomFilterBytes(1, rate)).toThrow(RangeError)
  }
})

test('the highest hash falls into the last block, of the largest filter too', () => {
  for (const bytes of [32, 96, 128 * 1024 * 1024]) {
    const filter = createBloomFilter(bytes)
    insertHashes(filter, Int32Array.of(0, -1))
    expect(filter.words.lastIndexOf(1)).toBe(bytes / 4 - 1)
  }
})

describe('what is no filter', () => {
  const header = {
    algorithm: { BLOCK: {} },
    hash: { XXHASH: {} },
    compression: { UNCOMPRESSED: {} },
  }
  const code = (bytes: Uint8Array) => {
    try {
      parseBloomFilter(bytes)
    } catch (error) {
      return error instanceof ParquetError ? error.code : error
    }
    return undefined
  }

  test.each([0, -32, 31, 33, 2 ** 31 - 32, 128 * 1024 * 1024 + 32])('of %i bytes', (numBytes) => {
    expect(code(writeStruct(bloomFilterHeader, { ...header, numBytes }))).toBe('corrupt')
  })

  test('of another algorithm, hash or compression', () => {
    for (const member of ['algorithm', 'hash', 'compression']) {
      const other = { ...header, numBytes: 32, [member]: {} }
      expect(code(writeStruct(bloomFilterHeader, other))).toBe('unsupported')
    }
  })

  test('cut off anywhere', () => {
    const whole = serializeBloomFilter(createBloomFilter(64))
    for (let end = 0; end < whole.length; end++) {
      expect(code(whole.subarray(0, end))).toBe('corrupt')
    }
    expect(parseBloomFilterHeader(whole)).toEqual({
      headerBytes: whole.length - 64,
      bitsetBytes: 64,
    })
  })

  test('creating one of a size that no block divides', () => {
    for (const bytes of [0, 16, 48, -32, NaN]) {
      expect(() => createBloomFilter(bytes)).toThrow(RangeError)
    }
  })
})

test('filters by DuckDB contain their values', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bloom-filter-'))
  const path = join(directory, 'duckdb.parquet')
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`COPY (
    SELECT (i % 100)::BIGINT AS n, 'text ' || i % 50 AS t FROM range(10000) r(i))
    TO '${path}' (FORMAT parquet)`)
  connection.closeSync()
  const bytes = new Uint8Array(await readFile(path))
  await rm(directory, { recursive: true })
  const file = await readMetadata(bufferSource(bytes))
  const filters = file.metadata.rowGroups[0].columns.map(({ metaData }) => {
    const { bloomFilterOffset = 0, bloomFilterLength = 0 } = metaData!
    return parseBloomFilter(
      bytes.subarray(bloomFilterOffset, bloomFilterOffset + bloomFilterLength),
    )
  })
  const numbers = new BigInt64Array(Array.from({ length: 1000 }, (_, i) => BigInt(i)))
  const hashes = hashWordPairs(new Int32Array(numbers.buffer))
  const found = [...numbers.keys()].filter((i) => mayContainHash(filters[0], hashes, i))
  expect(found.slice(0, 100)).toEqual([...numbers.keys()].slice(0, 100))
  expect(found.length).toBeLessThan(200)
  const text = (i: number) => bloomHash(new TextEncoder().encode(`text ${i}`))
  for (let i = 0; i < 50; i++) expect(mayContainHash(filters[1], text(i), 0)).toBe(true)
})
