import type { BloomFilter } from '../bloom-filter.ts'
import type { ByteSource } from '../source.ts'
import { bloomMayContain, readBloomFilter } from './bloom.ts'
import type { ParquetFile } from './metadata.ts'
import { type PageIndex, parsePageIndex, planPageIndex } from './page-index.ts'
import { type ByteRange, readRanges } from './plan.ts'
import {
  type BoundCondition,
  type BoundPredicate,
  bindPredicate,
  type Predicate,
  predicateColumns,
} from './predicate.ts'
import { chunkMayMatch, matchingRanges } from './prune.ts'
import type { RowRange } from './row-ranges.ts'

/**
 * The rows of a row group that may meet a predicate: by the statistics of its chunks, by their Bloom filters, then by
 * the statistics of their pages. Reads filters and page indexes of the predicate's columns, and no data.
 *
 * @returns ascending, disjoint ranges; none where no row can match
 * @throws as {@link bindPredicate} does
 */
export async function selectRows(
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  predicate: Predicate,
): Promise<RowRange[]> {
  return selectBound(source, file, rowGroup, bindPredicate(file, predicate))
}

/** As {@link selectRows}, of a predicate whose columns were found. */
export async function selectBound(
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  predicate: BoundPredicate,
): Promise<RowRange[]> {
  const none = new Map<number, PageIndex>()
  if (matchingRanges(file, rowGroup, predicate, none).length === 0) return []
  const absent = await absentByBloom(source, file, rowGroup, predicate)
  if (matchingRanges(file, rowGroup, predicate, none, absent).length === 0) return []
  const indexes = await readPageIndexes(source, file, rowGroup, predicateColumns(predicate))
  return matchingRanges(file, rowGroup, predicate, indexes, absent)
}

/** The conditions that Bloom filters rule out for a row group. */
async function absentByBloom(
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  predicate: BoundPredicate,
): Promise<Set<BoundCondition>> {
  const absent = new Set<BoundCondition>()
  const filters = new Map<number, Promise<BloomFilter | undefined>>()
  const filterOf = (column: number) => {
    const known = filters.get(column) ?? readBloomFilter(source, file, rowGroup, column)
    filters.set(column, known)
    return known
  }
  const visit = async (part: BoundPredicate): Promise<void> => {
    if ('predicates' in part) await Promise.all(part.predicates.map(visit))
    else if (part.op === 'in' && chunkMayMatch(file, rowGroup, part)) {
      const filter = await filterOf(part.column)
      if (filter === undefined) return
      const schema = file.columns[part.column]
      if (!part.values.some((value) => bloomMayContain(schema, filter, value))) absent.add(part)
    }
  }
  await visit(predicate)
  return absent
}

/** Reads the page indexes of several chunks of a row group, which mostly lie together. */
export async function readPageIndexes(
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  columns: readonly number[],
): Promise<Map<number, PageIndex>> {
  const plans = columns.flatMap((column) => planPageIndex(file, rowGroup, column) ?? [])
  const ranges: ByteRange[] = plans.flatMap(({ offsetIndex, columnIndex }) =>
    columnIndex === undefined ? [offsetIndex] : [offsetIndex, columnIndex],
  )
  const bytes = await readRanges(source, ranges)
  const indexes = new Map<number, PageIndex>()
  let next = 0
  for (const { column, columnIndex } of plans) {
    const offsets = bytes[next++]
    const values = columnIndex && bytes[next++]
    const index = parsePageIndex(file, rowGroup, column, offsets, values)
    if (index !== undefined) indexes.set(column, index)
  }
  return indexes
}
