import type { TableDefinition } from '../catalog/definition.ts'
import { isVisible } from '../txn/timestamp.ts'
import type { TransactionContext } from '../txn/transaction.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import type { Delta } from './delta.ts'
import { PinnedColumns } from './pinned-columns.ts'
import type { ColumnBounds, RowPlace, Segment, TableSnapshot } from './table-access.ts'
import type { TableState } from './table-state.ts'
import type { VersionSegment } from './version-segment.ts'

/** What a transaction sees of a segment: the first `rowCount` versions, and of those the visible ones. */
class SegmentView implements Segment {
  readonly stored: VersionSegment
  readonly rowCount: number
  readonly #timestamp: number
  readonly #self: number
  #visible: Uint8Array | null | undefined
  #pinned: PinnedColumns | null = null

  constructor(stored: VersionSegment, rowCount: number, timestamp: number, self: number) {
    this.stored = stored
    this.rowCount = rowCount
    this.#timestamp = timestamp
    this.#self = self
  }

  load(ordinals: readonly number[]): Promise<void> | undefined {
    this.#pinned ??= new PinnedColumns(this.stored)
    return this.#pinned.load(ordinals)
  }

  column(ordinal: number): ColumnVector {
    return this.#pinned === null ? this.stored.column(ordinal) : this.#pinned.column(ordinal)
  }

  bounds(ordinal: number): ColumnBounds {
    return this.stored.bounds(ordinal)
  }

  /** Kept once computed, so that a statement sees one state of its table however long it runs. */
  visible(): Uint8Array | null {
    if (this.#visible === undefined) {
      this.#visible = this.stored.visible(this.rowCount, this.#timestamp, this.#self)
    }
    return this.#visible
  }

  rowId(row: number): number {
    return this.stored.rowIdAt(row)
  }
}

/** A state of a table as one statement of a transaction sees it. */
export class StateSnapshot implements TableSnapshot {
  readonly definition: TableDefinition
  readonly #state: TableState
  /** Deltas that came after the state, for the transaction's own rows in them. */
  readonly #later: readonly Delta[]
  readonly #timestamp: number
  readonly #self: number
  /** The delta that grows, and its length when the snapshot looked: rows after it are not of this statement. */
  readonly #growing: Delta
  readonly #grownLength: number
  #segments: SegmentView[] | null = null
  /** The view that `find` answered last. */
  #found: SegmentView | null = null

  constructor(
    definition: TableDefinition,
    state: TableState,
    newest: TableState,
    transaction: TransactionContext,
  ) {
    this.definition = definition
    this.#state = state
    this.#later = state === newest ? none : laterDeltas(state, newest)
    this.#timestamp = transaction.snapshotTimestamp
    this.#self = transaction.hasWrites ? transaction.id : 0
    this.#growing = newest.active
    this.#grownLength = newest.active.length
  }

  get segments(): readonly SegmentView[] {
    if (this.#segments === null) {
      const { groups, frozen, active } = this.#state
      const views: SegmentView[] = []
      for (const group of groups) views.push(this.#view(group))
      for (const delta of [...frozen, active, ...this.#later]) {
        if (delta.length > 0) views.push(this.#view(delta))
      }
      this.#segments = views
    }
    return this.#segments
  }

  find(rowId: number): RowPlace | undefined {
    const place = this.#state.locate(rowId) ?? this.#locateLater(rowId)
    if (place === undefined) return undefined
    const { segment, row } = place
    if (!isVisible(segment.beginOf(row), segment.endOf(row), this.#timestamp, this.#self)) {
      return undefined
    }
    if (this.#found === null || this.#found.stored !== segment) this.#found = this.#viewOf(segment)
    return { segment: this.#found, row }
  }

  #locateLater(rowId: number): { segment: VersionSegment; row: number } | undefined {
    for (const segment of this.#later) {
      const row = segment.rowOf(rowId)
      if (row >= 0) return { segment, row }
    }
    return undefined
  }

  /** The view among `segments` where they were asked for, so that both ways see one bitmap. */
  #viewOf(stored: VersionSegment): SegmentView {
    const known = this.#segments?.find((segment) => segment.stored === stored)
    return known ?? this.#view(stored)
  }

  #view(stored: VersionSegment): SegmentView {
    const count = stored === this.#growing ? this.#grownLength : stored.length
    return new SegmentView(stored, count, this.#timestamp, this.#self)
  }
}

const none: readonly Delta[] = []

/**
 * The deltas of `newest` whose rows came after `state` had stopped to grow. Row ids tell them apart: what a checkpoint left
 * of an older delta has smaller ids, and `state` still holds those rows itself.
 */
function laterDeltas(state: TableState, newest: TableState): Delta[] {
  const boundary = state.active.nextRowId
  return [...newest.frozen, newest.active].filter(
    (delta) => delta !== state.active && delta.firstRowId >= boundary,
  )
}
