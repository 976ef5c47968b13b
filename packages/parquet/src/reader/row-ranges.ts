/** Rows `[start, end)` of a row group; never empty. */
export interface RowRange {
  readonly start: number
  readonly end: number
}

/*
 * Lists of row ranges are ascending and disjoint, and neighbours do not touch.
 */

/** The rows that are in both lists. */
export function intersectRanges(a: readonly RowRange[], b: readonly RowRange[]): RowRange[] {
  const result: RowRange[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const start = Math.max(a[i].start, b[j].start)
    const end = Math.min(a[i].end, b[j].end)
    if (start < end) result.push({ start, end })
    if (a[i].end < b[j].end) i++
    else j++
  }
  return result
}

/** The rows that are in any of the ranges, which may come in any order and overlap. */
export function uniteRanges(ranges: readonly RowRange[]): RowRange[] {
  const result: { start: number; end: number }[] = []
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else result.push({ start, end })
  }
  return result
}
