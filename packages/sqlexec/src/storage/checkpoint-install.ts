import { never } from '../txn/timestamp.ts'
import type { SqlValue } from '../types/value.ts'
import { type PlannedGroup, type PlannedRows, remainingRows } from './checkpoint-plan.ts'
import { Delta } from './delta.ts'
import type { RowGroup } from './row-group.ts'
import { rowIdsOf } from './row-ids.ts'
import type { StoredTable } from './stored-table.ts'
import type { TableFile } from './table-file.ts'
import { type StoredPlace, TableState } from './table-state.ts'

/** A row group that a checkpoint made, with the plan it was made by. */
export interface MadeGroup {
  readonly planned: PlannedGroup
  readonly group: RowGroup
  /** Row by position in the plan; `null`: the same. */
  readonly order: Int32Array | null
}

/** Takes the inserts of a table to a fresh delta, so that what stands in the others can be written. */
export function freeze(table: StoredTable): TableState {
  const { state } = table
  if (state.active.length === 0) return state
  const frozen = new TableState({
    timestamp: state.timestamp,
    groups: state.groups,
    frozen: [...state.frozen, state.active],
    active: Delta.startingAt(typesOf(table), state.active.nextRowId),
    file: state.file,
  })
  table.chain.recompose(frozen)
  return frozen
}

/**
 * Makes the result of a checkpoint the newest state of its table. Without `await`, as commits went on since the plan was made:
 * what they deleted is marked in the new row groups, what they inserted stays in deltas.
 */
export function installCheckpoint(
  table: StoredTable,
  timestamp: number,
  made: readonly MadeGroup[],
  file: TableFile | null,
): void {
  const { state } = table
  for (const { planned, group, order } of made) {
    if (planned.kind === 'rewrite') carryMarks(planned.parts, group, order)
  }
  const groups = made.map(({ group }) => group).sort((a, b) => a.firstRowId - b.firstRowId)
  const frozen = state.frozen.flatMap((delta) => {
    const rows = remainingRows(delta, timestamp)
    return rows.length === 0 ? [] : [copyRows(table, delta, rows)]
  })
  table.chain.install(new TableState({ timestamp, groups, frozen, active: state.active, file }))
}

/** Marks in a new row group what was deleted since the checkpoint's timestamp, or may yet be. */
function carryMarks(
  parts: readonly PlannedRows[],
  group: RowGroup,
  order: Int32Array | null,
): void {
  let base = 0
  for (const { segment, rows, count } of parts) {
    if (segment.liveCount < segment.length) {
      for (let i = 0; i < count; i++) {
        const end = segment.endOf(rows === null ? i : rows[i])
        if (end === never) continue
        const position = base + i
        group.setEnd(order === null ? position : order[position], end)
      }
    }
    base += count
  }
}

function copyRows(table: StoredTable, source: Delta, rows: readonly number[]): Delta {
  const ids = rowIdsOf(Float64Array.from(rows, (row) => source.rowIdAt(row)))
  const copy = new Delta(typesOf(table), ids)
  for (const row of rows) {
    const values: SqlValue[] = source.columns.map((column) => column.get(row))
    const at = copy.append(values, source.beginOf(row))
    if (source.endOf(row) !== never) copy.setEnd(at, source.endOf(row))
  }
  return copy
}

function typesOf(table: StoredTable) {
  return table.definition.columns.map((column) => column.type)
}

/** Rows of the old row groups that the plan leaves out. */
export function droppedRows(
  state: TableState,
  plan: readonly PlannedGroup[],
  timestamp: number,
): StoredPlace[] {
  const copied = new Set(plan.map((planned) => (planned.kind === 'copy' ? planned.group : null)))
  const dropped: StoredPlace[] = []
  for (const group of state.groups) {
    if (copied.has(group)) continue
    for (const [row, end] of group.marks.entries()) {
      if (end <= timestamp) dropped.push({ segment: group, row })
    }
  }
  return dropped
}
