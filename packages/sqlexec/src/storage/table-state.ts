import type { Delta } from './delta.ts'
import type { RowGroup } from './row-group.ts'
import type { TableFile } from './table-file.ts'
import type { VersionSegment } from './version-segment.ts'

/** Where a row version stands among the stored segments. */
export interface StoredPlace<S extends VersionSegment = VersionSegment> {
  readonly segment: S
  readonly row: number
}

/**
 * The immutable composition of a table: which row groups and deltas make it up. A checkpoint installs a new one; snapshots
 * that are older than its timestamp go on with the one before.
 *
 * What a new state leaves out (versions dead at its timestamp) no snapshot of that timestamp or later can see.
 */
export class TableState {
  /** Snapshots from this timestamp on may read this state. */
  readonly timestamp: number
  /** In order of `firstRowId`. */
  readonly groups: readonly RowGroup[]
  /** Deltas that take no more inserts: what a checkpoint is writing, and what it had to leave. */
  readonly frozen: readonly Delta[]
  /** Takes the inserts. */
  readonly active: Delta
  /** The file of the row groups; `null` where they are in memory alone, or there are none. */
  readonly file: TableFile | null
  /** `#reach[i]`: the largest row id in groups 0 … i. */
  readonly #reach: Float64Array

  constructor(parts: {
    timestamp: number
    groups: readonly RowGroup[]
    frozen: readonly Delta[]
    active: Delta
    file: TableFile | null
  }) {
    this.timestamp = parts.timestamp
    this.groups = parts.groups
    this.frozen = parts.frozen
    this.active = parts.active
    this.file = parts.file
    this.#reach = new Float64Array(parts.groups.length)
    let reach = -1
    for (let i = 0; i < parts.groups.length; i++) {
      reach = Math.max(reach, parts.groups[i].lastRowId)
      this.#reach[i] = reach
    }
  }

  /** Every segment: row groups, frozen deltas, the active one. */
  segments(): VersionSegment[] {
    return [...this.groups, ...this.frozen, this.active]
  }

  locate(rowId: number): StoredPlace | undefined {
    const { active, frozen } = this
    const row = active.rowOf(rowId)
    if (row >= 0) return { segment: active, row }
    for (let i = 0; i < frozen.length; i++) {
      const row = frozen[i].rowOf(rowId)
      if (row >= 0) return { segment: frozen[i], row }
    }
    return this.#locateInGroups(rowId)
  }

  /** The deltas, oldest first, where an uncommitted version may stand. */
  locateInDeltas(rowId: number): StoredPlace<Delta> | undefined {
    const { active, frozen } = this
    let row = active.rowOf(rowId)
    if (row >= 0) return { segment: active, row }
    for (let i = 0; i < frozen.length; i++) {
      row = frozen[i].rowOf(rowId)
      if (row >= 0) return { segment: frozen[i], row }
    }
    return undefined
  }

  #locateInGroups(rowId: number): StoredPlace | undefined {
    const { groups } = this
    let low = 0
    let high = groups.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (groups[middle].firstRowId <= rowId) low = middle + 1
      else high = middle
    }
    // Ranges may overlap, so an earlier group may hold the row; none does once the reach falls below it.
    for (let i = low - 1; i >= 0 && this.#reach[i] >= rowId; i--) {
      const row = groups[i].rowOf(rowId)
      if (row >= 0) return { segment: groups[i], row }
    }
    return undefined
  }
}
