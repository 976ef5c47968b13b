import type { MaterializedColumn } from '../materialized.ts'
import type { FramePieces } from './frames.ts'
import { orderRows } from './order-rows.ts'
import { sortCodes } from './sort-codes.ts'
import { isNumbers, type RowOrder } from './sorted-column.ts'
import type { Ranges } from './sorted-rows.ts'

/**
 * MIN and MAX over frames, as the positions of rows that have the value; −1 where the frame has no value.
 *
 * The bounds of frames without exclusion never go back, so that a queue of the rows which may still become the least is enough: each row
 * enters and leaves it once. With exclusion a segment tree answers each range in logarithmic time (Leis et al.,
 * "Efficient Processing of Window Functions in Analytical SQL Queries", VLDB 2015).
 */
export function extremePositions(
  column: MaterializedColumn,
  nulls: Uint8Array | null,
  order: RowOrder,
  pieces: FramePieces,
  isMaximum: boolean,
): Int32Array {
  const keys = comparableKeys(column, order, pieces[0].starts.length, isMaximum)
  return pieces.length === 1
    ? leastInQueue(keys, nulls, pieces[0])
    : leastInTree(keys, nulls, pieces)
}

/** Numbers by position that order as the values do, or the other way round for a maximum; what is NULL has any. */
function comparableKeys(
  column: MaterializedColumn,
  order: RowOrder,
  rowCount: number,
  isMaximum: boolean,
): Float64Array {
  const byRow =
    isNumbers(column) && !hasNaN(column.values as readonly number[])
      ? signedValues(column, isMaximum)
      : rowRanks(column, rowCount, isMaximum)
  if (order === null) return byRow
  const sorted = new Float64Array(rowCount)
  for (let i = 0; i < rowCount; i++) sorted[i] = byRow[order[i]]
  return sorted
}

function hasNaN(values: readonly number[]): boolean {
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) return true
  return false
}

function signedValues({ values }: MaterializedColumn, isMaximum: boolean): Float64Array {
  const keys = new Float64Array(values as readonly number[])
  if (isMaximum) for (let row = 0; row < keys.length; row++) keys[row] = -keys[row]
  return keys
}

function rowRanks(column: MaterializedColumn, rowCount: number, isMaximum: boolean): Float64Array {
  const words = sortCodes(column, rowCount, { descending: isMaximum, nullsFirst: true })
  if (words.length === 1) return new Float64Array(words[0])
  const rows = orderRows(words, rowCount)
  const ranks = new Float64Array(rowCount)
  for (let i = 1; i < rowCount; i++) {
    const isSame = words.every((word) => word[rows[i]] === word[rows[i - 1]])
    ranks[rows[i]] = isSame ? ranks[rows[i - 1]] : i
  }
  return ranks
}

function leastInQueue(
  keys: Float64Array,
  nulls: Uint8Array | null,
  { starts, ends }: Ranges,
): Int32Array {
  const count = keys.length
  const least = new Int32Array(count)
  const queue = new Int32Array(count)
  let head = 0
  let tail = 0
  let next = 0
  for (let i = 0; i < count; i++) {
    const start = starts[i]
    const end = ends[i]
    if (next < start) next = start
    for (; next < end; next++) {
      if (nulls !== null && nulls[next] === 1) continue
      const key = keys[next]
      while (tail > head && keys[queue[tail - 1]] > key) tail--
      queue[tail++] = next
    }
    while (head < tail && queue[head] < start) head++
    least[i] = head < tail && start < end ? queue[head] : -1
  }
  return least
}

/** Node `k` holds the position of the least of its children `2k` and `2k + 1`; the leaves are the positions themselves. */
function leastInTree(
  keys: Float64Array,
  nulls: Uint8Array | null,
  pieces: FramePieces,
): Int32Array {
  const count = keys.length
  const tree = new Int32Array(2 * count)
  for (let i = 0; i < count; i++) tree[count + i] = nulls !== null && nulls[i] === 1 ? -1 : i
  for (let k = count - 1; k > 0; k--) tree[k] = lesser(keys, tree[2 * k], tree[2 * k + 1])
  const least = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    let best = -1
    for (let p = 0; p < pieces.length; p++) {
      let left = pieces[p].starts[i] + count
      let right = pieces[p].ends[i] + count
      for (; left < right; left >>= 1, right >>= 1) {
        if ((left & 1) === 1) best = lesser(keys, best, tree[left++])
        if ((right & 1) === 1) best = lesser(keys, best, tree[--right])
      }
    }
    least[i] = best
  }
  return least
}

function lesser(keys: Float64Array, a: number, b: number): number {
  if (a < 0) return b
  if (b < 0) return a
  return keys[b] < keys[a] ? b : a
}
