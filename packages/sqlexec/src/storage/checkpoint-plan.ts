import { never } from '../txn/timestamp.ts'
import { selectedRows } from '../txn/visibility.ts'
import type { Delta } from './delta.ts'
import type { RowGroup } from './row-group.ts'
import type { TableState } from './table-state.ts'
import type { VersionSegment } from './version-segment.ts'

/** Rows of a row group; a multiple of 2,048, as other engines like it. */
export const rowGroupRows = 122_880

/** Rows of a segment that go into a new row group: those of `rows`, or all. */
export interface PlannedRows {
  readonly segment: VersionSegment
  readonly rows: Int32Array | null
  readonly count: number
}

/** A row group of the file to be written. */
export type PlannedGroup =
  /** The bytes of a row group of the old file. */
  | { readonly kind: 'copy'; readonly group: RowGroup; readonly count: number }
  /** Rows to be encoded. */
  | { readonly kind: 'rewrite'; readonly parts: readonly PlannedRows[]; readonly count: number }

/** Which row groups stay as they are. */
export interface CopyPolicy {
  /** Whether any may: not where the old file has another form. */
  readonly copies: boolean
  /** Share of deleted rows that does not matter. Above 0 only where the delete marks are kept beside. */
  readonly toleratedShare: number
}

/** A piece of the table in the order of row ids. `copyable`: a row group of which no row is dead. */
interface Piece extends PlannedRows {
  readonly copyable: RowGroup | null
}

/**
 * The row groups of a table's next file, as of a timestamp: what its snapshot sees, no more.
 *
 * - a row group of which nothing was deleted is copied
 * - one that lost rows is rewritten, together with a small neighbour
 * - new rows become row groups of at most `rowGroupRows`; small row groups at the end are taken in as long as they are not larger than
 *   twice what follows them, so that a row is rewritten a logarithmic number of times while its table grows
 *
 * @param policy of the maker of the row groups
 */
export function planCheckpoint(
  state: TableState,
  timestamp: number,
  policy: CopyPolicy,
): PlannedGroup[] {
  const pieces: Piece[] = []
  for (const group of state.groups) {
    const piece = groupPiece(group, timestamp, policy)
    if (piece.count > 0) pieces.push(piece)
  }
  const tail: Piece[] = []
  let tailRows = 0
  for (const delta of state.frozen) {
    const piece = deltaPiece(delta, timestamp)
    if (piece.count > 0) tail.push(piece)
    tailRows += piece.count
  }
  while (pieces.length > 0 && tailRows > 0) {
    const last = pieces[pieces.length - 1]
    if (last.count > 2 * tailRows || last.count + tailRows > rowGroupRows) break
    tail.unshift(last)
    tailRows += last.count
    pieces.pop()
  }
  return [...mergeNeighbours(pieces), ...cut(tail)]
}

function groupPiece(group: RowGroup, timestamp: number, policy: CopyPolicy): Piece {
  const { marks, length } = group
  const tolerated = marks.count <= policy.toleratedShare * length
  if (tolerated || !marks.hasCommitted(timestamp)) {
    return { segment: group, rows: null, count: length, copyable: policy.copies ? group : null }
  }
  const rows = selectedRows(marks.visible(timestamp, 0)!, length)
  return { segment: group, rows, count: rows.length, copyable: null }
}

function deltaPiece(delta: Delta, timestamp: number): Piece {
  const visible = delta.visible(delta.length, timestamp, 0)
  const rows = visible === null ? null : selectedRows(visible, delta.length)
  return { segment: delta, rows, count: rows?.length ?? delta.length, copyable: null }
}

/** Copies what can be copied, and joins what must be rewritten with neighbours while they fit into one row group. */
function mergeNeighbours(pieces: readonly Piece[]): PlannedGroup[] {
  const groups: { pieces: Piece[]; count: number }[] = []
  for (const piece of pieces) {
    const last = groups[groups.length - 1]
    if (last !== undefined && joins(last, piece)) {
      last.pieces.push(piece)
      last.count += piece.count
    } else groups.push({ pieces: [piece], count: piece.count })
  }
  return groups.flatMap((group) => {
    const [first] = group.pieces
    return group.pieces.length === 1 && first.copyable !== null
      ? [{ kind: 'copy' as const, group: first.copyable, count: first.count }]
      : cut(group.pieces)
  })
}

/** Whether a piece goes into one row group with those before: one of both is rewritten anyway, and the other is no larger. */
function joins(before: { pieces: readonly Piece[]; count: number }, piece: Piece): boolean {
  if (before.count + piece.count > rowGroupRows) return false
  const copied = before.pieces.length === 1 && before.pieces[0].copyable !== null
  if (piece.copyable === null) return !copied || before.count <= piece.count
  return !copied && piece.count <= before.count
}

/** Pieces as row groups of full size, the last one excepted. */
function cut(pieces: readonly PlannedRows[]): PlannedGroup[] {
  const groups: PlannedGroup[] = []
  let parts: PlannedRows[] = []
  let count = 0
  const close = () => {
    if (count > 0) groups.push({ kind: 'rewrite', parts, count })
    parts = []
    count = 0
  }
  for (const piece of pieces) {
    let from = 0
    while (from < piece.count) {
      const take = Math.min(piece.count - from, rowGroupRows - count)
      parts.push(slice(piece, from, take))
      count += take
      from += take
      if (count === rowGroupRows) close()
    }
  }
  close()
  return groups
}

function slice(piece: PlannedRows, from: number, count: number): PlannedRows {
  const { segment, rows } = piece
  if (from === 0 && count === piece.count) return { segment, rows, count }
  const taken =
    rows === null
      ? Int32Array.from({ length: count }, (_, i) => from + i)
      : rows.subarray(from, from + count)
  return { segment, rows: taken, count }
}

/**
 * The rows of a frozen delta that a checkpoint could not take, as their transactions had not committed at its timestamp.
 * Rows rolled back are of no use to anyone.
 */
export function remainingRows(delta: Delta, timestamp: number): number[] {
  const rows: number[] = []
  for (let row = 0; row < delta.length; row++) {
    const begin = delta.beginOf(row)
    if (begin !== never && begin > timestamp) rows.push(row)
  }
  return rows
}
