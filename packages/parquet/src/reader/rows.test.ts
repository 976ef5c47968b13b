import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { sliceColumn } from '../decode/slice.ts'
import type { OffsetIndex } from '../format/metadata.ts'
import { offsetIndex } from '../format/structs.ts'
import { writeStruct } from '../format/thrift-writer.ts'
import { type ByteSource, bufferSource } from '../source.ts'
import { columnSpec } from '../writer/column-spec.ts'
import { ParquetWriter } from '../writer/parquet-writer.ts'
import { modelColumn } from '../writer/testing/arbitraries.ts'
import { fromData, toData } from '../writer/testing/column-model.ts'
import { MemorySink } from '../writer/testing/memory-sink.ts'
import { readColumn } from './chunk.ts'
import { type ParquetFile, readMetadata } from './metadata.ts'
import { type PageIndex, parsePageIndex, planPageIndex, readPageIndex } from './page-index.ts'
import { decodeRows, planRows, readRows } from './rows.ts'
import { checkInvariants, rawValues } from './testing/raw-value.ts'

beforeAll(initCodecs)

const writerOptions = fc.record({
  pageVersion: fc.constantFrom(1 as const, 2 as const),
  dictionary: fc.boolean(),
  pageRows: fc.constantFrom(1, 7, 50, 20_000),
  pageBytes: fc.constantFrom(1, 100, 1 << 20),
})

const columnWithRows = fc.record({
  options: writerOptions,
  column: modelColumn('c').chain((column) =>
    fc.record({
      column: fc.constant(column),
      values: fc.array(column.values, { minLength: 1, maxLength: 150 }),
    }),
  ),
  ends: fc.tuple(fc.nat(), fc.nat()),
})

async function indexOf(source: ByteSource, file: ParquetFile): Promise<PageIndex> {
  const index = await readPageIndex(source, file, 0, 0)
  if (index === undefined) throw new Error('there is no page index')
  return index
}

test('rows read through the offset index are those of the whole column', async () => {
  const property = fc.asyncProperty(columnWithRows, async ({ options, column, ends }) => {
    const { spec, dataKind } = column.column
    const sink = new MemorySink()
    const writer = new ParquetWriter(sink, { columns: [spec], ...options })
    await writer.writeRowGroup([toData(spec, dataKind, column.values)])
    await writer.finish()
    const source = bufferSource(sink.bytes())
    const file = await readMetadata(source)
    const index = await indexOf(source, file)
    const { rowCount } = file
    const start = ends[0] % rowCount
    const end = start + 1 + (ends[1] % (rowCount - start))
    const whole = await readColumn(source, file, 0, 0)
    const some = await readRows(source, file, 0, 0, { start, end }, index)
    checkInvariants(some)
    expect(fromData(some)).toEqual(fromData(whole).slice(start, end))
    const sliced = sliceColumn(whole, start, end)
    checkInvariants(sliced)
    expect(fromData(sliced)).toEqual(fromData(some))
  })
  await fc.assert(property, { seed: 11, numRuns: 300 })
})

/** A file of 1000 rows in ten pages: integers beside their dictionary, so that there is one. */
async function tenPages(): Promise<{ source: ByteSource; file: ParquetFile }> {
  const sink = new MemorySink()
  const spec = columnSpec('c', { kind: 'int', bits: 32, signed: true }, { encoding: 'dictionary' })
  const writer = new ParquetWriter(sink, { columns: [spec], pageRows: 100 })
  const values = Int32Array.from({ length: 1000 }, (_, i) => Math.floor(i / 100) * 7)
  await writer.writeRowGroup([{ kind: 'int32', length: 1000, validity: null, values }])
  await writer.finish()
  const source = bufferSource(sink.bytes())
  return { source, file: await readMetadata(source) }
}

