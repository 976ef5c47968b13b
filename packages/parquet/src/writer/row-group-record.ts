import type { ByteBuffer } from '../encode/byte-buffer.ts'
import type {
  ColumnChunk,
  ColumnIndex,
  ColumnMetaData,
  OffsetIndex,
  RowGroup,
  SortingColumn,
} from '../format/metadata.ts'
import {
  columnIndex as columnIndexTable,
  offsetIndex as offsetIndexTable,
} from '../format/structs.ts'
import { writeStruct } from '../format/thrift-writer.ts'
import type { ByteRange } from '../reader/plan.ts'
import type { EncodedChunk } from './chunk-encoder.ts'
import { type ColumnSpec, columnPath } from './column-spec.ts'

/**
 * A column chunk that stands in the file, with the indexes that will be written before the footer.
 */
export interface ChunkRecord {
  readonly metaData: ColumnMetaData
  /** Bytes where it was copied from another file. */
  readonly columnIndex?: ColumnIndex | Uint8Array
  readonly offsetIndex?: OffsetIndex
}

export interface RowGroupRecord {
  readonly rowCount: number
  readonly chunks: readonly ChunkRecord[]
  /** The order of its rows where it was copied with all its columns. */
  readonly sortingColumns?: readonly SortingColumn[]
}

/** The same chunk with the place of its Bloom filter. */
export function withBloomFilter(record: ChunkRecord, { offset, length }: ByteRange): ChunkRecord {
  const place = { bloomFilterOffset: offset, bloomFilterLength: length }
  return { ...record, metaData: { ...record.metaData, ...place } }
}

/** The record of an encoded chunk whose bytes stand at `offset` of the file. */
export function encodedRecord(spec: ColumnSpec, chunk: EncodedChunk, offset: number): ChunkRecord {
  const { metaData, columnIndex, offsetIndex } = chunk
  const { dataPageOffset, dictionaryPageOffset } = metaData
  return {
    metaData: {
      ...metaData,
      pathInSchema: columnPath(spec),
      dataPageOffset: dataPageOffset + offset,
      ...(dictionaryPageOffset === undefined
        ? {}
        : { dictionaryPageOffset: dictionaryPageOffset + offset }),
    },
    columnIndex,
    offsetIndex: offsetIndex && {
      ...offsetIndex,
      pageLocations: offsetIndex.pageLocations.map((page) => ({
        ...page,
        offset: page.offset + offset,
      })),
    },
  }
}

/**
 * Appends a row group's column indexes, then its offset indexes, and returns its entry in the
 * footer.
 *
 * @param offset where `out` begins in the file
 * @param ordinal position among the row groups
 */
export function finishRowGroup(
  record: RowGroupRecord,
  ordinal: number,
  sortingColumns: readonly SortingColumn[],
  out: ByteBuffer,
  offset: number,
): RowGroup {
  const columns: ColumnChunk[] = record.chunks.map(({ metaData }) => ({ fileOffset: 0, metaData }))
  record.chunks.forEach(({ columnIndex }, i) => {
    if (columnIndex === undefined) return
    const bytes =
      columnIndex instanceof Uint8Array ? columnIndex : writeStruct(columnIndexTable, columnIndex)
    columns[i].columnIndexOffset = offset + out.length
    columns[i].columnIndexLength = bytes.length
    out.append(bytes)
  })
  record.chunks.forEach(({ offsetIndex }, i) => {
    if (offsetIndex === undefined) return
    const bytes = writeStruct(offsetIndexTable, offsetIndex)
    columns[i].offsetIndexOffset = offset + out.length
    columns[i].offsetIndexLength = bytes.length
    out.append(bytes)
  })
  return {
    columns,
    numRows: record.rowCount,
    ...sizes(record),
    ...(sortingColumns.length === 0 ? {} : { sortingColumns: [...sortingColumns] }),
    // The field has 16 bits.
    ...(ordinal < 0x8000 ? { ordinal } : {}),
  }
}

function sizes({ chunks }: RowGroupRecord) {
  let totalByteSize = 0
  let totalCompressedSize = 0
  let fileOffset = Infinity
  for (const { metaData } of chunks) {
    totalByteSize += metaData.totalUncompressedSize
    totalCompressedSize += metaData.totalCompressedSize
    const start = metaData.dictionaryPageOffset ?? metaData.dataPageOffset
    fileOffset = Math.min(fileOffset, start)
  }
  if (chunks.length === 0) fileOffset = 0
  return { totalByteSize, totalCompressedSize, fileOffset }
}
