import type { PlanNode } from '../../plan/explain.ts'
import type { PlanNotes } from './explain-notes.ts'

/** A plan as EXPLAIN FORMAT=JSON has it; the members are named as those of version 2 of MySQL's format. */
export interface PlanDocument {
  readonly operation: string
  readonly table_name?: string
  readonly index_name?: string
  readonly estimated_rows?: number
  readonly estimated_total_cost?: number
  readonly actual_rows?: number
  readonly actual_loops?: number
  readonly actual_last_row_ms?: number
  readonly rows_scanned?: number
  readonly parts_read?: number
  readonly parts_total?: number
  readonly inputs?: readonly PlanDocument[]
}

/** @param milliseconds how long the whole statement ran; `null`: it was not run */
export function planDocument(
  node: PlanNode,
  notes: PlanNotes,
  milliseconds: number | null,
): PlanDocument {
  const { operator, title, children } = node
  const inputs = children.map((child) => planDocument(child, notes, null))
  const below = inputs.length === 0 ? {} : { inputs }
  if (operator === null) {
    const time = milliseconds === null ? {} : { actual_last_row_ms: milliseconds }
    return { operation: title, ...time, ...below }
  }
  const rows = notes.rows(operator)
  const cost = notes.cost(operator)
  const actual = notes.actual(operator)
  const access = operator.kind === 'scan' ? operator.access : null
  return {
    operation: title,
    ...(operator.kind === 'scan' && { table_name: operator.table.table.name }),
    ...(access !== null && { index_name: access.index.name }),
    ...(rows !== null && cost !== null && { estimated_rows: rows, estimated_total_cost: cost }),
    ...(actual !== null && {
      actual_rows: actual.rows,
      actual_loops: actual.loops,
      actual_last_row_ms: actual.milliseconds,
      ...(operator.kind === 'scan' && { rows_scanned: actual.scanned }),
      ...(actual.segments !== null && {
        parts_read: actual.segments.read,
        parts_total: actual.segments.all,
      }),
    }),
    ...below,
  }
}
