import type { IndexedPage, PageIndex } from './page-index.ts'
import type { RowRange } from './row-ranges.ts'

/**
 * Splits ranges of rows so that the pages of each part have at most `maxBytes` stored bytes. Parts end where a page of
 * the largest chunk does, and hold one such page at least.
 *
 * @param indexes of the chunks to be read that have one
 */
export function splitRanges(
  ranges: readonly RowRange[],
  indexes: readonly PageIndex[],
  maxBytes: number,
): RowRange[] {
  const largest = indexes.reduce<PageIndex | undefined>(
    (a, b) => (a === undefined || storedBytes(b) > storedBytes(a) ? b : a),
    undefined,
  )
  if (largest === undefined) return [...ranges]
  const parts: RowRange[] = []
  for (const { start, end } of ranges) {
    let from = start
    let accepted = start
    for (const { firstRow } of [...largest.pages, { firstRow: end }]) {
      const until = Math.min(firstRow, end)
      if (until <= accepted) continue
      if (accepted > from && bytesOfRows(indexes, from, until) > maxBytes) {
        parts.push({ start: from, end: accepted })
        from = accepted
      }
      accepted = until
    }
    if (accepted > from) parts.push({ start: from, end: accepted })
  }
  return parts
}

function storedBytes({ pages }: PageIndex): number {
  const last = pages[pages.length - 1]
  return last.offset + last.length - pages[0].offset
}

/** Bytes from the first to the last page that rows `[start, end)` are in, of all chunks. */
function bytesOfRows(indexes: readonly PageIndex[], start: number, end: number): number {
  let bytes = 0
  for (const { pages } of indexes) {
    const first = pages[pageOfRow(pages, start)]
    const last = pages[pageOfRow(pages, end - 1)]
    bytes += last.offset + last.length - first.offset
  }
  return bytes
}

/** The last page that begins at or before a row; pages without rows may stand before it. */
export function pageOfRow(pages: readonly IndexedPage[], row: number): number {
  let low = 0
  let high = pages.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (pages[middle].firstRow <= row) low = middle
    else high = middle - 1
  }
  return low
}
