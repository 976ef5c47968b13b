import type { ColumnData } from '../column-data.ts'
import { sliceColumn } from '../decode/slice.ts'
import type { ByteSource } from '../source.ts'
import { type DecodeOptions, decodePages, inColumn, plainBytes, readableColumn } from './chunk.ts'
import type { ParquetFile } from './metadata.ts'
import type { IndexedPage, PageIndex } from './page-index.ts'
import { listIndexedPages } from './pages.ts'
import { type ByteRange, type ChunkId, chunkMetadata, planColumnChunk, readRanges } from './plan.ts'
import type { RowRange } from './row-ranges.ts'
import { pageOfRow } from './split-ranges.ts'

/** The part of a column chunk that some of its rows are in. */
export interface PlannedRows extends ChunkId {
  readonly rows: RowRange
  /** The data pages that hold the rows, and at either end perhaps others. */
  readonly pages: readonly IndexedPage[]
  /** Where the dictionary page is; of no length where the chunk has none. */
  readonly dictionary: ByteRange
  /** From the first of the pages to the last. */
  readonly data: ByteRange
}

/**
 * Plans the reading of rows `[start, end)` of a column chunk: the pages that hold them, and the dictionary.
 *
 * @param index the chunk's page index
 * @throws RangeError where the row group does not have the rows
 */
export function planRows(
  file: ParquetFile,
  rowGroup: number,
  column: number,
  rows: RowRange,
  index: PageIndex,
): PlannedRows {
  const { rowCount } = file.rowGroups[rowGroup]
  const { start, end } = rows
  if (!(start >= 0 && start < end && end <= rowCount)) {
    throw new RangeError(`rows ${start} to ${end} of a row group of ${rowCount}`)
  }
  const pages = index.pages.slice(
    pageOfRow(index.pages, start),
    pageOfRow(index.pages, end - 1) + 1,
  )
  const last = pages[pages.length - 1]
  const chunk = planColumnChunk(file, rowGroup, column)
  return {
    rowGroup,
    column,
    rows,
    pages,
    dictionary: { offset: chunk.offset, length: index.pages[0].offset - chunk.offset },
    data: { offset: pages[0].offset, length: last.offset + last.length - pages[0].offset },
  }
}

/**
 * Decodes the rows that were planned, and no others. Synchronous, as `decodeColumnChunk` is.
 *
 * @param dictionary the bytes at `plan.dictionary`
 * @param data the bytes at `plan.data`
 * @throws {ParquetError} with the column's name; `corrupt` also where the pages are not what the index says
 */
export function decodeRows(
  file: ParquetFile,
  plan: PlannedRows,
  dictionary: Uint8Array,
  data: Uint8Array,
  options: DecodeOptions = {},
): ColumnData {
  const { rowGroup, column, rows, pages } = plan
  const schema = readableColumn(file, column)
  const meta = chunkMetadata(file, rowGroup, column)
  const { firstRow } = pages[0]
  const last = pages[pages.length - 1]
  const rowCount = last.firstRow + last.rowCount - firstRow
  try {
    const [before, bytes] = [plainBytes(dictionary), plainBytes(data)]
    const stored = listIndexedPages(before, bytes, pages, !schema.list)
    const decoded = decodePages(schema, meta, stored, rowCount, options)
    return sliceColumn(decoded, rows.start - firstRow, rows.end - firstRow, options.allocate)
  } catch (cause) {
    throw inColumn(schema, cause)
  }
}

/** Reads and decodes rows of one column chunk. */
export async function readRows(
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  column: number,
  rows: RowRange,
  index: PageIndex,
  options: DecodeOptions = {},
): Promise<ColumnData> {
  const plan = planRows(file, rowGroup, column, rows, index)
  const [dictionary, data] = await readRanges(source, [plan.dictionary, plan.data])
  return decodeRows(file, plan, dictionary, data, options)
}
