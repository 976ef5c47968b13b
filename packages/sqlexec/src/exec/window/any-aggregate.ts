import type { AggregateFunction } from '../../functions/aggregate-function.ts'
import type { StatementEnvironment } from '../../functions/environment.ts'
import { bucketRange } from '../../functions/integer-code.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import type { WindowCall } from '../../plan/logical-plan.ts'
import { kindOf } from '../aggregates/aggregate-kinds.ts'
import type { ChunkColumn } from '../chunk.ts'
import { columnProvider } from '../compile/column-code.ts'
import { BlockScope, type HoistedCode } from '../compile/row-scope.ts'
import { SourceBuilder } from '../compile/source-builder.ts'
import { MaterializedColumn } from '../materialized.ts'
import { type AccumulatorState, accumulator } from '../sinks/accumulators.ts'
import type { FramePieces } from './frames.ts'
import type { RowOrder } from './sorted-column.ts'

/** Takes the rows at positions from `from` up to `to` into the only group of a state. */
type TakeRows = (
  state: AccumulatorState,
  columns: readonly ChunkColumn[],
  order: RowOrder,
  from: number,
  to: number,
  environment: StatementEnvironment,
) => void

/**
 * An aggregate over frames as its accumulator computes it. A frame that begins where the one before did goes on from it; any other is
 * computed anew, so that frames that slide cost rows × frame.
 */
export function aggregateColumn(
  { function: definition, args, type, nullable }: WindowCall,
  values: readonly MaterializedColumn[],
  order: RowOrder,
  pieces: FramePieces,
  environment: StatementEnvironment,
): ChunkColumn {
  const call: AggregateCall = {
    function: definition as AggregateFunction,
    args: args.map((arg, i) => ({ ...arg, kind: 'column', column: -1 - i })),
    distinct: false,
    type,
    nullable,
  }
  const columns = values.map((column) => column.finish())
  const take = compileTaking(call, columns)
  const steps = accumulator(call)
  const kind = kindOf(call)
  const results = new MaterializedColumn(type, nullable)
  const [{ starts, ends }] = pieces
  let state: AccumulatorState | null = null
  let start = -1
  let end = -1
  for (let i = 0; i < starts.length; i++) {
    const goesOn = state !== null && pieces.length === 1 && starts[i] === start && ends[i] >= end
    if (state === null || !goesOn) {
      state = steps.begin()
      steps.grow(state)
      end = starts[i]
    }
    take(state, columns, order, end, ends[i], environment)
    for (const piece of pieces.slice(1)) {
      take(state, columns, order, piece.starts[i], piece.ends[i], environment)
    }
    start = starts[i]
    end = ends[i]
    results.push(kind.result(state, 0, environment))
  }
  return results.finish()
}

function compileTaking(call: AggregateCall, columns: readonly ChunkColumn[]): TakeRows {
  const builder = new SourceBuilder()
  const providers = columns.map((column, i) => {
    const { range } = bucketRange(column.range())
    return [-1 - i, columnProvider(builder, `columns[${i}]`, column, 'i', range)] as const
  })
  const scope = new BlockScope(builder, new Map(providers), nothingHoisted)
  builder.block('for (let position = from; position < to; position++)', () => {
    builder.statement('const i = order === null ? position : order[position]')
    const at = (field: string) => `state.${field}[0]`
    const place = { path: 'state', at, group: '0' }
    accumulator(call).emit(scope, place, () => builder.statement('state.counts[0]++'))
  })
  return builder.build<TakeRows>(['state', 'columns', 'order', 'from', 'to', 'environment'])
}

/** Arguments are columns, so that nothing is to be computed before the loop. */
const nothingHoisted: HoistedCode = {
  value() {
    throw new Error('a column is not hoisted')
  },
  set() {
    throw new Error('a column is not hoisted')
  },
}
