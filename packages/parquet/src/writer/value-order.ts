import { compareHalves } from '../encode/fixed-values.ts'
import type { Bounds } from '../encode/values.ts'
import { PhysicalType } from '../format/constants.ts'
import type { ColumnSpec } from './column-spec.ts'

type Compare = (a: Uint8Array, b: Uint8Array) => number

/** The order of a column's values in PLAIN form. */
export function valueOrder({ physicalType, logical }: ColumnSpec): Compare {
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
      if (logical.kind === 'float16') return compareHalves
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

/** The bounds of several ranges together; `undefined` ones, which hold no values, do not count. */
export function mergedBounds(
  spec: ColumnSpec,
  ranges: readonly (Bounds | undefined)[],
): Bounds | undefined {
  const compare = valueOrder(spec)
  let merged: Bounds | undefined
  for (const bounds of ranges) {
    if (bounds === undefined) continue
    if (merged === undefined) merged = bounds
    else {
      const min = compare(bounds.min, merged.min) < 0 ? bounds.min : merged.min
      const max = compare(bounds.max, merged.max) > 0 ? bounds.max : merged.max
      merged = { min, max }
    }
  }
  return merged
}
