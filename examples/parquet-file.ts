// Parquet files as typed arrays, without the database: write, read, prune, append.
//   npm run build && node examples/dist/parquet-file.js [DIRECTORY]
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import {
  type ByteSink,
  bufferSource,
  Codec,
  type ColumnData,
  columnSpec,
  columnStatistics,
  decodeColumnChunk,
  encodeColumnChunk,
  httpSource,
  initCodecs,
  openFile,
  ParquetError,
  ParquetWriter,
  planRead,
  pruneRowGroups,
  readColumn,
  readMetadata,
  readPageIndex,
  readRows,
  readTable,
  rewriteFile,
  rowsOf,
  selectRows,
} from '@sqlexec/parquet'

const directory = process.argv[2] ?? './data/parquet_files'
mkdirSync(directory, { recursive: true })
const path = join(directory, 'cities.parquet')
const longerPath = join(directory, 'more-cities.parquet')

// ── Column data: typed arrays and a bitmap of the rows that are not NULL ──────────────────────

function textColumn(texts: readonly string[]): ColumnData {
  const parts = texts.map((text) => new TextEncoder().encode(text))
  const offsets = new Uint32Array(texts.length + 1)
  parts.forEach((part, i) => {
    offsets[i + 1] = offsets[i] + part.length
  })
  const bytes = new Uint8Array(offsets[texts.length])
  parts.forEach((part, i) => {
    bytes.set(part, offsets[i])
  })
  return { kind: 'bytes', length: texts.length, validity: null, offsets, bytes }
}

function intColumn(numbers: readonly (number | null)[]): ColumnData {
  const validity = new Uint8Array((numbers.length + 7) >> 3)
  numbers.forEach((number, i) => {
    if (number !== null) validity[i >> 3] |= 1 << (i & 7)
  })
  const values = Int32Array.from(numbers, (number) => number ?? 0)
  return { kind: 'int32', length: numbers.length, validity, values }
}

const names = textColumn(['Tokyo', 'Delhi', 'Vaduz', 'Atlantis'])
const populations = intColumn([37_194_000, 33_807_000, 5_774, null])

// ── Write ─────────────────────────────────────────────────────────────────────────────────────

const stream = createWriteStream(path)
const sink: ByteSink = {
  write: (bytes) =>
    new Promise((done, fail) => {
      stream.write(bytes, (error) => (error ? fail(error) : done()))
    }),
}
const columns = [
  columnSpec('name', { kind: 'string' }, { nullable: false, bloomFilter: true }),
  columnSpec('population', { kind: 'int', bits: 32, signed: true }),
]
const writer = new ParquetWriter(sink, { columns, codec: Codec.ZSTD, pageIndex: true })
await writer.writeRowGroup([names, populations])
await writer.writeRowGroup([textColumn(['Ürümqi']), intColumn([4_054_000])])
const { bytesWritten } = await writer.finish()
stream.end()
await finished(stream)
console.log(`wrote ${bytesWritten > 0 ? 'some' : 'no'} bytes`)

// ── Read a table ──────────────────────────────────────────────────────────────────────────────

const source = await openFile(path)
const predicate = { op: 'gt', column: 'population', value: 1_000_000 } as const
for await (const batch of readTable(source, { columns: ['name', 'population'], predicate })) {
  // Prunes, does not filter: { rowGroup, firstRow, rowCount, columns: [{ schema, data }] }
  for (const row of rowsOf(batch)) if (Number(row.population) > 1_000_000) console.log(row.name)
}

// ── The same over HTTP: only the bytes that it takes ──────────────────────────────────────────

async function countRows(url: string): Promise<number> {
  const remote = await httpSource(url, { headers: { authorization: 'Bearer …' } })
  return (await readMetadata(remote)).rowCount
}
if (process.argv[3] !== undefined) console.log(await countRows(process.argv[3]))

// ── Read one column, or some of its rows ──────────────────────────────────────────────────────

await initCodecs()
const file = await readMetadata(source)
console.log(file.rowCount, file.columns.map(({ name }) => name).join(' '))
const column = await readColumn(source, file, 0, 1) // { kind: 'int32', length, validity, values }
if (column.kind === 'int32') console.log(column.values[0])

const index = await readPageIndex(source, file, 0, 1)
if (index !== undefined) {
  const rows = await readRows(source, file, 0, 1, { start: 1, end: 3 }, index)
  console.log(rows.length)
}

// ── What statistics, page indexes and Bloom filters say ───────────────────────────────────────

console.log(columnStatistics(file, 0, 1)) // { min: 5774, max: 37194000, nullCount: 1, … }
console.log(pruneRowGroups(file, { op: 'lt', column: 'population', value: 10_000 })) // [0]
const xanadu = { op: 'eq', column: 'name', value: 'Xanadu' } as const
console.log(await selectRows(source, file, 1, xanadu)) // no range of rows may hold it: []

// ── Fetch as you like: a plan is plain data ───────────────────────────────────────────────────

const chunks = file.rowGroups.map((_, rowGroup) => ({ rowGroup, column: 0 }))
for (const read of planRead(file, chunks)) {
  const bytes = await source.read(read.offset, read.length)
  for (const { rowGroup, column, start, length } of read.chunks) {
    const part = bytes.subarray(start, start + length)
    console.log(decodeColumnChunk(file, rowGroup, column, part).length)
  }
}

// ── Append, replace and drop row groups; what stays is copied as bytes ────────────────────────

const parts: Uint8Array[] = []
await rewriteFile(
  source,
  file,
  { write: (bytes) => void parts.push(bytes) },
  {
    keep: [0],
    add: [[textColumn(['Lima']), intColumn([11_204_000])]],
    keyValue: [['edition', '2']],
  },
)
const rewritten = bufferSource(new Uint8Array(Buffer.concat(parts)))
console.log((await readMetadata(rewritten)).keyValue.get('edition'))

// ── Encode on another thread, write on this one ───────────────────────────────────────────────

const encoded = [encodeColumnChunk(columns[0], names), encodeColumnChunk(columns[1], populations)]
const longer = createWriteStream(longerPath)
const second = new ParquetWriter({ write: (bytes) => void longer.write(bytes) }, { columns })
await second.copyRowGroup(source, file, 1)
await second.writeRowGroup(encoded)
await second.finish()
longer.end()
await finished(longer)
await source.close()

// ── Errors ────────────────────────────────────────────────────────────────────────────────────

try {
  await readMetadata(bufferSource(new TextEncoder().encode('this is no Parquet file')))
} catch (error) {
  if (!(error instanceof ParquetError)) throw error
  console.log(error.code) // 'not_parquet'
}
