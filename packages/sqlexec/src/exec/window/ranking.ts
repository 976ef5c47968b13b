import type { PeerGroups, Ranges } from './sorted-rows.ts'

/** The functions of a row's place alone, each for all positions at once. */

export function rowNumbers({ starts }: Ranges): Float64Array {
  const numbers = new Float64Array(starts.length)
  for (let i = 0; i < starts.length; i++) numbers[i] = i - starts[i] + 1
  return numbers
}

export function ranks({ starts }: Ranges, peers: PeerGroups): Float64Array {
  const numbers = new Float64Array(starts.length)
  for (let i = 0; i < starts.length; i++) numbers[i] = peers.starts[i] - starts[i] + 1
  return numbers
}

export function denseRanks({ starts }: Ranges, { groupOf }: PeerGroups): Float64Array {
  const numbers = new Float64Array(starts.length)
  for (let i = 0; i < starts.length; i++) numbers[i] = groupOf[i] - groupOf[starts[i]] + 1
  return numbers
}

/** (rank − 1) / (rows − 1); 0 in a partition of one row. */
export function percentRanks({ starts, ends }: Ranges, peers: PeerGroups): Float64Array {
  const shares = new Float64Array(starts.length)
  for (let i = 0; i < starts.length; i++) {
    const others = ends[i] - starts[i] - 1
    shares[i] = others === 0 ? 0 : (peers.starts[i] - starts[i]) / others
  }
  return shares
}

export function cumulativeShares({ starts, ends }: Ranges, peers: PeerGroups): Float64Array {
  const shares = new Float64Array(starts.length)
  for (let i = 0; i < starts.length; i++) {
    shares[i] = (peers.ends[i] - starts[i]) / (ends[i] - starts[i])
  }
  return shares
}

/** Buckets that differ by at most one row, the larger ones first. */
export function bucketNumbers({ starts, ends }: Ranges, bucketCount: number): Float64Array {
  const numbers = new Float64Array(starts.length)
  for (let i = 0; i < starts.length; i++) {
    const rows = ends[i] - starts[i]
    const number = i - starts[i]
    const size = Math.floor(rows / bucketCount)
    const larger = rows - size * bucketCount
    const inLarger = larger * (size + 1)
    numbers[i] =
      number < inLarger
        ? Math.floor(number / (size + 1)) + 1
        : larger + Math.floor((number - inLarger) / size) + 1
  }
  return numbers
}
