import type { RowIdSet } from './table-index.ts'

/** A bitmap may be so many times as long as there are row ids. */
const bitsPerRow = 64

/** A set of row ids: a bitmap where they lie close together. */
export function rowIdSet(rowIds: readonly number[]): RowIdSet {
  let first = Number.POSITIVE_INFINITY
  let last = -1
  for (let i = 0; i < rowIds.length; i++) {
    if (rowIds[i] < first) first = rowIds[i]
    if (rowIds[i] > last) last = rowIds[i]
  }
  if (last - first >= rowIds.length * bitsPerRow) return new Set(rowIds)
  return new RowIdBitmap(rowIds, first, last)
}

class RowIdBitmap implements RowIdSet {
  readonly #first: number
  readonly #last: number
  readonly #bits: Uint8Array

  constructor(rowIds: readonly number[], first: number, last: number) {
    this.#first = first
    this.#last = last
    this.#bits = new Uint8Array(((last - first) >> 3) + 1)
    for (let i = 0; i < rowIds.length; i++) {
      const bit = rowIds[i] - first
      this.#bits[bit >> 3] |= 1 << (bit & 7)
    }
  }

  has(rowId: number): boolean {
    if (rowId < this.#first || rowId > this.#last) return false
    const bit = rowId - this.#first
    return (this.#bits[bit >> 3] & (1 << (bit & 7))) !== 0
  }
}
