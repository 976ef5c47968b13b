import type { Bounds } from '../encode/values.ts'
import { BoundaryOrder } from '../format/constants.ts'
import type { ColumnIndex } from '../format/metadata.ts'
import type { ColumnSpec } from './column-spec.ts'
import { storedBounds } from './statistics.ts'
import { valueOrder } from './value-order.ts'

/** What statistics say of one data page. */
export interface PageSummary {
  /** No value at all. */
  readonly empty: boolean
  readonly bounds: Bounds | undefined
  readonly nullCount: number
  readonly nanCount: number | undefined
}

/**
 * The column index of a chunk; `undefined` where a page has values but no bounds (types without
 * order, NaN), since the format demands bounds of every page with values.
 */
export function columnIndexOf(
  spec: ColumnSpec,
  pages: readonly PageSummary[],
): ColumnIndex | undefined {
  if (pages.length === 0) return undefined
  if (pages.some((page) => !page.empty && page.bounds === undefined)) return undefined
  const none = new Uint8Array(0)
  const bounds = pages.map((page) => storedBounds(spec, page.bounds))
  const nanCounts = pages.map((page) => page.nanCount ?? 0)
  return {
    nullPages: pages.map((page) => page.empty),
    minValues: bounds.map((bound) => bound?.min ?? none),
    maxValues: bounds.map((bound) => bound?.max ?? none),
    boundaryOrder: boundaryOrder(spec, bounds),
    nullCounts: pages.map((page) => page.nullCount),
    ...(pages.every((page) => page.nanCount !== undefined) ? { nanCounts } : {}),
  }
}

function boundaryOrder(spec: ColumnSpec, pages: readonly (Bounds | undefined)[]): BoundaryOrder {
  const compare = valueOrder(spec)
  let ascending = true
  let descending = true
  let previous: Bounds | undefined
  for (const bounds of pages) {
    if (bounds === undefined) continue
    if (previous !== undefined) {
      const low = compare(previous.min, bounds.min)
      const high = compare(previous.max, bounds.max)
      if (low > 0 || high > 0) ascending = false
      if (low < 0 || high < 0) descending = false
    }
    previous = bounds
  }
  if (ascending) return BoundaryOrder.ASCENDING
  return descending ? BoundaryOrder.DESCENDING : BoundaryOrder.UNORDERED
}
