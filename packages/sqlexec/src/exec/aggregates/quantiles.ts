import { SqlError } from '../../base/errors.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import type { SqlValue } from '../../types/value.ts'
import type { MaterializedColumn } from '../materialized.ts'
import { keyOrder } from '../sinks/sort.ts'
import type { AccumulatorState, AggregateKind } from './aggregate-kind.ts'
import { arrangeRows, emitCollect, rowsOf } from './collected-rows.ts'

const ascending = { descending: false, nullsFirst: true }

/**
 * Statistics of the values in order: they are kept until the end and sorted within each group, by the last argument.
 *
 * @param compute the result over the columns of the arguments and the rows of a group in order, of which there is at least one
 */
function ofSorted(
  compute: (columns: readonly MaterializedColumn[], rows: Uint32Array) => SqlValue,
): (call: AggregateCall) => AggregateKind {
  return ({ args, order }) => {
    const shapes = args.map(({ type }) => ({ type, nullable: false }))
    return {
      counts: false,
      collects: shapes,
      grow() {},
      emit(scope, place, codes) {
        const values = codes.map((code) => ({ ...code, isNull: null }))
        emitCollect(scope, place, shapes, values)
      },
      prepare(state, groupCount) {
        const rows = state.rows!
        arrangeRows(
          rows,
          groupCount,
          keyOrder(rows.columns[args.length - 1], order?.[0] ?? ascending),
        )
      },
      result({ rows }: AccumulatorState, group) {
        const own = rowsOf(rows!.byGroup!, group)
        return own.length === 0 ? null : compute(rows!.columns, own)
      },
    }
  }
}

/** Statistics of doubles, which are sorted without a function that compares. */
function ofNumbers(
  compute: (
    columns: readonly MaterializedColumn[],
    sorted: Float64Array,
    rows: Uint32Array,
  ) => number,
): (call: AggregateCall) => AggregateKind {
  return (call) => ({
    ...ofSorted(() => null)(call),
    prepare({ rows }, groupCount) {
      arrangeRows(rows!, groupCount, null)
    },
    result({ rows }, group) {
      const own = rowsOf(rows!.byGroup!, group)
      if (own.length === 0) return null
      const values = rows!.columns[rows!.columns.length - 1].values as readonly number[]
      const sorted = Float64Array.from(own, (row) => values[row]).sort()
      return compute(rows!.columns, call.order?.[0].descending ? sorted.reverse() : sorted, own)
    },
  })
}

export const median = ofNumbers((_, sorted) => interpolate(sorted, 0.5))

export const continuousPercentile = ofNumbers(([fractions], sorted, rows) =>
  interpolate(sorted, fractionOf(fractions, rows)),
)

/** The first value whose share of the rows up to it reaches the fraction. */
export const discretePercentile = ofSorted(([fractions, { values }], rows) => {
  const place = Math.ceil(fractionOf(fractions, rows) * rows.length) - 1
  return values[rows[Math.max(0, place)]] as SqlValue
})

/** The value at a fraction of the way from the first to the last. */
function interpolate(sorted: Float64Array, fraction: number): number {
  const place = fraction * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below]
  const part = place - below
  return part === 0 ? low : low + part * (sorted[below + 1] - low)
}

function fractionOf({ values }: MaterializedColumn, rows: Uint32Array): number {
  const fraction = values[rows[0]] as number
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new SqlError('out_of_range', `A percentile is a fraction from 0 to 1, not ${fraction}`)
  }
  return fraction
}

/** Calls `take` for each run of equal values with its first row and its length. */
function forRuns(
  column: MaterializedColumn,
  rows: Uint32Array,
  take: (row: number, length: number) => void,
): void {
  const order = keyOrder(column, ascending)
  let start = 0
  for (let i = 1; i <= rows.length; i++) {
    if (i < rows.length && order(rows[start], rows[i]) === 0) continue
    take(rows[start], i - start)
    start = i
  }
}

export const mode = ofSorted(([column], rows) => {
  let best = rows[0]
  let most = 0
  forRuns(column, rows, (row, length) => {
    if (length <= most) return
    best = row
    most = length
  })
  return column.values[best] as SqlValue
})

export const entropy = ofSorted(([column], rows) => {
  let bits = 0
  forRuns(column, rows, (_, length) => {
    const share = length / rows.length
    bits -= share * Math.log2(share)
  })
  return bits + 0
})
