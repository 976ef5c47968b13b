import type { FramePieces } from './frames.ts'

/** How many rows each frame has, or how many in which no argument is NULL. */
export function frameCounts(pieces: FramePieces, nulls: Uint8Array | null): Float64Array {
  const count = pieces[0].starts.length
  const counts = new Float64Array(count)
  const before = nulls === null ? null : valuesBefore(nulls)
  for (const { starts, ends } of pieces) {
    if (before === null) for (let i = 0; i < count; i++) counts[i] += ends[i] - starts[i]
    else for (let i = 0; i < count; i++) counts[i] += before[ends[i]] - before[starts[i]]
  }
  return counts
}

/** How many values come before each position, and at the end how many there are. */
function valuesBefore(nulls: Uint8Array): Int32Array {
  const before = new Int32Array(nulls.length + 1)
  for (let i = 0; i < nulls.length; i++) before[i + 1] = before[i] + 1 - nulls[i]
  return before
}
