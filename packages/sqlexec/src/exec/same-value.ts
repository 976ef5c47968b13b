import type { SqlValue } from '../types/value.ts'

/** Whether storing `right` over `left` would change anything. */
export function sameValue(left: SqlValue, right: SqlValue): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return Buffer.compare(left, right) === 0
  }
  return Object.is(left, right)
}
