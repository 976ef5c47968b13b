import { columnOrdinal } from '../../catalog/definition.ts'
import { typeRange } from '../../functions/integer-code.ts'
import type { IndexAccess, OutputColumn, ScanOperator } from '../../plan/logical-plan.ts'
import type {
  IndexRange,
  IndexReader,
  RowPlace,
  Table,
  TableSnapshot,
} from '../../storage/table-access.ts'
import { isTextual } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { valueAt } from '../../vector/value-at.ts'
import type { Chunk, ChunkColumn } from '../chunk.ts'
import { evaluateScalar } from '../compile/evaluate-scalar.ts'
import type { Execution } from '../execution.ts'
import { MaterializedColumn } from '../materialized.ts'
import type { Source } from '../pipeline.ts'
import { scanSource } from './scan.ts'

/** Rows gathered at a time. */
const batchRows = 4096

/** Finds rows by an index and gathers their columns. */
export function indexSource(scan: ScanOperator, access: IndexAccess): Source {
  const stored = scan.ordinals.filter((ordinal) => ordinal >= 0)
  const asDouble = boundsComparedAsDouble(scan, access)
  return {
    columns: scan.columns.map(({ id }) => id),
    *chunks(execution) {
      const table = execution.table(scan.table)
      const range = rangeOf(access, asDouble, execution)
      if (range === 'nothing') return
      const handle = execution.index(access.index)
      const preparing = table.prepareIndex(handle)
      if (preparing) yield preparing
      const snapshot = table.snapshot(execution.transaction)
      const rowIds =
        range === 'unknown' ? null : lookup(handle.index!, range, mostRows(access, table))
      if (rowIds === null) {
        yield* scanSource(scan).chunks(execution)
        return
      }
      for (let start = 0; start < rowIds.length; start += batchRows) {
        const places = findPlaces(snapshot, rowIds, start)
        for (const { segment } of places) {
          const loading = segment.load(stored)
          if (loading) yield loading
        }
        if (places.length > 0) yield gather(places, scan)
      }
    },
  }
}

/** The least and greatest value that a column may have, as DOUBLEs. */
interface DoubleBounds {
  readonly min: number
  readonly max: number
}

/** The bounds of each bound index column that is an integer while its value is a DOUBLE; `null` of the others. */
function boundsComparedAsDouble(
  { table: { table } }: ScanOperator,
  { index, equal }: IndexAccess,
): readonly (DoubleBounds | null)[] {
  return equal.map(({ type: { kind } }, i) => {
    const { type } = table.columns[columnOrdinal(table, index.columns[i].column)]
    if (kind !== 'double' || type.kind !== 'integer') return null
    const { min, max } = typeRange(type)!
    return { min: Number(min), max: Number(max) }
  })
}

/** The bounds of the lookup; 'nothing' where no row can lie within them, 'unknown' where the index cannot tell. */
function rangeOf(
  access: IndexAccess,
  asDouble: readonly (DoubleBounds | null)[],
  execution: Execution,
): IndexRange | 'nothing' | 'unknown' {
  const equal: SqlValue[] = []
  let known = true
  for (let i = 0; i < access.equal.length; i++) {
    const value = evaluateScalar(access.equal[i], execution)
    // NULL equals nothing.
    if (value === null) return 'nothing'
    const bounds = asDouble[i]
    if (bounds === null) {
      equal.push(value)
      continue
    }
    const double = value as number
    if (!Number.isInteger(double) || double < bounds.min || double > bounds.max) return 'nothing'
    // From 2^53 on one DOUBLE stands for several integers.
    if (!Number.isSafeInteger(double)) known = false
    // An index takes no −0 for an integer.
    equal.push(double + 0)
  }
  if (access.lower === null && access.upper === null) return known ? { equal } : 'unknown'
  const lower = access.lower && {
    value: evaluateScalar(access.lower.value, execution),
    inclusive: access.lower.inclusive,
  }
  const upper = access.upper && {
    value: evaluateScalar(access.upper.value, execution),
    inclusive: access.upper.inclusive,
  }
  if (lower?.value === null || upper?.value === null) return 'nothing'
  return known ? { equal, lower: lower ?? undefined, upper: upper ?? undefined } : 'unknown'
}

/**
 * Past how many rows a scan is the faster way. Only for a range of the first column, whose filters the scan still has; a lookup by
 * equality may stand for its filters.
 */
function mostRows({ equal }: IndexAccess, table: Table): number {
  return equal.length > 0 ? Number.POSITIVE_INFINITY : Math.max(1000, table.estimatedRows() / 16)
}

/** The row ids in the range; `null` where there are more than `most`. */
function lookup(index: IndexReader, range: IndexRange, most: number): readonly number[] | null {
  const { definition } = index
  if (definition.unique && range.equal.length === definition.columns.length) {
    return index.lookupEqual(range.equal)
  }
  const rowIds: number[] = []
  for (const rowId of index.lookup(range)) {
    if (rowIds.length >= most) return null
    rowIds.push(rowId)
  }
  return rowIds
}

function findPlaces(
  snapshot: TableSnapshot,
  rowIds: readonly number[],
  start: number,
): readonly RowPlace[] {
  const places: RowPlace[] = []
  const end = Math.min(rowIds.length, start + batchRows)
  for (let i = start; i < end; i++) {
    const place = snapshot.find(rowIds[i])
    if (place) places.push(place)
  }
  return places
}

function gather(places: readonly RowPlace[], scan: ScanOperator): Chunk {
  const columns = scan.columns.map((column, i) => gatherColumn(places, column, scan.ordinals[i]))
  return { rowCount: places.length, columns, visible: null }
}

function gatherColumn(
  places: readonly RowPlace[],
  { type, nullable }: OutputColumn,
  ordinal: number,
): ChunkColumn {
  const textual = isTextual(type)
  const column = new MaterializedColumn(type, nullable)
  for (const { segment, row } of places) {
    column.push(ordinal < 0 ? segment.rowId(row) : valueAt(segment.column(ordinal), row, textual))
  }
  return column.finish()
}
