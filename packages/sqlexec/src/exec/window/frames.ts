import type { FrameBound, WindowFrame } from '../../plan/logical-plan.ts'
import type { WindowCounts } from './frame-counts.ts'
import { type RangeValues, rangeEnds, rangeStarts } from './range-frame.ts'
import type { PeerGroups, Ranges, SortedRows } from './sorted-rows.ts'

/**
 * The frame of each position as one to three ranges of positions, in order and apart from each other, any of them
 * perhaps empty. Without EXCLUDE there is one, and its bounds never go back from one position to the next.
 */
export type FramePieces = readonly Ranges[]

export interface FrameInput {
  readonly rows: SortedRows
  readonly peers: PeerGroups
  readonly frame: WindowFrame
  readonly counts: WindowCounts
  /** For RANGE bounds with an offset. */
  readonly values: RangeValues | null
}

export function framePieces(input: FrameInput): FramePieces {
  const starts = startsOf(input)
  const ends = endsOf(input)
  for (let i = 0; i < starts.length; i++) if (ends[i] < starts[i]) ends[i] = starts[i]
  const { exclude } = input.frame
  if (exclude === 'no_others') return [{ starts, ends }]
  return withoutExcluded({ starts, ends }, exclude, input.peers)
}

function startsOf({ rows, peers, frame, counts, values }: FrameInput): Int32Array {
  const { partitions, rowCount } = rows
  const { kind } = frame.start
  if (kind === 'unbounded_preceding') return partitions.starts
  if (frame.unit === 'range') {
    if (kind === 'current_row' || values === null) return peers.starts
    return rangeStarts(partitions, peers, values, frame.start)
  }
  const distance = signed(frame.start, counts.start)
  const starts = new Int32Array(rowCount)
  if (frame.unit === 'rows') {
    for (let i = 0; i < rowCount; i++) {
      starts[i] = Math.min(partitions.ends[i], Math.max(partitions.starts[i], i + distance))
    }
    return starts
  }
  const { groupOf, groupStarts } = peers
  for (let i = 0; i < rowCount; i++) {
    const first = groupOf[partitions.starts[i]]
    const last = groupOf[partitions.ends[i] - 1]
    starts[i] = groupStarts[Math.min(last + 1, Math.max(first, groupOf[i] + distance))]
  }
  return starts
}

/** Always an array of its own, since the caller changes it. */
function endsOf({ rows, peers, frame, counts, values }: FrameInput): Int32Array {
  const { partitions, rowCount } = rows
  const { kind } = frame.end
  if (kind === 'unbounded_following') return partitions.ends.slice()
  if (frame.unit === 'range') {
    if (kind === 'current_row' || values === null) return peers.ends.slice()
    return rangeEnds(partitions, peers, values, frame.end)
  }
  const distance = signed(frame.end, counts.end)
  const ends = new Int32Array(rowCount)
  if (frame.unit === 'rows') {
    for (let i = 0; i < rowCount; i++) {
      ends[i] = Math.min(partitions.ends[i], Math.max(partitions.starts[i], i + distance + 1))
    }
    return ends
  }
  const { groupOf, groupStarts } = peers
  for (let i = 0; i < rowCount; i++) {
    const first = groupOf[partitions.starts[i]]
    const last = groupOf[partitions.ends[i] - 1]
    ends[i] = groupStarts[Math.min(last + 1, Math.max(first, groupOf[i] + distance + 1))]
  }
  return ends
}

function signed({ kind }: FrameBound, count: number): number {
  return kind === 'preceding' ? -count : kind === 'following' ? count : 0
}

/** What EXCLUDE leaves: the frame before what is excluded, under EXCLUDE TIES the row at hand, the frame after it. */
function withoutExcluded(
  { starts, ends }: Ranges,
  exclude: 'current_row' | 'group' | 'ties',
  peers: PeerGroups,
): FramePieces {
  const count = starts.length
  const before = { starts, ends: new Int32Array(count) }
  const itself = { starts: new Int32Array(count), ends: new Int32Array(count) }
  const after = { starts: new Int32Array(count), ends }
  for (let i = 0; i < count; i++) {
    const from = exclude === 'current_row' ? i : peers.starts[i]
    const to = exclude === 'current_row' ? i + 1 : peers.ends[i]
    before.ends[i] = Math.max(starts[i], Math.min(ends[i], from))
    after.starts[i] = Math.min(ends[i], Math.max(starts[i], to))
    const isWithin = i >= starts[i] && i < ends[i]
    itself.starts[i] = i
    itself.ends[i] = isWithin ? i + 1 : i
  }
  return exclude === 'ties' ? [before, itself, after] : [before, after]
}
