import { ParquetError } from '../errors.ts'
import type {
  ColumnMetaData,
  ColumnOrder,
  OffsetIndex,
  SortingColumn,
  Statistics,
} from '../format/metadata.ts'
import type { ColumnSchema } from '../format/schema.ts'
import {
  columnIndex as columnIndexTable,
  offsetIndex as offsetIndexTable,
} from '../format/structs.ts'
import { tryReadStruct } from '../format/thrift-reader.ts'
import { readBloomFilterBytes } from '../reader/bloom.ts'
import type { ParquetFile } from '../reader/metadata.ts'
import { indexRanges } from '../reader/page-index.ts'
import { type ByteRange, chunkMetadata, planColumnChunk } from '../reader/plan.ts'
import { bounds, hasTypeOrder, trustedBounds } from '../reader/statistics.ts'
import { type ByteSource, readBytes } from '../source.ts'
import { columnForm, formMismatch } from './column-form.ts'
import { type ColumnSpec, columnPath } from './column-spec.ts'
import type { ChunkRecord } from './row-group-record.ts'

/** No chunk is larger before compression than it can be declared with any sense. */
const maxChunkBytes = 2 ** 40

/** A chunk of another file that is to be copied as it is. */
export interface CopiedChunk {
  readonly kind: 'copied'
  readonly source: ByteSource
  readonly file: ParquetFile
  readonly rowGroup: number
  readonly column: number
  readonly range: ByteRange
}

/**
 * Checks that a chunk of another file may stand in a column as it is.
 *
 * @throws TypeError where type or levels differ
 * @throws ParquetError where the chunk cannot be located, is encrypted or in another file
 */
export function planCopy(
  spec: ColumnSpec,
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  column: number,
): CopiedChunk {
  const range = planColumnChunk(file, rowGroup, column)
  const { totalUncompressedSize } = chunkMetadata(file, rowGroup, column)
  // Sizes are added up, which must stay exact.
  if (!(totalUncompressedSize >= 0 && totalUncompressedSize <= maxChunkBytes)) {
    throw new ParquetError(
      'corrupt',
      `column ${spec.name} is damaged: its chunk has ${totalUncompressedSize} bytes`,
      { column: spec.name },
    )
  }
  const reason = formMismatch(columnForm(spec), file.columns[column])
  if (reason !== undefined) {
    throw new TypeError(`column ${spec.name} cannot be copied: the source has another ${reason}`)
  }
  return { kind: 'copied', source, file, rowGroup, column, range }
}

/** The record of a chunk whose bytes now stand at `offset`: every position in it moved along. */
export function copiedRecord(
  spec: ColumnSpec,
  copied: CopiedChunk,
  indexes: CopiedIndexes,
  offset: number,
): ChunkRecord {
  const { file, rowGroup, column, range } = copied
  const meta = chunkMetadata(file, rowGroup, column)
  const shift = offset - range.offset
  const hasDictionary = range.offset < meta.dataPageOffset
  const schema = file.columns[column]
  const order = file.metadata.columnOrders?.[column]
  const metaData: ColumnMetaData = {
    ...meta,
    pathInSchema: columnPath(spec),
    totalCompressedSize: range.length,
    dataPageOffset: meta.dataPageOffset + shift,
    dictionaryPageOffset: hasDictionary ? offset : undefined,
    indexPageOffset: undefined,
    // Bloom filters stand elsewhere in the file; where they go is not known yet.
    bloomFilterOffset: undefined,
    bloomFilterLength: undefined,
    statistics: meta.statistics && copiedStatistics(schema, meta.statistics, order),
  }
  return {
    metaData,
    columnIndex: hasCopiedOrder(schema, order) ? indexes.columnIndex : undefined,
    offsetIndex: indexes.offsetIndex && shifted(indexes.offsetIndex, shift),
  }
}

function shifted(index: OffsetIndex, shift: number): OffsetIndex {
  const pageLocations = index.pageLocations.map((page) => ({
    ...page,
    offset: page.offset + shift,
  }))
  return { ...index, pageLocations }
}

/** The counts and those bounds that the reader trusts, in the members that go with TYPE_ORDER, under which the copy stands. */
function copiedStatistics(
  schema: ColumnSchema,
  statistics: Statistics,
  order: ColumnOrder | undefined,
): Statistics {
  const { nullCount, distinctCount, nanCount } = statistics
  const stored = trustedBounds(schema, statistics, order)
  const { min, max } = bounds(schema, statistics, order)
  return {
    nullCount,
    distinctCount,
    nanCount,
    ...(min === undefined
      ? {}
      : { minValue: stored.minValue, isMinValueExact: stored.isMinValueExact }),
    ...(max === undefined
      ? {}
      : { maxValue: stored.maxValue, isMaxValueExact: stored.isMaxValueExact }),
  }
}

