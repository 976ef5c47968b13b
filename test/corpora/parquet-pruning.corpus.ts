import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  bufferSource,
  type ColumnData,
  type ColumnSchema,
  initCodecs,
  ParquetError,
  type ParquetFile,
  type Predicate,
  readColumn,
  readMetadata,
  readPageIndex,
  readRows,
  readTable,
  rowsOf,
  selectRows,
} from '@sqlexec/parquet'
import { beforeAll, describe, expect, test } from 'vitest'
import { rawValue, rawValues } from '../../packages/parquet/src/reader/testing/raw-value.ts'

/*
 * Page indexes, statistics and Bloom filters of files by other writers: rows read by an offset index are those of the whole
 * column, and no predicate loses a row that meets it.
 */

const corpora =
  process.env['SQLEXEC_CORPORA'] ??
  fileURLToPath(new URL('../../../shared/corpora', import.meta.url))

const files = ['hyparquet-files', 'parquet-testing/data', 'geoparquet'].flatMap((folder) =>
  (readdirSync(`${corpora}/${folder}`, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => `${folder}/${name}`),
)

beforeAll(initCodecs)

const load = (path: string) => bufferSource(new Uint8Array(readFileSync(`${corpora}/${path}`)))

/** `undefined` where the chunk cannot be read; what can be is the reader's to test. */
async function readable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof ParquetError) return undefined
    throw error
  }
}

/** Rows to look at: the ends, and some between. */
function sampleRows(count: number): number[] {
  const step = Math.max(1, Math.floor(count / 7))
  return [...new Set([0, count - 1, ...Array.from({ length: 7 }, (_, i) => i * step)])].filter(
    (row) => row >= 0 && row < count,
  )
}

describe.each(files)('%s', (path) => {
  const source = load(path)

  async function chunks(
    visit: (
      file: ParquetFile,
      group: number,
      schema: ColumnSchema,
      data: ColumnData,
    ) => Promise<void>,
  ): Promise<void> {
    const file = await readable(readMetadata(source))
    if (file === undefined) return
    for (let group = 0; group < file.rowGroups.length; group++) {
      for (const schema of file.columns) {
        const data = await readable(readColumn(source, file, group, schema.index))
        if (data !== undefined && data.length > 0) await visit(file, group, schema, data)
      }
    }
  }

  test('rows read by the offset index', async () => {
    await chunks(async (file, group, { index, name }, data) => {
      const pages = await readPageIndex(source, file, group, index)
      if (pages === undefined) return
      for (const start of sampleRows(data.length)) {
        const end = Math.min(data.length, start + 3)
        const rows = await readRows(source, file, group, index, { start, end }, pages)
        const expected = Array.from({ length: end - start }, (_, i) => rawValue(data, start + i))
        expect(rawValues(rows), `${name}, row ${start}`).toEqual(expected)
      }
    })
  })

  test('no predicate loses a row', async () => {
    await chunks(async (file, group, { index: column, name, list }, data) => {
      if (list) return
      for (const row of sampleRows(data.length)) {
        const value = rawValue(data, row) as null | number | bigint | boolean | Uint8Array
        const predicates: Predicate[] =
          value === null
            ? [{ op: 'isNull', column }]
            : [
                { op: 'isNotNull', column },
                { op: 'in', column, values: [value] },
                ...(['eq', 'le', 'ge'] as const).map((op) => ({ op, column, value })),
              ]
        for (const predicate of predicates) {
          const ranges = await selectRows(source, file, group, predicate)
          const isKept = ranges.some(({ start, end }) => start <= row && row < end)
          expect(isKept, `${name} ${predicate.op}, row ${row}`).toBe(true)
        }
      }
    })
  })

  test('rows as objects', async () => {
    const file = await readable(readMetadata(source))
    if (file === undefined) return
    const columns: number[] = []
    for (const { index } of file.columns) {
      const groups = file.rowGroups.keys()
      const reading = Promise.all(
        [...groups].map((group) => readColumn(source, file, group, index)),
      )
      if ((await readable(reading)) !== undefined) columns.push(index)
    }
    let count = 0
    for await (const batch of readTable(source, { columns, maxReadBytes: 100_000 })) {
      for (const row of rowsOf(batch)) {
        count++
        if (Object.keys(row).length !== columns.length) expect(row).toBe('a row with all columns')
      }
    }
    expect(count).toBe(file.rowCount)
  })
})

test.each(['data_index_bloom_encoding_stats', 'data_index_bloom_encoding_with_length'])(
  '%s: its Bloom filter excludes what is not there',
  async (name) => {
    const source = load(`parquet-testing/data/${name}.parquet`)
    const file = await readMetadata(source)
    const values = rawValues(await readColumn(source, file, 0, 0)) as Uint8Array[]
    const texts = values.map((value) => Buffer.from(value).toString()).sort()
    // Between the bounds, so that statistics alone would keep it.
    const absent = `${texts[0]} and more`
    const ranges = (value: string) => selectRows(source, file, 0, { op: 'eq', column: 0, value })
    expect(await ranges(absent)).toEqual([])
    for (const text of texts) expect(await ranges(text)).not.toEqual([])
  },
)
