import type { ColumnSchema } from '../format/schema.ts'
import { mayMatch } from './may-match.ts'
import type { ParquetFile } from './metadata.ts'
import type { PageIndex } from './page-index.ts'
import {
  type BoundCondition,
  type BoundPredicate,
  bindPredicate,
  type Predicate,
} from './predicate.ts'
import { intersectRanges, type RowRange, uniteRanges } from './row-ranges.ts'
import { columnStatistics } from './statistics.ts'

/**
 * The row groups that may hold rows which meet a predicate, as far as the footer's statistics tell.
 *
 * @returns their indexes, ascending
 * @throws as {@link bindPredicate} does
 */
export function pruneRowGroups(file: ParquetFile, predicate: Predicate): number[] {
  const bound = bindPredicate(file, predicate)
  const none = new Map<number, PageIndex>()
  return [...file.rowGroups.keys()].filter(
    (rowGroup) => matchingRanges(file, rowGroup, bound, none).length > 0,
  )
}

/** Whether rows of a row group may meet a condition, as far as the footer's statistics tell. */
export function chunkMayMatch(
  file: ParquetFile,
  rowGroup: number,
  condition: BoundCondition,
): boolean {
  const { column } = condition
  const { rowCount } = file.rowGroups[rowGroup]
  const statistics = columnStatistics(file, rowGroup, column)
  return mayMatch(file.columns[column], condition, { rowCount, statistics })
}

/**
 * The rows of a row group that may meet a predicate, as far as the statistics of the row group and of its pages
 * tell.
 *
 * @param indexes the page indexes of columns; those that are missing do not narrow the result
 * @returns ascending, disjoint ranges; none where no row can match
 * @throws as {@link bindPredicate} does
 */
export function prunePages(
  file: ParquetFile,
  rowGroup: number,
  predicate: Predicate,
  indexes: ReadonlyMap<number, PageIndex>,
): RowRange[] {
  return matchingRanges(file, rowGroup, bindPredicate(file, predicate), indexes)
}

/**
 * @param ruledOut conditions that no row of the row group meets, by knowledge from elsewhere
 */
export function matchingRanges(
  file: ParquetFile,
  rowGroup: number,
  predicate: BoundPredicate,
  indexes: ReadonlyMap<number, PageIndex>,
  ruledOut: ReadonlySet<BoundCondition> = new Set(),
): RowRange[] {
  const { rowCount } = file.rowGroups[rowGroup]
  const all: RowRange[] = rowCount === 0 ? [] : [{ start: 0, end: rowCount }]
  const visit = (part: BoundPredicate): RowRange[] => {
    if ('predicates' in part) {
      const ranges = part.predicates.map(visit)
      return part.op === 'and' ? ranges.reduce(intersectRanges, all) : uniteRanges(ranges.flat())
    }
    if (ruledOut.has(part) || !chunkMayMatch(file, rowGroup, part)) return []
    const index = indexes.get(part.column)
    return index === undefined ? all : pageRanges(file.columns[part.column], part, index)
  }
  return visit(predicate)
}

function pageRanges(
  schema: ColumnSchema,
  condition: BoundCondition,
  { pages, statistics }: PageIndex,
): RowRange[] {
  const ranges: RowRange[] = []
  for (let i = 0; i < pages.length; i++) {
    const { firstRow, rowCount } = pages[i]
    // A page of which nothing is known may still be one without rows.
    const facts = { rowCount, statistics: statistics?.[i] }
    if (isAllNull(condition, statistics?.[i]?.allNull)) continue
    if (mayMatch(schema, condition, facts)) {
      ranges.push({ start: firstRow, end: firstRow + rowCount })
    }
  }
  return uniteRanges(ranges)
}

/** Whether the condition asks for values of a page that has none, as the index says also where it has no counts. */
function isAllNull({ op }: BoundCondition, allNull: boolean | undefined): boolean {
  return allNull === true && op !== 'isNull'
}
