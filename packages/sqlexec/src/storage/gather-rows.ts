import type { ColumnDefinition } from '../catalog/definition.ts'
import { type ArrayVector, gather } from '../vector/gather.ts'
import type { PlannedRows } from './checkpoint-plan.ts'
import { PinnedColumns } from './pinned-columns.ts'
import { type RowIds, rowIdsOf } from './row-ids.ts'

/** The rows of a planned row group in order of their ids. */
export interface GatheredRows {
  readonly columns: readonly ArrayVector[]
  readonly rowIds: RowIds
  readonly count: number
  /** Row of the result by position in the plan; `null`: they are the same. */
  readonly order: Int32Array | null
}

/** Reads what a planned row group needs and puts it together. */
export async function gatherRows(
  parts: readonly PlannedRows[],
  columns: readonly ColumnDefinition[],
): Promise<GatheredRows> {
  const ordinals = columns.map((_, i) => i)
  const pinned: PinnedColumns[] = []
  for (const { segment } of parts) {
    const columnsOfPart = new PinnedColumns(segment)
    await columnsOfPart.load(ordinals)
    pinned.push(columnsOfPart)
  }
  const { ids, permutation } = sortedRowIds(parts)
  const vectors = columns.map(({ type }, ordinal) => {
    const vector = gather(
      parts.map(({ rows, count }, i) => ({ vector: pinned[i].column(ordinal), rows, count })),
      type,
    )
    if (permutation === null) return vector
    return gather([{ vector, rows: permutation, count: ids.length }], type)
  })
  const order = permutation === null ? null : inverse(permutation)
  return { columns: vectors, rowIds: rowIdsOf(ids), count: ids.length, order }
}

/** The ids in ascending order, and the position of each in the plan where that is another. */
function sortedRowIds(parts: readonly PlannedRows[]): {
  ids: Float64Array
  permutation: Int32Array | null
} {
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const ids = new Float64Array(count)
  let at = 0
  let ascending = true
  for (const { segment, rows, count } of parts) {
    for (let i = 0; i < count; i++, at++) {
      ids[at] = segment.rowIdAt(rows === null ? i : rows[i])
      if (at > 0 && ids[at] < ids[at - 1]) ascending = false
    }
  }
  if (ascending) return { ids, permutation: null }
  const permutation = Int32Array.from(ids, (_, i) => i).sort((a, b) => ids[a] - ids[b])
  return { ids: ids.sort(), permutation }
}

function inverse(permutation: Int32Array): Int32Array {
  const order = new Int32Array(permutation.length)
  for (let i = 0; i < permutation.length; i++) order[permutation[i]] = i
  return order
}
