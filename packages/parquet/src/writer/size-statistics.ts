import type { ColumnIndex, ColumnMetaData } from '../format/metadata.ts'
import type { PageSummary } from './page-index.ts'

/*
 * Sizes that tell a reader how much memory a chunk or page will take (parquet.thrift, SizeStatistics). Level histograms are
 * left out of flat columns, where they say no more than the counts of values and NULLs.
 */

/** The size statistics of a chunk; nothing for flat columns of a fixed width. */
export function sizeStatistics(
  pages: readonly PageSummary[],
): Pick<ColumnMetaData, 'sizeStatistics'> {
  const unencoded = sum(pages.map((page) => page.byteLength))
  const repetition = summed(pages.map((page) => page.levels?.repetition))
  const definition = summed(pages.map((page) => page.levels?.definition))
  if (unencoded === undefined && definition === undefined) return {}
  return {
    sizeStatistics: {
      unencodedByteArrayDataBytes: unencoded,
      repetitionLevelHistogram: repetition,
      definitionLevelHistogram: definition,
    },
  }
}

/** The histograms of all pages in a row, as a column index holds them; nothing for flat columns. */
export function concatenatedHistograms(
  pages: readonly PageSummary[],
): Pick<ColumnIndex, 'repetitionLevelHistograms' | 'definitionLevelHistograms'> {
  const levels = pages.map((page) => page.levels).filter((one) => one !== undefined)
  if (levels.length === 0) return {}
  return {
    repetitionLevelHistograms: levels.flatMap((one) => one.repetition),
    definitionLevelHistograms: levels.flatMap((one) => one.definition),
  }
}

function sum(counts: readonly (number | undefined)[]): number | undefined {
  let total = 0
  for (const count of counts) {
    if (count === undefined) return undefined
    total += count
  }
  return counts.length === 0 ? undefined : total
}

function summed(histograms: readonly (readonly number[] | undefined)[]): number[] | undefined {
  const [first] = histograms
  return first?.map((_, level) => sum(histograms.map((histogram) => histogram?.[level])) ?? 0)
}
