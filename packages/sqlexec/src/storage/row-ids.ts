/**
 * The row ids of a run of rows, always ascending: one base where they are contiguous, a list otherwise.
 * `list` has at least `length` entries where it is not null.
 */
export interface RowIds {
  readonly first: number
  readonly list: Float64Array | null
}

export function contiguousRowIds(first: number): RowIds {
  return { first, list: null }
}

/** The ids of a list as compactly as they can be: a list without gaps is a base. */
export function rowIdsOf(list: Float64Array): RowIds {
  const length = list.length
  const first = length === 0 ? 0 : list[0]
  if (length === 0 || list[length - 1] - first === length - 1) return { first, list: null }
  return { first, list }
}

export function rowIdAt(ids: RowIds, row: number): number {
  return ids.list === null ? ids.first + row : ids.list[row]
}

/** The row that bears `rowId` among the first `length`, or −1. */
export function rowOfId(ids: RowIds, rowId: number, length: number): number {
  const { first, list } = ids
  if (list === null) {
    const row = rowId - first
    return row >= 0 && row < length ? row : -1
  }
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (list[middle] < rowId) low = middle + 1
    else high = middle
  }
  return low < length && list[low] === rowId ? low : -1
}
