import { BoundaryOrder, PhysicalType } from '../format/constants.ts'
import type { ColumnIndex } from '../format/metadata.ts'
import type { ColumnSpec } from './column-spec.ts'
import type { StoredBounds } from './statistics.ts'

/** What the column index says of one data page. */
export interface PageSummary {
  /** No value at all. */
  readonly empty: boolean
  readonly bounds: StoredBounds | undefined
  readonly nullCount: number
  readonly nanCount: number | undefined
}

/**
 * The column index of a chunk; `undefined` where a page has values but no bounds (types without order, nothing
 * but NaN), since the format demands bounds of every page with values.
 */
export function columnIndexOf(
  spec: ColumnSpec,
  pages: readonly PageSummary[],
): ColumnIndex | undefined {
  if (pages.length === 0) return undefined
  if (pages.some((page) => !page.empty && page.bounds === undefined)) return undefined
  const none = new Uint8Array(0)
  const nanCounts = pages.map((page) => page.nanCount ?? 0)
  return {
    nullPages: pages.map((page) => page.empty),
    minValues: pages.map((page) => page.bounds?.min ?? none),
    maxValues: pages.map((page) => page.bounds?.max ?? none),
    boundaryOrder: boundaryOrder(spec, pages),
    nullCounts: pages.map((page) => page.nullCount),
    ...(pages.every((page) => page.nanCount !== undefined) ? { nanCounts } : {}),
  }
}

function boundaryOrder(spec: ColumnSpec, pages: readonly PageSummary[]): BoundaryOrder {
  const compare = comparison(spec)
  let ascending = true
  let descending = true
  let previous: StoredBounds | undefined
  for (const { bounds } of pages) {
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

type Compare = (a: Uint8Array, b: Uint8Array) => number

/** The order of a column's values in PLAIN form. */
function comparison({ physicalType, logical }: ColumnSpec): Compare {
  const unsigned = logical.kind === 'int' && !logical.signed
  switch (physicalType) {
    case PhysicalType.INT32:
      return unsigned
        ? (a, b) => view(a).getUint32(0, true) - view(b).getUint32(0, true)
        : (a, b) => view(a).getInt32(0, true) - view(b).getInt32(0, true)
    case PhysicalType.INT64:
      return unsigned
        ? (a, b) => sign(view(a).getBigUint64(0, true) - view(b).getBigUint64(0, true))
        : (a, b) => sign(view(a).getBigInt64(0, true) - view(b).getBigInt64(0, true))
    case PhysicalType.FLOAT:
      return (a, b) => order(view(a).getFloat32(0, true), view(b).getFloat32(0, true))
    case PhysicalType.DOUBLE:
      return (a, b) => order(view(a).getFloat64(0, true), view(b).getFloat64(0, true))
    default:
      return logical.kind === 'decimal' ? compareSigned : compareBytes
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function sign(difference: bigint): number {
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** Infinities have no difference. */
function order(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareSigned(a: Uint8Array, b: Uint8Array): number {
  return (a[0] ^ 0x80) - (b[0] ^ 0x80) || compareBytes(a, b)
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length)
  for (let i = 0; i < common; i++) if (a[i] !== b[i]) return a[i] - b[i]
  return a.length - b.length
}
