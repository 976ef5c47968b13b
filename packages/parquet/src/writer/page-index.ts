import type { Bounds } from '../encode/values.ts'
import { BoundaryOrder } from '../format/constants.ts'
import type { ColumnIndex, OffsetIndex, PageLocation } from '../format/metadata.ts'
import type { ColumnSpec } from './column-spec.ts'
import type { LevelHistograms } from './row-shape.ts'
import { concatenatedHistograms } from './size-statistics.ts'
import { storedBounds } from './statistics.ts'
import { valueOrder } from './value-order.ts'

/** What statistics say of one data page. */
export interface PageSummary {
  /** No value at all. */
  readonly empty: boolean
  readonly bounds: Bounds | undefined
  readonly nullCount: number
  readonly nanCount: number | undefined
  /** Sum of the lengths of byte strings; `undefined` for other types. */
  readonly byteLength: number | undefined
  /** Of lists. */
  readonly levels: LevelHistograms | undefined
}

/** Where the pages are, and how many bytes of byte strings each holds. */
export function offsetIndexOf(
  pageLocations: PageLocation[],
  pages: readonly PageSummary[],
): OffsetIndex {
  const lengths = pages.map((page) => page.byteLength).filter((length) => length !== undefined)
  const hasLengths = lengths.length === pages.length && lengths.length > 0
  return { pageLocations, ...(hasLengths ? { unencodedByteArrayDataBytes: lengths } : {}) }
}

/**
 * The column index of a chunk; `undefined` where a page has values but no bounds (types without
 * order, NaN, bounds too long), since the format demands bounds of every page with values.
 */
export function columnIndexOf(
  spec: ColumnSpec,
  pages: readonly PageSummary[],
): ColumnIndex | undefined {
  if (pages.length === 0) return undefined
  const bounds = pages.map((page) => (page.empty ? nullBounds : pageBounds(spec, page)))
  if (!bounds.every((bound) => bound !== undefined)) return undefined
  const nanCounts = pages.map((page) => page.nanCount ?? 0)
  return {
    nullPages: pages.map((page) => page.empty),
    minValues: bounds.map(({ min }) => min),
    maxValues: bounds.map(({ max }) => max),
    boundaryOrder: boundaryOrder(spec, bounds),
    nullCounts: pages.map((page) => page.nullCount),
    ...(pages.every((page) => page.nanCount !== undefined) ? { nanCounts } : {}),
    ...concatenatedHistograms(pages),
  }
}

/** What stands for the bounds of a page without values. */
const nullBounds: Bounds = { min: new Uint8Array(0), max: new Uint8Array(0) }

function pageBounds(spec: ColumnSpec, page: PageSummary): Bounds | undefined {
  const { min, max } = storedBounds(spec, page.bounds) ?? {}
  return min && max && { min, max }
}

function boundaryOrder(spec: ColumnSpec, pages: readonly Bounds[]): BoundaryOrder {
  const compare = valueOrder(spec)
  let ascending = true
  let descending = true
  let previous: Bounds | undefined
  for (const bounds of pages) {
    if (bounds === nullBounds) continue
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