test('a plan holds the pages of the rows and nothing else', async () => {
  const { source, file } = await tenPages()
  const index = await indexOf(source, file)
  const plan = planRows(file, 0, 0, { start: 250, end: 300 }, index)
  expect(plan.pages).toEqual([index.pages[2]])
  expect(plan.data).toEqual({ offset: index.pages[2].offset, length: index.pages[2].length })
  expect(plan.dictionary.offset + plan.dictionary.length).toBe(index.pages[0].offset)
  const { dictionary, data } = plan
  const bytes = await source.read(data.offset, data.length)
  const entries = await source.read(dictionary.offset, dictionary.length)
  const allocate = (length: number) => new SharedArrayBuffer(length)
  const rows = decodeRows(file, plan, entries, bytes, { allocate })
  expect(rawValues(rows)).toEqual(new Array(50).fill(14))
  if (rows.kind !== 'int32') throw new Error(rows.kind)
  expect(rows.values.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(() => planRows(file, 0, 0, { start: 5, end: 5 }, index)).toThrow(RangeError)
  expect(() => planRows(file, 0, 0, { start: 5, end: 1001 }, index)).toThrow(RangeError)
})

describe('offset indexes that cannot be are ignored', () => {
  type Twist = (index: OffsetIndex, file: ParquetFile) => OffsetIndex
  const at =
    (page: number, change: Partial<OffsetIndex['pageLocations'][number]>): Twist =>
    ({ pageLocations }) => ({
      pageLocations: pageLocations.map((location, i) =>
        i === page ? { ...location, ...change } : location,
      ),
    })
  test.each<[string, Twist]>([
    ['no pages', () => ({ pageLocations: [] })],
    ['a first row that is not 0', at(0, { firstRowIndex: 1 })],
    ['rows that go back', at(3, { firstRowIndex: 10 })],
    ['rows beyond the row group', at(9, { firstRowIndex: 1001 })],
    ['negative rows', at(3, { firstRowIndex: -1 })],
    ['a page without length', at(3, { compressedPageSize: 0 })],
    ['a page before its chunk', at(0, { offset: 0 })],
    ['pages that overlap', at(3, { offset: 40 })],
    [
      'a page beyond its chunk',
      (index, file) => at(9, { offset: file.footerOffset - 1 })(index, file),
    ],
    ['a page that is too long', at(9, { compressedPageSize: 2 ** 31 - 1 })],
  ])('%s', async (_, twist) => {
    const { source, file } = await tenPages()
    const { offset, length } = planPageIndex(file, 0, 0)!.offsetIndex
    const { pages } = await indexOf(source, file)
    const sound = {
      pageLocations: pages.map(({ offset, length, firstRow }) => ({
        offset,
        compressedPageSize: length,
        firstRowIndex: firstRow,
      })),
    }
    const bytes = await source.read(offset, length)
    expect(parsePageIndex(file, 0, 0, bytes)?.pages).toEqual(pages)
    expect(parsePageIndex(file, 0, 0, writeStruct(offsetIndex, twist(sound, file)))).toBeUndefined()
    expect(parsePageIndex(file, 0, 0, bytes.subarray(0, length - 3))).toBeUndefined()
  })
})

test('an index whose pages hold other rows than it says is seen when they are read', async () => {
  const { source, file } = await tenPages()
  const { pages, statistics } = await indexOf(source, file)
  const rows = { start: 350, end: 351 }
  const lie = (page: number, change: object): PageIndex => ({
    statistics,
    pages: pages.map((known, i) => (i === page ? { ...known, ...change } : known)),
  })
  for (const index of [
    lie(3, { firstRow: 310, rowCount: 90 }),
    lie(3, { offset: pages[3].offset + 1 }),
    lie(3, { offset: pages[4].offset, length: pages[4].length - 1 }),
    lie(0, { offset: pages[1].offset }),
  ]) {
    const reading = readRows(source, file, 0, 0, rows, index)
    await expect(reading).rejects.toMatchObject({ code: 'corrupt', column: 'c' })
  }
})
