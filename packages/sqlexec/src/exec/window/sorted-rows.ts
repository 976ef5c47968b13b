import type { SortKey } from '../../plan/logical-plan.ts'
import type { MaterializedColumn } from '../materialized.ts'
import { orderRows } from './order-rows.ts'
import { type SortCodes, sortCodes } from './sort-codes.ts'

/** For each position: where the range of rows begins that it belongs to, and where that ends (exclusive). */
export interface Ranges {
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** Ranges of rows that an order holds equal. */
export interface PeerGroups extends Ranges {
  /** The number of the group of each position. */
  readonly groupOf: Int32Array
  /** Where each group begins, and at the end the number of rows. */
  readonly groupStarts: Int32Array
}

/** The rows of a window, sorted by partition and order. A position is a place in that order, from 0. */
export class SortedRows {
  readonly rowCount: number
  /** The row at each position; `null`: rows are where they came. */
  readonly order: Uint32Array | null
  readonly partitions: Ranges
  readonly #partitionCodes: SortCodes
  readonly #orderCodes: readonly SortCodes[]
  readonly #peers = new Map<number, PeerGroups>()

  constructor(
    rowCount: number,
    partition: readonly MaterializedColumn[],
    order: readonly { readonly column: MaterializedColumn; readonly key: SortKey }[],
  ) {
    this.rowCount = rowCount
    const ascending = { descending: false, nullsFirst: true }
    this.#partitionCodes = partition.flatMap((column) => sortCodes(column, rowCount, ascending))
    this.#orderCodes = order.map(({ column, key }) => sortCodes(column, rowCount, key))
    const words = [...this.#partitionCodes, ...this.#orderCodes.flat()]
    this.order = words.length === 0 ? null : orderRows(words, rowCount)
    this.partitions = rangesOf(this.#changes(this.#partitionCodes))
  }

  /** The groups of rows in a partition that the first `keyCount` order keys hold equal. */
  peers(keyCount: number): PeerGroups {
    let peers = this.#peers.get(keyCount)
    if (peers === undefined) {
      const words = [...this.#partitionCodes, ...this.#orderCodes.slice(0, keyCount).flat()]
      peers = groupsOf(this.#changes(words))
      this.#peers.set(keyCount, peers)
    }
    return peers
  }

  /** 1 at each position whose row differs from the one before in any of the words. */
  #changes(words: SortCodes): Uint8Array {
    const changes = new Uint8Array(this.rowCount)
    const { order } = this
    if (order === null) return changes
    for (const word of words) {
      let before = order.length > 0 ? word[order[0]] : 0
      for (let i = 1; i < order.length; i++) {
        const code = word[order[i]]
        if (code !== before) changes[i] = 1
        before = code
      }
    }
    return changes
  }
}

function rangesOf(changes: Uint8Array): Ranges {
  const count = changes.length
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  for (let from = 0; from < count; ) {
    const start = from
    let to = from + 1
    while (to < count && changes[to] === 0) to++
    for (; from < to; from++) {
      starts[from] = start
      ends[from] = to
    }
  }
  return { starts, ends }
}

function groupsOf(changes: Uint8Array): PeerGroups {
  const ranges = rangesOf(changes)
  const groupOf = new Int32Array(changes.length)
  let group = 0
  for (let i = 1; i < changes.length; i++) groupOf[i] = group += changes[i]
  const groupStarts = new Int32Array(changes.length === 0 ? 1 : group + 2)
  for (let i = changes.length - 1; i >= 0; i--) groupStarts[groupOf[i]] = i
  groupStarts[groupStarts.length - 1] = changes.length
  return { ...ranges, groupOf, groupStarts }
}
