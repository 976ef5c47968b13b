import { initCodecs } from '../codec/index.ts'
import type { ColumnData } from '../column-data.ts'
import { sliceColumn } from '../decode/slice.ts'
import type { ColumnSchema } from '../format/schema.ts'
import type { ByteSource } from '../source.ts'
import { type DecodeOptions, decodeColumnChunk, readableColumn } from './chunk.ts'
import { type ParquetFile, readMetadata } from './metadata.ts'
import type { PageIndex } from './page-index.ts'
import { planColumnChunk, readRanges } from './plan.ts'
import {
  type BoundPredicate,
  bindPredicate,
  type ColumnReference,
  findColumn,
  type Predicate,
} from './predicate.ts'
import type { RowRange } from './row-ranges.ts'
import { decodeRows, planRows } from './rows.ts'
import { readPageIndexes, selectBound } from './select-rows.ts'
import { splitRanges } from './split-ranges.ts'

export interface ReadTableOptions extends DecodeOptions {
  /** The columns to read, by name or index, in this order. Default: all. */
  readonly columns?: readonly ColumnReference[]
  /** The row groups to read, by index, in this order. Default: all. */
  readonly rowGroups?: readonly number[]
  /** Row groups and pages are skipped in which no row can meet it. */
  readonly predicate?: Predicate
  /**
   * Row groups of more stored bytes than this are read in parts, where the file has an offset index. Default: 32 MiB.
   */
  readonly maxReadBytes?: number
  /** The file's footer, where it is known already. */
  readonly file?: ParquetFile
}

const defaultReadBytes = 32 * 1024 * 1024

/** One column of a batch. */
export interface TableColumn {
  readonly schema: ColumnSchema
  readonly data: ColumnData
}

/** Some contiguous rows of one row group. */
export interface TableBatch {
  readonly rowGroup: number
  /** Number of rows in the file before the first of the batch. */
  readonly firstRow: number
  readonly rowCount: number
  readonly columns: readonly TableColumn[]
}

/**
 * Reads a table batch by batch: a row group at a time, or less where the row group is large or a predicate leaves parts of
 * it. Only the columns that are asked for are read, and no more than one batch is held in memory.
 *
 * A predicate prunes; it does not filter. Statistics, Bloom filters and page indexes tell which rows cannot meet it, and
 * those are left out; rows that do not meet it may still come.
 *
 * @throws {TypeError} for columns that are not there and for predicates that do not fit them
 * @throws {RangeError} for row groups that are not there and a `maxReadBytes` that is negative or no number
 * @throws {ParquetError} where the file is damaged, and `unsupported` where a column cannot be read: name the others in
 *   `columns` then
 */
export async function* readTable(
  source: ByteSource,
  options: ReadTableOptions = {},
): AsyncGenerator<TableBatch, void, undefined> {
  await initCodecs()
  const file = options.file ?? (await readMetadata(source))
  const references = options.columns ?? file.columns.map(({ index }) => index)
  const columns = references.map((reference) =>
    readableColumn(file, findColumn(file, reference).index),
  )
  const predicate = options.predicate && bindPredicate(file, options.predicate)
  const { maxReadBytes = defaultReadBytes } = options
  if (!(maxReadBytes >= 0)) throw new RangeError(`maxReadBytes cannot be ${maxReadBytes}`)
  for (const rowGroup of options.rowGroups ?? file.rowGroups.keys()) {
    if (file.rowGroups[rowGroup] === undefined) {
      throw new RangeError(`there is no row group ${rowGroup}`)
    }
    yield* readRowGroup({ source, file, rowGroup, columns, predicate, options })
  }
}

interface GroupReading {
  readonly source: ByteSource
  readonly file: ParquetFile
  readonly rowGroup: number
  readonly columns: readonly ColumnSchema[]
  readonly predicate: BoundPredicate | undefined
  readonly options: ReadTableOptions
}

async function* readRowGroup(reading: GroupReading): AsyncGenerator<TableBatch, void, undefined> {
  const { source, file, rowGroup, columns, predicate, options } = reading
  const { rowCount } = file.rowGroups[rowGroup]
  const all = rowCount === 0 ? [] : [{ start: 0, end: rowCount }]
  const ranges = predicate ? await selectBound(source, file, rowGroup, predicate) : all
  if (ranges.length === 0) return
  const { maxReadBytes = defaultReadBytes } = options
  const indexes = columns.map(({ index }) => index)
  let stored = 0
  for (const column of indexes) stored += planColumnChunk(file, rowGroup, column).length
  const isWhole = ranges.length === 1 && ranges[0].end - ranges[0].start === rowCount
  if (isWhole && stored <= maxReadBytes) {
    const data = await readChunks(reading, indexes)
    yield batch(reading, ranges[0], data)
    return
  }
  const pages = await readPageIndexes(source, file, rowGroup, [...new Set(indexes)])
  const parts = splitRanges(ranges, [...pages.values()], maxReadBytes)
  const readPart = partReader(reading, pages)
  for (const part of parts) yield batch(reading, part, await readPart(part))
}

function batch(
  { file, rowGroup, columns }: GroupReading,
  { start, end }: RowRange,
  data: readonly ColumnData[],
): TableBatch {
  return {
    rowGroup,
    firstRow: file.rowGroups[rowGroup].firstRow + start,
    rowCount: end - start,
    columns: columns.map((schema, i) => ({ schema, data: data[i] })),
  }
}

/** Reads whole chunks. */
async function readChunks(
  { source, file, rowGroup, options }: GroupReading,
  columns: readonly number[],
): Promise<ColumnData[]> {
  const ranges = columns.map((column) => planColumnChunk(file, rowGroup, column))
  const bytes = await readRanges(source, ranges)
  return columns.map((column, i) => decodeColumnChunk(file, rowGroup, column, bytes[i], options))
}

/**
 * Reads rows of all columns. Chunks without page index are decoded whole, once, and dictionaries are fetched once.
 */
function partReader(
  reading: GroupReading,
  indexes: ReadonlyMap<number, PageIndex>,
): (rows: RowRange) => Promise<ColumnData[]> {
  const { source, file, rowGroup, columns, options } = reading
  const indexed = columns.filter(({ index }) => indexes.has(index))
  const others = columns.filter(({ index }) => !indexes.has(index)).map(({ index }) => index)
  // Bytes between the pages count, too.
  const maxGap = Math.min(64 * 1024, (options.maxReadBytes ?? defaultReadBytes) / 16)
  let whole: Promise<ColumnData[]> | undefined
  let dictionaries: readonly Uint8Array[] | undefined
  return async (rows) => {
    const plans = indexed.map(({ index }) =>
      planRows(file, rowGroup, index, rows, indexes.get(index)!),
    )
    const ranges = plans.map(({ data }) => data)
    if (dictionaries === undefined) ranges.push(...plans.map(({ dictionary }) => dictionary))
    whole ??= readChunks(reading, others)
    const [bytes, chunks] = await Promise.all([readRanges(source, ranges, { maxGap }), whole])
    // Copies, since they would keep the reads alive that they came in.
    dictionaries ??= bytes.slice(plans.length).map((part) => part.slice())
    const decoded = new Map<number, ColumnData>()
    for (let i = 0; i < plans.length; i++) {
      const data = decodeRows(file, plans[i], dictionaries[i], bytes[i], options)
      decoded.set(plans[i].column, data)
    }
    for (let i = 0; i < others.length; i++) {
      decoded.set(others[i], sliceColumn(chunks[i], rows.start, rows.end, options.allocate))
    }
    return columns.map(({ index }) => decoded.get(index)!)
  }
}
