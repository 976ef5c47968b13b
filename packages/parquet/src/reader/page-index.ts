import type { ColumnIndex, OffsetIndex } from '../format/metadata.ts'
import type { ColumnSchema } from '../format/schema.ts'
import { columnIndex, offsetIndex } from '../format/structs.ts'
import { tryReadStruct } from '../format/thrift-reader.ts'
import { type ByteSource, readBytes } from '../source.ts'
import type { ParquetFile } from './metadata.ts'
import { type ByteRange, type ChunkId, columnOf, planColumnChunk, readableChunk } from './plan.ts'
import { bounds, type ColumnStatistics } from './statistics.ts'

/** One data page of a column chunk: where its header and payload are in the file, and its rows within the row group. */
export interface IndexedPage extends ByteRange {
  readonly firstRow: number
  readonly rowCount: number
}

/** What the column index says about the values of one page. Bounds may be cut, so none is known to be exact. */
export interface PageStatistics extends ColumnStatistics {
  /** The page has no value at all. */
  readonly allNull: boolean
}

/** The data pages of one column chunk in file order: every row of the row group is in exactly one. */
export interface PageIndex {
  readonly pages: readonly IndexedPage[]
  /** Of each page; `undefined` where there is no column index that is to be trusted. */
  readonly statistics: readonly PageStatistics[] | undefined
}

/** Where the page index of a column chunk is. */
export interface PlannedPageIndex extends ChunkId {
  readonly offsetIndex: ByteRange
  readonly columnIndex: ByteRange | undefined
}

/** A larger index would cost more than the pages that it spares. */
const maxIndexBytes = 16 * 1024 * 1024

/** @returns `undefined` where the chunk has no offset index, or one that cannot be */
export function planPageIndex(
  file: ParquetFile,
  rowGroup: number,
  column: number,
): PlannedPageIndex | undefined {
  const meta = readableChunk(file, rowGroup, column)
  if (meta === undefined || columnOf(file, column).unsupported !== undefined) return undefined
  const { offsetIndex, columnIndex } = indexRanges(file, rowGroup, column)
  return offsetIndex && { rowGroup, column, offsetIndex, columnIndex }
}

/** Where the footer says that the indexes of a chunk are; `undefined` where they cannot be there or would be too large. */
export function indexRanges(
  file: ParquetFile,
  rowGroup: number,
  column: number,
): { offsetIndex: ByteRange | undefined; columnIndex: ByteRange | undefined } {
  const chunk = file.metadata.rowGroups[rowGroup].columns[column]
  return {
    offsetIndex: rangeOf(file, chunk.offsetIndexOffset, chunk.offsetIndexLength),
    columnIndex: rangeOf(file, chunk.columnIndexOffset, chunk.columnIndexLength),
  }
}

function rangeOf(
  file: ParquetFile,
  offset: number | undefined,
  length: number | undefined,
): ByteRange | undefined {
  if (offset === undefined || length === undefined) return undefined
  const inside = offset > 0 && length > 0 && offset + length <= file.footerOffset
  return inside && length <= maxIndexBytes ? { offset, length } : undefined
}

/**
 * Decodes and validates a page index. It only serves to skip pages, so that an index which is damaged or
 * contradicts the footer or itself is taken for none at all. That the pages really hold the rows that the index gives them is
 * checked when they are decoded.
 *
 * @param offsetIndexBytes the bytes at `PlannedPageIndex.offsetIndex`
 * @param columnIndexBytes those at `PlannedPageIndex.columnIndex`, where there are any
 */
export function parsePageIndex(
  file: ParquetFile,
  rowGroup: number,
  column: number,
  offsetIndexBytes: Uint8Array,
  columnIndexBytes?: Uint8Array,
): PageIndex | undefined {
  const offsets = tryReadStruct(offsetIndex, offsetIndexBytes)?.value
  const pages = offsets && indexedPages(file, rowGroup, column, offsets)
  if (pages === undefined) return undefined
  const values = columnIndexBytes && tryReadStruct(columnIndex, columnIndexBytes)?.value
  const statistics = values && pageStatistics(file, column, pages, values)
  return { pages, statistics }
}