/** Whether a column index is in TYPE_ORDER; that of floats in another order may have NaNs for bounds. */
function hasCopiedOrder(schema: ColumnSchema, order: ColumnOrder | undefined): boolean {
  return order?.IEEE_754_TOTAL_ORDER === undefined && hasTypeOrder(schema, order)
}

/**
 * The order of the rows of a copied row group in terms of the new columns: that of the source as far as its columns came along.
 */
export function copiedOrder(
  parts: readonly { readonly kind: string }[],
): SortingColumn[] | undefined {
  const first = parts.find(isCopied)
  if (first === undefined) return undefined
  const order: SortingColumn[] = []
  for (const sorting of first.file.metadata.rowGroups[first.rowGroup].sortingColumns ?? []) {
    const columnIdx = parts.findIndex((part) => isCopied(part) && part.column === sorting.columnIdx)
    if (columnIdx < 0) break
    order.push({ ...sorting, columnIdx })
  }
  return order
}

function isCopied(part: { readonly kind: string }): part is CopiedChunk {
  return part.kind === 'copied'
}

/** The page indexes of a copied chunk: the column index as bytes, since nothing in it moves. */
export interface CopiedIndexes {
  readonly columnIndex?: Uint8Array
  readonly offsetIndex?: OffsetIndex
}

/** Indexes further apart than this are read one by one. */
const maxIndexGap = 1 << 20

/**
 * Reads the page indexes of several chunks of one row group, which mostly lie together. An index
 * that cannot be decoded is left out: it only serves to skip pages.
 */
export async function readIndexes(chunks: readonly CopiedChunk[]): Promise<CopiedIndexes[]> {
  const ranges = chunks.map(({ file, rowGroup, column }) => indexRanges(file, rowGroup, column))
  const all = ranges
    .flatMap(({ columnIndex, offsetIndex }) => [columnIndex, offsetIndex])
    .filter((range) => range !== undefined)
  const start = Math.min(...all.map((range) => range.offset))
  const end = Math.max(...all.map((range) => range.offset + range.length))
  const whole = all.length > 0 && end - start <= maxIndexGap * all.length
  const block = whole ? await readBytes(chunks[0].source, start, end - start) : undefined
  const bytesOf = async (chunk: CopiedChunk, range: ByteRange | undefined) => {
    if (range === undefined) return undefined
    if (block !== undefined) {
      return block.subarray(range.offset - start, range.offset - start + range.length)
    }
    return readBytes(chunk.source, range.offset, range.length)
  }
  const indexes: CopiedIndexes[] = []
  for (let i = 0; i < chunks.length; i++) {
    const columnIndex = await bytesOf(chunks[i], ranges[i].columnIndex)
    const offsetIndex = await bytesOf(chunks[i], ranges[i].offsetIndex)
    indexes.push(decodeIndexes(chunks[i], columnIndex, offsetIndex))
  }
  return indexes
}

/** The bytes of a chunk's Bloom filter; `undefined` where it has none, or one that this package would not read. */
export async function copiedBloomFilter(chunk: CopiedChunk): Promise<Uint8Array | undefined> {
  const { file, source, rowGroup, column } = chunk
  return readBloomFilterBytes(source, file, chunkMetadata(file, rowGroup, column), Infinity)
}

function decodeIndexes(
  { range }: CopiedChunk,
  column: Uint8Array | undefined,
  offset: Uint8Array | undefined,
): CopiedIndexes {
  const offsetIndex = offset && tryReadStruct(offsetIndexTable, offset)?.value
  // A column index says nothing without the places of its pages.
  if (offsetIndex === undefined || !liesWithin(offsetIndex, range)) return {}
  if (column === undefined) return { offsetIndex }
  const sound = tryReadStruct(columnIndexTable, column)
  return { offsetIndex, columnIndex: sound && column.slice(0, sound.end) }
}

function liesWithin({ pageLocations }: OffsetIndex, { offset, length }: ByteRange): boolean {
  const end = offset + length
  return pageLocations.every((page) => {
    const size = page.compressedPageSize
    return page.offset >= offset && size >= 0 && page.offset + size <= end
  })
}
