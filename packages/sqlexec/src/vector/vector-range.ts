import type { NumberRange } from './column-builder.ts'
import { type ColumnVector, isValid } from './column-vector.ts'

/** Bounds of the first `length` values of a vector of integers that are exact as numbers; `null` for others. */
export function vectorRange(vector: ColumnVector, length: number): NumberRange | null {
  if (vector.kind !== 'boolean' && vector.kind !== 'int32' && vector.kind !== 'int64') return null
  const { values, validity } = vector
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return null
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let row = 0; row < length; row++) {
    if (validity !== null && !isValid(validity, row)) continue
    const value = values[row]
    if (value < min) min = value
    if (value > max) max = value
  }
  return min > max ? null : { min, max }
}