/** Reads the page index of one column chunk; `undefined` where there is none that is to be trusted. */
export async function readPageIndex(
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  column: number,
): Promise<PageIndex | undefined> {
  const plan = planPageIndex(file, rowGroup, column)
  if (plan === undefined) return undefined
  const { offsetIndex, columnIndex } = plan
  const [offsets, values] = await Promise.all([
    readBytes(source, offsetIndex.offset, offsetIndex.length),
    columnIndex && readBytes(source, columnIndex.offset, columnIndex.length),
  ])
  return parsePageIndex(file, rowGroup, column, offsets, values)
}

function indexedPages(
  file: ParquetFile,
  rowGroup: number,
  column: number,
  { pageLocations }: OffsetIndex,
): IndexedPage[] | undefined {
  const { rowCount } = file.rowGroups[rowGroup]
  const chunk = planColumnChunk(file, rowGroup, column)
  const chunkEnd = chunk.offset + chunk.length
  const pages: IndexedPage[] = []
  let free = chunk.offset
  for (let i = 0; i < pageLocations.length; i++) {
    const { offset, compressedPageSize: length, firstRowIndex: firstRow } = pageLocations[i]
    const nextRow = i + 1 < pageLocations.length ? pageLocations[i + 1].firstRowIndex : rowCount
    const placed = offset >= free && length > 0 && offset + length <= chunkEnd
    if (!placed || nextRow < firstRow || (i === 0 && firstRow !== 0)) return undefined
    pages.push({ offset, length, firstRow, rowCount: nextRow - firstRow })
    free = offset + length
  }
  return pages.length === 0 ? undefined : pages
}

function pageStatistics(
  file: ParquetFile,
  column: number,
  pages: readonly IndexedPage[],
  index: ColumnIndex,
): PageStatistics[] | undefined {
  const schema = columnOf(file, column)
  const { nullPages, minValues, maxValues, nullCounts, nanCounts } = index
  const fits = (list: readonly unknown[] | undefined) =>
    list === undefined || list.length === pages.length
  // The bounds are those of a list's elements, not of its rows.
  if (schema.list || ![nullPages, minValues, maxValues, nullCounts, nanCounts].every(fits)) {
    return undefined
  }
  const order = file.metadata.columnOrders?.[column]
  const statistics: PageStatistics[] = []
  for (let i = 0; i < pages.length; i++) {
    const { rowCount } = pages[i]
    const nullCount = schema.nullable ? nullCounts?.[i] : 0
    const nanCount = nanCounts?.[i]
    if (!isSound(schema, rowCount, nullPages[i], nullCount, nanCount)) return undefined
    // Some writers leave bounds that they do not know empty; empty text alone is rarely worth to be skipped.
    const unknown = nullPages[i] || maxValues[i].length === 0
    statistics.push({
      ...(unknown ? {} : bounds(schema, { minValue: minValues[i], maxValue: maxValues[i] }, order)),
      minExact: false,
      maxExact: false,
      nullCount,
      nanCount,
      allNull: nullPages[i],
    })
  }
  return statistics
}

/** Whether what is said of a page can be true. */
function isSound(
  { nullable }: ColumnSchema,
  rowCount: number,
  allNull: boolean,
  nullCount: number | undefined,
  nanCount: number | undefined,
): boolean {
  const isCount = (count: number | undefined) =>
    count === undefined || (count >= 0 && count <= rowCount)
  if (!isCount(nullCount) || !isCount(nanCount)) return false
  if (rowCount === 0) return true
  if (allNull) return nullable && (nullCount === undefined || nullCount === rowCount)
  return nullCount !== rowCount
}
