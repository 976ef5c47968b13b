import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  bloomHash,
  mayContainHash,
  parseBloomFilter,
} from '../../packages/parquet/src/bloom-filter.ts'
import {
  bufferSource,
  type ColumnData,
  initCodecs,
  readColumn,
  readMetadata,
} from '../../packages/parquet/src/index.ts'

const corpora = process.env.SQLEXEC_CORPORA ?? '../shared/corpora'
const data = join(corpora, 'parquet-testing/data')
const load = async (name: string) => new Uint8Array(await readFile(join(data, name)))
const contains = (filter: ReturnType<typeof parseBloomFilter>, text: string) =>
  mayContainHash(filter, bloomHash(new TextEncoder().encode(text)), 0)

test('a filter by Arrow', async () => {
  const filter = parseBloomFilter(await load('bloom_filter.xxhash.bin'))
  const words = ['hello', 'parquet', 'bloom', 'filter']
  expect(words.filter((word) => contains(filter, word))).toEqual(words)
  expect(['hallo', 'orc', 'cuckoo', ''].filter((word) => contains(filter, word))).toEqual([])
})

test.each([
  'data_index_bloom_encoding_stats.parquet',
  'data_index_bloom_encoding_with_length.parquet',
])('%s by arrow-rs', async (name) => {
  const bytes = await load(name)
  const source = bufferSource(bytes)
  const file = await readMetadata(source)
  const { bloomFilterOffset } = file.metadata.rowGroups[0].columns[0].metaData!
  const filter = parseBloomFilter(bytes.subarray(bloomFilterOffset))
  await initCodecs()
  const values = textsOf(await readColumn(source, file, 0, 0))
  expect(values.length).toBeGreaterThan(5)
  expect(values.filter((value) => !contains(filter, value))).toEqual([])
  expect(contains(filter, 'Hello_Not_Exists')).toBe(false)
})

function textsOf(data: ColumnData): string[] {
  if (data.kind === 'dictionary') return textsOf(data.dictionary)
  if (data.kind !== 'bytes') throw new Error(data.kind)
  const { bytes, offsets } = data
  return Array.from({ length: data.length }, (_, i) =>
    Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString(),
  )
}
