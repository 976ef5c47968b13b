import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  bufferSource,
  type ColumnData,
  type ColumnSpec,
  columnSpecOf,
  initCodecs,
  ParquetError,
  type ParquetFile,
  ParquetWriter,
  PhysicalType,
  readColumn,
  readMetadata,
} from '@sqlexec/parquet'
import { beforeAll, describe, expect, test } from 'vitest'
import { rawValue } from '../../packages/parquet/src/reader/testing/raw-value.ts'
import { MemorySink } from '../../packages/parquet/src/writer/testing/memory-sink.ts'

/*
 * Every readable column of files by other writers, copied by its bytes and encoded anew, reads as before.
 */

const corpora =
  process.env['SQLEXEC_CORPORA'] ??
  fileURLToPath(new URL('../../../shared/corpora', import.meta.url))

const files = [
  'hyparquet-files',
  'parquet-testing/data',
  'parquet-testing/data/geospatial',
  'geoparquet',
]
  .flatMap((folder) =>
    (readdirSync(`${corpora}/${folder}`, { recursive: true }) as string[])
      .filter((name) => name.endsWith('.parquet'))
      .map((name) => `${folder}/${name}`),
  )
  .filter((path, i, all) => all.indexOf(path) === i)

interface Original {
  readonly source: ReturnType<typeof bufferSource>
  readonly file: ParquetFile
  /** The columns that can be read, and their data per row group. */
  readonly columns: readonly number[]
  readonly data: readonly (readonly ColumnData[])[]
}

beforeAll(initCodecs)

async function original(path: string): Promise<Original | undefined> {
  const source = bufferSource(new Uint8Array(readFileSync(`${corpora}/${path}`)))
  try {
    const file = await readMetadata(source)
    const columns: number[] = []
    const data: ColumnData[][] = file.rowGroups.map(() => [])
    for (const { index } of file.columns) {
      const chunks = await readChunks(source, file, index)
      if (chunks === undefined) continue
      columns.push(index)
      for (let group = 0; group < chunks.length; group++) data[group].push(chunks[group])
    }
    return { source, file, columns, data }
  } catch (error) {
    if (error instanceof ParquetError) return undefined
    throw error
  }
}

/** `undefined` where the column cannot be read; what can be is the reader's to test. */
async function readChunks(
  source: Original['source'],
  file: ParquetFile,
  column: number,
): Promise<ColumnData[] | undefined> {
  const chunks: ColumnData[] = []
  try {
    for (let group = 0; group < file.rowGroups.length; group++) {
      chunks.push(await readColumn(source, file, group, column))
    }
    return chunks
  } catch (error) {
    if (error instanceof ParquetError) return undefined
    throw error
  }
}

function specsOf({ file, columns }: Original): ColumnSpec[] {
  const names = new Set<string>()
  return columns.map((index) => {
    const spec = columnSpecOf(file.columns[index])
    const name = names.has(spec.name) ? `${spec.name} ${index}` : spec.name
    names.add(name)
    return { ...spec, name }
  })
}

function canEncode({ physicalType, logical }: ColumnSpec): boolean {
  if (physicalType === PhysicalType.INT96) return false
  return !(physicalType === PhysicalType.BYTE_ARRAY && logical.kind === 'decimal')
}

async function expectSame(bytes: Uint8Array, data: Original['data'], picked: readonly number[]) {
  const source = bufferSource(bytes)
  const file = await readMetadata(source)
  const groups = data.filter((columns) => columns.length > 0 && columns[0].length > 0)
  expect(file.rowGroups.length).toBe(picked.length === 0 ? 0 : groups.length)
  for (let group = 0; group < file.rowGroups.length; group++) {
    for (let i = 0; i < picked.length; i++) {
      const expected = groups[group][picked[i]]
      const found = await readColumn(source, file, group, i)
      expect(found.length).toBe(expected.length)
      for (let row = 0; row < found.length; row++) {
        const [a, b] = [rawValue(found, row), rawValue(expected, row)]
        // A test framework's comparison takes microseconds, which millions of values feel.
        if (a !== b) expect(a, `row ${row}`).toEqual(b)
      }
    }
  }
}

describe.each(files)('%s', (path) => {
  test('copied', async () => {
    const from = await original(path)
    if (from === undefined || from.columns.length === 0) return
    const sink = new MemorySink()
    // Spark's mark in the key-value metadata says how its INT96 are to be read.
    const { keyValue } = from.file
    const writer = new ParquetWriter(sink, { columns: specsOf(from), keyValue })
    for (let group = 0; group < from.file.rowGroups.length; group++) {
      await writer.copyRowGroup(from.source, from.file, group, from.columns)
    }
    await writer.finish()
    await expectSame(sink.bytes(), from.data, [...from.columns.keys()])
  })

  test('encoded anew', async () => {
    const from = await original(path)
    if (from === undefined) return
    const specs = specsOf(from)
    const picked = [...specs.keys()].filter((i) => canEncode(specs[i]))
    const sink = new MemorySink()
    const writer = new ParquetWriter(sink, { columns: picked.map((i) => specs[i]) })
    for (const columns of from.data) await writer.writeRowGroup(picked.map((i) => columns[i]))
    await writer.finish()
    await expectSame(sink.bytes(), from.data, picked)
  })
})
