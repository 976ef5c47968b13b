import { types } from '../types/sql-type.ts'
import { plainFunction } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** A function of doubles; what is no finite number is NULL. */
export function real(
  name: string,
  doc: string,
  least: number,
  most: number,
  compute: (...args: number[]) => number | null,
): ScalarFunction {
  return plainFunction({
    name,
    doc,
    parameters: Array.from({ length: most }, () => types.double),
    required: least,
    returns: types.double,
    mayBeNull: true,
    implementation(...args: number[]) {
      const result = compute(...args)
      return result !== null && Number.isFinite(result) ? result : null
    },
  })
}
