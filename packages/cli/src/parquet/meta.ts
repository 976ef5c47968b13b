import { Codec, Encoding, type ParquetFile } from '@sqlexec/parquet'
import type { ResultSet } from '../format/result-set.ts'
import { countColumn, textColumn } from './result-columns.ts'

/** What the footer says of the file as a whole, and its key-value metadata. */
export function fileFacts(file: ParquetFile): ResultSet {
  const facts: [string, string | number | null][] = [
    ['file size', file.size],
    ['footer size', file.size - file.footerOffset],
    ['format version', file.metadata.version],
    ['created by', file.createdBy ?? null],
    ['rows', file.rowCount],
    ['row groups', file.rowGroups.length],
    ['columns', file.columns.length],
  ]
  for (const [key, value] of file.keyValue) facts.push([`key ${key}`, value])
  return {
    columns: [textColumn('property'), textColumn('value')],
    rows: facts.map(([property, value]) => [property, value === null ? null : String(value)]),
  }
}

const chunkColumns = [
  countColumn('row group'),
  countColumn('rows'),
  textColumn('column'),
  countColumn('values'),
  textColumn('codec'),
  textColumn('encodings'),
  countColumn('stored bytes'),
  countColumn('plain bytes'),
  countColumn('offset'),
  textColumn('page index'),
  countColumn('bloom filter bytes'),
]

/** A row per column chunk. A chunk whose metadata stand elsewhere (encrypted ones) has but its name. */
export function chunkFacts(file: ParquetFile): ResultSet {
  const rows = file.rowGroups.flatMap(({ rowCount, metadata }, rowGroup) =>
    file.columns.map(({ name }, column) => {
      const chunk = metadata.columns[column]
      const meta = chunk?.metaData
      if (meta === undefined) return [rowGroup, rowCount, name, ...new Array(8).fill(null)]
      return [
        rowGroup,
        rowCount,
        name,
        meta.numValues,
        nameOf(Codec, meta.codec),
        meta.encodings.map((encoding) => nameOf(Encoding, encoding)).join(' '),
        meta.totalCompressedSize,
        meta.totalUncompressedSize,
        meta.dictionaryPageOffset || meta.dataPageOffset,
        indexText(chunk.columnIndexOffset, chunk.offsetIndexOffset),
        meta.bloomFilterOffset === undefined ? null : (meta.bloomFilterLength ?? null),
      ]
    }),
  )
  return { columns: chunkColumns, rows }
}

function indexText(column: number | undefined, offset: number | undefined): string {
  if (offset === undefined) return 'none'
  return column === undefined ? 'offsets' : 'bounds and offsets'
}

function nameOf(constants: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(constants).find((name) => constants[name] === value) ?? String(value)
}
