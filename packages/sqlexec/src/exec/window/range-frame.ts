import type { FrameBound } from '../../plan/logical-plan.ts'
import type { PeerGroups, Ranges } from './sorted-rows.ts'

type Comparable = ArrayLike<number | bigint>

/** The order key and the bounds of a RANGE frame by position. What is NULL has any value. */
export interface RangeValues {
  readonly key: Comparable
  readonly keyIsNull: Uint8Array | null
  readonly start: MovedKey | null
  readonly end: MovedKey | null
  readonly descending: boolean
}

/** The key moved by a bound's offset; NULL, where the key is not, is beyond all values. */
export interface MovedKey {
  readonly values: Comparable
  readonly isNull: Uint8Array | null
}

/** The first position of each frame: that of the first key which does not come before the bound. */
export function rangeStarts(
  partitions: Ranges,
  peers: PeerGroups,
  values: RangeValues,
  bound: FrameBound,
): Int32Array {
  const starts = new Int32Array(partitions.starts.length)
  forEachKeyed(partitions, values.keyIsNull, (from, to) => {
    const moved = values.start!
    let place = from
    for (let i = from; i < to; i++) {
      if (moved.isNull !== null && moved.isNull[i] === 1) {
        starts[i] = bound.kind === 'preceding' ? from : to
        continue
      }
      const limit = moved.values[i]
      while (place < to && comesBefore(values.key[place], limit, values.descending)) place++
      starts[i] = place
    }
  })
  return keepNulls(starts, values.keyIsNull, peers.starts)
}

/** One past the last position of each frame: that of the first key which comes after the bound. */
export function rangeEnds(
  partitions: Ranges,
  peers: PeerGroups,
  values: RangeValues,
  bound: FrameBound,
): Int32Array {
  const ends = new Int32Array(partitions.starts.length)
  forEachKeyed(partitions, values.keyIsNull, (from, to) => {
    const moved = values.end!
    let place = from
    for (let i = from; i < to; i++) {
      if (moved.isNull !== null && moved.isNull[i] === 1) {
        ends[i] = bound.kind === 'preceding' ? from : to
        continue
      }
      const limit = moved.values[i]
      while (place < to && !comesBefore(limit, values.key[place], values.descending)) place++
      ends[i] = place
    }
  })
  return keepNulls(ends, values.keyIsNull, peers.ends)
}

/** NaN is the largest of all. */
function comesBefore(a: number | bigint, b: number | bigint, descending: boolean): boolean {
  const low = descending ? b : a
  const high = descending ? a : b
  return low < high || (Number.isNaN(high) && !Number.isNaN(low))
}

/** Visits the part of each partition whose keys are not NULL; those that are stand together at one of its ends. */
function forEachKeyed(
  { starts, ends }: Ranges,
  isNull: Uint8Array | null,
  visit: (from: number, to: number) => void,
): void {
  for (let start = 0; start < starts.length; start = ends[start]) {
    let from = start
    let to = ends[start]
    if (isNull !== null) {
      while (from < to && isNull[from] === 1) from++
      while (to > from && isNull[to - 1] === 1) to--
    }
    visit(from, to)
  }
}

/** A NULL key moved by anything is NULL: a row with one reaches its peers. */
function keepNulls(bounds: Int32Array, isNull: Uint8Array | null, peers: Int32Array): Int32Array {
  if (isNull === null) return bounds
  for (let i = 0; i < bounds.length; i++) if (isNull[i] === 1) bounds[i] = peers[i]
  return bounds
}
