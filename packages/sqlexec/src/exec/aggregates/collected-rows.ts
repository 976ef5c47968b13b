import type { Code } from '../../functions/code.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import { MaterializedColumn } from '../materialized.ts'
import type { GroupPlace } from '../sinks/group-place.ts'
import { emitPush } from '../sinks/materialize.ts'
import type { RowOrder } from '../sinks/sort.ts'

/** What an aggregate keeps of each row until the end. */
export interface CollectedShape {
  readonly type: SqlType
  readonly nullable: boolean
}

/** The rows of all groups, one after the other as they came. */
export interface CollectedRows {
  readonly shapes: readonly CollectedShape[]
  readonly columns: readonly MaterializedColumn[]
  /** The group of each row. */
  readonly groups: number[]
  /** Set when all rows are there. */
  byGroup: RowsByGroup | null
}

/** Row numbers, those of group `g` from `starts[g]` to `starts[g + 1]`. */
export interface RowsByGroup {
  readonly starts: Uint32Array
  readonly rows: Uint32Array
}

export function newCollectedRows(shapes: readonly CollectedShape[]): CollectedRows {
  return {
    shapes,
    columns: shapes.map(({ type, nullable }) => new MaterializedColumn(type, nullable)),
    groups: [],
    byGroup: null,
  }
}

/** Emits keeping the row at hand: a code for each column. */
export function emitCollect(
  { builder }: BlockScope,
  { path, group }: GroupPlace,
  shapes: readonly CollectedShape[],
  codes: readonly Code[],
): void {
  const groups = builder.prologue('groups', `${path}.rows.groups`)
  builder.statement(`${groups}.push(${group})`)
  codes.forEach((code, i) => {
    emitPush(builder, `${path}.rows.columns[${i}]`, code, shapes[i].nullable)
  })
}

/** Sorts the rows by group, and within one by `order`, equal rows as they came. */
export function arrangeRows(
  rows: CollectedRows,
  groupCount: number,
  order: RowOrder | null,
): RowsByGroup {
  const arranged = countingSort(rows.groups, groupCount)
  if (order !== null) {
    for (let group = 0; group < groupCount; group++) rowsOf(arranged, group).sort(order)
  }
  rows.byGroup = arranged
  return arranged
}

export function rowsOf({ starts, rows }: RowsByGroup, group: number): Uint32Array {
  return rows.subarray(starts[group], starts[group + 1])
}

function countingSort(groups: readonly number[], groupCount: number): RowsByGroup {
  const starts = new Uint32Array(groupCount + 1)
  for (const group of groups) starts[group + 1]++
  for (let group = 0; group < groupCount; group++) starts[group + 1] += starts[group]
  const next = starts.slice()
  const rows = new Uint32Array(groups.length)
  for (let row = 0; row < groups.length; row++) rows[next[groups[row]]++] = row
  return { starts, rows }
}

/** The value of a column in a row. */
export function collectedValue({ values, nulls }: MaterializedColumn, row: number): unknown {
  return nulls?.[row] === 1 ? null : values[row]
}
