import type { ColumnData } from '../column-data.ts'
import { Encoding, PageType } from '../format/constants.ts'
import type {
  ColumnIndex,
  ColumnMetaData,
  OffsetIndex,
  PageEncodingStats,
  PageLocation,
  Statistics,
} from '../format/metadata.ts'
import { chunkBloomFilter } from './bloom-hashes.ts'
import { checkData } from './check-data.ts'
import { checkSpec } from './check-spec.ts'
import { chooseContent } from './choose-content.ts'
import { type ColumnForm, columnForm } from './column-form.ts'
import { type ColumnSpec, columnPath } from './column-spec.ts'
import type { Content } from './content.ts'
import type { EncodeOptions, ResolvedOptions } from './options.ts'
import { columnIndexOf, offsetIndexOf, type PageSummary } from './page-index.ts'
import { PageBuffer, type PageRange } from './pages.ts'
import { physicalValues } from './physical.ts'
import { resolveOptions } from './resolve-options.ts'
import { type RowShape, shred } from './row-shape.ts'
import { sizeStatistics } from './size-statistics.ts'
import { chunkStatistics, storedBounds } from './statistics.ts'
import { mergedBounds } from './value-order.ts'

/**
 * One column chunk ready to be written: plain data, which a worker thread may produce and post.
 * All offsets in it count from the chunk's start.
 */
export interface EncodedChunk {
  readonly kind: 'encoded'
  /** The column that it was encoded for. */
  readonly form: ColumnForm
  readonly rowCount: number
  readonly bytes: Uint8Array
  readonly metaData: ColumnMetaData
  readonly columnIndex?: ColumnIndex
  readonly offsetIndex?: OffsetIndex
  /** Header and bitset as they go to the file. */
  readonly bloomFilter?: Uint8Array
}

/**
 * Encodes and compresses one column of one row group. Synchronous; `initCodecs` must have been
 * awaited.
 *
 * @throws TypeError where the data do not fit the column (kind, arrays, NULLs), RangeError where a
 *   value does not
 * @throws ParquetError `limit` where a page or the chunk passes 2 GiB
 */
export function encodeColumnChunk(
  spec: ColumnSpec,
  data: ColumnData,
  options: EncodeOptions = {},
): EncodedChunk {
  checkSpec(spec)
  checkData(spec, data)
  const resolved = resolveOptions(options)
  const { shape, leaf, stored } = shred(spec, data)
  const content = chooseContent(spec, physicalValues(spec, leaf, stored), resolved)
  if (content.count !== shape.valueCount(0, shape.rows)) {
    throw new TypeError(`column ${spec.name} has ${content.count} values for ${shape.rows} rows`)
  }
  return encodeChunk(spec, shape, content, resolved)
}

function encodeChunk(
  spec: ColumnSpec,
  shape: RowShape,
  content: Content,
  options: ResolvedOptions,
): EncodedChunk {
  const buffer = new PageBuffer(options, content.size(0, content.count))
  const dictionaryPage = content.entries && buffer.dictionaryPage(content.entries)
  const locations: PageLocation[] = []
  const summaries: PageSummary[] = []
  for (const range of pageRanges(shape, content, options)) {
    const { offset, size } = buffer.dataPage(shape, content, range)
    locations.push({ offset, compressedPageSize: size, firstRowIndex: range.firstRow })
    summaries.push(summarize(shape, content, range))
  }
  const columnIndex = options.pageIndex ? columnIndexOf(spec, summaries) : undefined
  const bloomFilter = chunkBloomFilter(spec, content.source, content.entries !== undefined)
  const bytes = buffer.finish()
  return {
    kind: 'encoded',
    form: columnForm(spec),
    rowCount: shape.rows,
    bytes,
    metaData: {
      type: spec.physicalType,
      encodings: encodings(shape, content),
      pathInSchema: columnPath(spec),
      codec: options.codec,
      numValues: shape.levelCount(0, shape.rows),
      totalUncompressedSize: buffer.uncompressedSize,
      totalCompressedSize: bytes.length,
      dataPageOffset: dictionaryPage?.size ?? 0,
      ...(dictionaryPage === undefined ? {} : { dictionaryPageOffset: 0 }),
      statistics: statisticsOf(spec, content, summaries),
      encodingStats: encodingStats(content, locations.length, options.pageVersion),
      ...sizeStatistics(summaries),
    },
    ...(bloomFilter === undefined ? {} : { bloomFilter }),
    ...(columnIndex === undefined ? {} : { columnIndex }),
    ...(options.pageIndex ? { offsetIndex: offsetIndexOf(locations, summaries) } : {}),
  }
}

/** Cuts the rows into pages of at most `pageRows` rows and, where it can be, `pageBytes` bytes. */
function pageRanges(shape: RowShape, content: Content, options: ResolvedOptions): PageRange[] {
  const ranges: PageRange[] = []
  let firstRow = 0
  let firstValue = 0
  while (firstRow < shape.rows) {
    let rows = Math.min(options.pageRows, shape.rows - firstRow)
    let values = shape.valueCount(firstRow, firstRow + rows)
    while (rows > 1 && content.size(firstValue, firstValue + values) > options.pageBytes) {
      // Bitmaps are copied by whole bytes, so pages best begin at a multiple of 8.
      rows = rows > 16 ? (rows >> 4) << 3 : rows >> 1
      values = shape.valueCount(firstRow, firstRow + rows)
    }
    const endRow = firstRow + rows
    const endValue = firstValue + values
    ranges.push({ firstRow, endRow, firstValue, endValue })
    firstRow = endRow
    firstValue = endValue
  }
  return ranges
}

function summarize(shape: RowShape, content: Content, range: PageRange): PageSummary {
  const { firstRow, endRow, firstValue, endValue } = range
  return {
    empty: firstValue === endValue,
    bounds: content.bounds(firstValue, endValue),
    nullCount: shape.levelCount(firstRow, endRow) - (endValue - firstValue),
    nanCount: content.nanCount(firstValue, endValue),
    byteLength: content.byteLength(firstValue, endValue),
    levels: shape.levelHistograms(firstRow, endRow),
  }
}

function statisticsOf(
  spec: ColumnSpec,
  content: Content,
  pages: readonly PageSummary[],
): Statistics {
  const unbounded = pages.some((page) => !page.empty && page.bounds === undefined)
  const bounds = unbounded
    ? undefined
    : mergedBounds(
        spec,
        pages.map((page) => page.bounds),
      )
  let nullCount = 0
  let nanCount = 0
  for (const page of pages) {
    nullCount += page.nullCount
    nanCount += page.nanCount ?? 0
  }
  const countsNaN = pages.every((page) => page.nanCount !== undefined)
  return chunkStatistics(
    storedBounds(spec, bounds),
    nullCount,
    countsNaN ? nanCount : undefined,
    content.entries?.count,
  )
}

function encodings(shape: RowShape, content: Content): Encoding[] {
  const levels = shape.maxDefinition > 0 || shape.maxRepetition > 0 ? [Encoding.RLE] : []
  const dictionary = content.entries === undefined ? [] : [Encoding.PLAIN]
  return [...dictionary, ...levels, content.encoding]
}

function encodingStats(
  content: Content,
  dataPages: number,
  pageVersion: 1 | 2,
): PageEncodingStats[] {
  const pageType = pageVersion === 1 ? PageType.DATA_PAGE : PageType.DATA_PAGE_V2
  const data = { pageType, encoding: content.encoding, count: dataPages }
  if (content.entries === undefined) return [data]
  return [{ pageType: PageType.DICTIONARY_PAGE, encoding: Encoding.PLAIN, count: 1 }, data]
}
