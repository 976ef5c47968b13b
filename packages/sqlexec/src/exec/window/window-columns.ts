import { SqlError } from '../../base/errors.ts'
import { isFloating } from '../../functions/comparison.ts'
import type { StatementEnvironment } from '../../functions/environment.ts'
import type { WindowCall, WindowOperator } from '../../plan/logical-plan.ts'
import { frameKey } from '../../plan/window-key.ts'
import type { ChunkColumn } from '../chunk.ts'
import { finishedColumn, type MaterializedColumn } from '../materialized.ts'
import { aggregateColumn } from './any-aggregate.ts'
import { frameCounts } from './counts.ts'
import { exactMeans, exactSums } from './exact-sums.ts'
import { extremePositions } from './extremes.ts'
import { floatSums } from './float-sums.ts'
import type { WindowCounts } from './frame-counts.ts'
import { type FramePieces, framePieces } from './frames.ts'
import { notNull, nthPositions, offsetPositions } from './picked-positions.ts'
import type { RangeValues } from './range-frame.ts'
import * as ranking from './ranking.ts'
import {
  isNumbers,
  numberColumn,
  pickedColumn,
  sortedNulls,
  sortedNumbers,
  sortedValues,
} from './sorted-column.ts'
import type { SortedRows } from './sorted-rows.ts'

/** A call with the columns that hold the values of its expressions; what is column-free has none. */
export interface CallColumns {
  readonly call: WindowCall
  readonly counts: WindowCounts
  readonly args: readonly (MaterializedColumn | null)[]
  readonly rangeKey: MaterializedColumn | null
  readonly start: MaterializedColumn | null
  readonly end: MaterializedColumn | null
}

/** The columns of a Window operator's calls, one entry per position. */
export function windowColumns(
  { order }: WindowOperator,
  rows: SortedRows,
  calls: readonly CallColumns[],
  environment: StatementEnvironment,
): readonly ChunkColumn[] {
  const frames = new Map<string, FramePieces>()
  const descending = order.length > 0 && order[0].descending
  const piecesOf = (columns: CallColumns): FramePieces => {
    const { frame, orderCount } = columns.call
    const key = `${orderCount} ${frameKey(frame)}`
    let pieces = frames.get(key)
    if (pieces === undefined) {
      const peers = rows.peers(orderCount)
      const values = rangeValues(columns, rows, descending)
      pieces = framePieces({ rows, peers, frame, counts: columns.counts, values })
      frames.set(key, pieces)
    }
    return pieces
  }
  return calls.map((columns) => callColumn(columns, rows, () => piecesOf(columns), environment))
}

function rangeValues(
  { rangeKey, start, end }: CallColumns,
  { order }: SortedRows,
  descending: boolean,
): RangeValues | null {
  if (rangeKey === null) return null
  const valuesOf = (column: MaterializedColumn) =>
    (isNumbers(column) ? sortedNumbers(column, order) : sortedValues(column, order)) as ArrayLike<
      number | bigint
    >
  const moved = (column: MaterializedColumn | null) =>
    column === null ? null : { values: valuesOf(column), isNull: sortedNulls(column, order) }
  const key = valuesOf(rangeKey)
  const keyIsNull = sortedNulls(rangeKey, order)
  return { key, keyIsNull, start: moved(start), end: moved(end), descending }
}

