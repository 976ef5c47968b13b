import type { FramePieces } from './frames.ts'
import type { Ranges } from './sorted-rows.ts'

/** The functions that answer the value of another row, each as the positions of those rows; −1: there is none. */

/** The rows that may be picked under IGNORE NULLS. */
export interface NotNull {
  /** Their positions in order. */
  readonly positions: Int32Array
  /** How many of them come before each position, and at the end how many there are. */
  readonly before: Int32Array
}

export function notNull(nulls: Uint8Array): NotNull {
  const before = new Int32Array(nulls.length + 1)
  for (let i = 0; i < nulls.length; i++) before[i + 1] = before[i] + (nulls[i] === 0 ? 1 : 0)
  const positions = new Int32Array(before[nulls.length])
  for (let i = 0; i < nulls.length; i++) if (nulls[i] === 0) positions[before[i]] = i
  return { positions, before }
}

/** LAG, where `distance` is negative, and LEAD. */
export function offsetPositions(
  { starts, ends }: Ranges,
  distance: number,
  candidates: NotNull | null,
): Int32Array {
  const picked = new Int32Array(starts.length)
  if (candidates !== null && distance !== 0) {
    return offsetAmong({ starts, ends }, distance, candidates)
  }
  for (let i = 0; i < starts.length; i++) {
    const position = i + distance
    picked[i] = position >= starts[i] && position < ends[i] ? position : -1
  }
  return picked
}

function offsetAmong(
  { starts, ends }: Ranges,
  distance: number,
  { positions, before }: NotNull,
): Int32Array {
  const picked = new Int32Array(starts.length)
  for (let i = 0; i < starts.length; i++) {
    // Of the candidates before the row the nearest is number before[i] − 1; of those after it, number before[i + 1].
    const number = distance < 0 ? before[i] + distance : before[i + 1] + distance - 1
    const isThere = number >= before[starts[i]] && number < before[ends[i]]
    picked[i] = isThere ? positions[number] : -1
  }
  return picked
}

/**
 * The row of that number in the frame, counted from 1.
 *
 * @param fromLast whether to count from the frame's end
 */
export function nthPositions(
  pieces: FramePieces,
  number: number,
  fromLast: boolean,
  candidates: NotNull | null,
): Int32Array {
  const picked = new Int32Array(pieces[0].starts.length).fill(-1)
  const before = candidates?.before ?? null
  for (let i = 0; i < picked.length; i++) {
    let left = number - 1
    for (let p = 0; p < pieces.length && left >= 0; p++) {
      const { starts, ends } = pieces[fromLast ? pieces.length - 1 - p : p]
      const from = before === null ? starts[i] : before[starts[i]]
      const to = before === null ? ends[i] : before[ends[i]]
      if (left < to - from) {
        const place = fromLast ? to - 1 - left : from + left
        picked[i] = candidates === null ? place : candidates.positions[place]
        break
      }
      left -= to - from
    }
  }
  return picked
}