function callColumn(
  columns: CallColumns,
  rows: SortedRows,
  pieces: () => FramePieces,
  environment: StatementEnvironment,
): ChunkColumn {
  const { call, counts } = columns
  const { partitions, order } = rows
  const peers = () => rows.peers(call.orderCount)
  const [value] = columns.args
  const candidates = () => {
    const nulls = call.ignoreNulls ? sortedNulls(value!, order) : null
    return nulls === null ? null : notNull(nulls)
  }
  const nth = (number: number, fromLast: boolean) =>
    pickedColumn(value!, order, nthPositions(pieces(), number, fromLast, candidates()))
  const { name } = call.function
  switch (name) {
    case 'ROW_NUMBER':
      return numberColumn(ranking.rowNumbers(partitions), null, true)
    case 'RANK':
      return numberColumn(ranking.ranks(partitions, peers()), null, true)
    case 'DENSE_RANK':
      return numberColumn(ranking.denseRanks(partitions, peers()), null, true)
    case 'PERCENT_RANK':
      return numberColumn(ranking.percentRanks(partitions, peers()), null, false)
    case 'CUME_DIST':
      return numberColumn(ranking.cumulativeShares(partitions, peers()), null, false)
    case 'NTILE':
      return numberColumn(ranking.bucketNumbers(partitions, counts.argument), null, true)
    case 'LAG':
    case 'LEAD': {
      const distance = name === 'LAG' ? -counts.argument : counts.argument
      const picked = offsetPositions(partitions, distance, candidates())
      return pickedColumn(value!, order, picked, columns.args[2] ?? null)
    }
    case 'FIRST_VALUE':
      return nth(1, false)
    case 'LAST_VALUE':
      return nth(1, true)
    case 'NTH_VALUE':
      return nth(counts.argument, call.fromLast)
    case 'COUNT':
      return numberColumn(frameCounts(pieces(), anyNull(columns, order)), null, true)
    case 'SUM':
    case 'AVG':
      return sumColumn(columns, rows, pieces())
    case 'MIN':
    case 'MAX': {
      const nulls = sortedNulls(value!, order)
      const picked = extremePositions(value!, nulls, order, pieces(), name === 'MAX')
      return pickedColumn(value!, order, picked)
    }
    default: {
      const values = columns.args.map((arg) => arg!)
      return aggregateColumn(call, values, order, pieces(), environment)
    }
  }
}

/** 1 at each position where any argument of COUNT is NULL. */
function anyNull({ args }: CallColumns, order: SortedRows['order']): Uint8Array | null {
  let any: Uint8Array | null = null
  for (const arg of args) {
    const nulls = arg === null ? null : sortedNulls(arg, order)
    if (nulls === null) continue
    if (any === null) any = nulls
    else for (let i = 0; i < nulls.length; i++) any[i] |= nulls[i]
  }
  return any
}

/** SUM and AVG: NULL where the frame has no value. */
function sumColumn(
  { call, args }: CallColumns,
  { order }: SortedRows,
  pieces: FramePieces,
): ChunkColumn {
  const column = args[0]!
  const nulls = sortedNulls(column, order)
  const counts = frameCounts(pieces, nulls)
  const isNull = new Uint8Array(counts.length)
  for (let i = 0; i < counts.length; i++) if (counts[i] === 0) isNull[i] = 1
  const isMean = call.function.name === 'AVG'
  const argument = call.args[0].type
  if (isFloating(argument)) {
    const values = sortedNumbers(column, order)
    if (nulls !== null) for (let i = 0; i < values.length; i++) if (nulls[i] === 1) values[i] = 0
    const sums = floatSums(values, pieces)
    if (isMean) for (let i = 0; i < sums.length; i++) sums[i] = isNull[i] ? 0 : sums[i] / counts[i]
    return numberColumn(sums, isNull, false)
  }
  const values = isNumbers(column)
    ? sortedNumbers(column, order)
    : (sortedValues(column, order) as readonly (number | bigint)[])
  const sums = exactSums(values, nulls, pieces)
  if (call.type.kind !== 'decimal') throw new SqlError('internal', 'an exact sum is a decimal')
  const digits = call.type.scale - (argument.kind === 'decimal' ? argument.scale : 0)
  const results = isMean ? exactMeans(sums, counts, digits) : sums
  if (results instanceof Float64Array) return numberColumn(results, isNull, true)
  return finishedColumn(call.type, results, [...isNull], true)
}
