import type { AggregateOperator } from '../../plan/logical-plan.ts'
import type { Chunk, ChunkColumn } from '../chunk.ts'
import { emitExpression } from '../compile/expression.ts'
import { emitKey, KeyTable } from '../compile/key-code.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import type { Execution } from '../execution.ts'
import { MaterializedColumn } from '../materialized.ts'
import type { Sink } from '../pipeline.ts'
import { type Accumulator, type AccumulatorState, accumulator } from './accumulators.ts'
import type { GroupAccess } from './group-place.ts'
import { emitStore } from './materialize.ts'

interface AggregateState {
  readonly keys: KeyTable | null
  /** The key columns, one row per group. */
  readonly columns: readonly MaterializedColumn[]
  rowCount: number
  /** Rows per group since they were last added to the counts of the aggregates that take every row. */
  readonly fresh: number[]
  /** The state of each aggregate: arrays indexed by group. */
  readonly accumulators: readonly AccumulatorState[]
}

/**
 * Groups rows by key and accumulates aggregates. A group's number is the id of its key, so the state of an aggregate is
 * arrays indexed by group; without keys there is one group, whose state is kept in local variables during the loop.
 */
export function aggregateSink(slot: number, operator: AggregateOperator): Sink {
  const keyColumns = operator.columns.slice(0, operator.keys.length)
  const accumulators: readonly Accumulator[] = operator.aggregates.map(accumulator)
  return {
    expressions: [...operator.keys, ...operator.aggregates.flatMap(({ args }) => args)],
    begin(execution) {
      const state: AggregateState = {
        keys: operator.keys.length > 0 ? new KeyTable(operator.keys.length) : null,
        columns: keyColumns.map(({ type, nullable }) => new MaterializedColumn(type, nullable)),
        rowCount: 0,
        fresh: [],
        accumulators: accumulators.map((each) => each.begin()),
      }
      if (!state.keys) {
        state.rowCount = 1
        accumulators.forEach((each, i) => {
          each.grow(state.accumulators[i])
        })
      }
      execution.states[slot] = state
    },
    emit(scope) {
      const { builder } = scope
      const state = builder.prologue('groups', `states[${slot}]`)
      const group =
        operator.keys.length > 0 ? emitGroup(operator, accumulators, scope, state) : null
      const counting: string[] = []
      accumulators.forEach((each, i) => {
        const path = builder.prologue('state', `${state}.accumulators[${i}]`)
        const place = { path, at: groupAccess(scope, path, group), group: group ?? '0' }
        each.emit(scope, place, () => counting.push(`${path}.counts`))
      })
      if (counting.length > 0) emitCount(scope, state, group, counting)
    },
  }
}

/** The groups as the chunk that the next pipeline reads. */
export function groupsChunk(
  execution: Execution,
  slot: number,
  operator: AggregateOperator,
): Chunk {
  const state = execution.states[slot] as AggregateState
  const keys: ChunkColumn[] = state.columns.map((column) => column.finish())
  const values = operator.aggregates.map((call, i) =>
    accumulator(call).finish(state.accumulators[i], state.rowCount, execution.environment),
  )
  return { rowCount: state.rowCount, columns: [...keys, ...values], visible: null }
}

/** Emits finding the group of the row at hand, and its making where the key is new. */
function emitGroup(
  operator: AggregateOperator,
  accumulators: readonly Accumulator[],
  scope: BlockScope,
  state: string,
): string {
  const { builder } = scope
  const keyColumns = operator.columns.slice(0, operator.keys.length)
  const codes = operator.keys.map((key) => emitExpression(key, scope))
  const parts = codes.map((code, i) => ({ code, type: operator.keys[i].type }))
  const group = emitKey(builder, `${state}.keys`, parts, 'intern')
  builder.block(`if (${group} === ${state}.rowCount)`, () => {
    const keyed = scope.with(keyColumns.map(({ id }, i) => [id, () => codes[i]] as const))
    emitStore(keyed, state, keyColumns)
    builder.statement(`${state}.fresh.push(0)`)
    accumulators.forEach((each, i) => {
      const grow = builder.constant(each.grow)
      builder.statement(`${grow}(${state}.accumulators[${i}])`)
    })
  })
  return group
}

/** One count per row serves all aggregates that take every row; it is added to theirs after the loop. */
function emitCount(
  { builder }: BlockScope,
  state: string,
  group: string | null,
  counting: readonly string[],
): void {
  const counts = `[${counting.join(', ')}]`
  if (group === null) {
    const rows = builder.prologue('count', '0')
    builder.statement(`${rows}++`)
    builder.epilogue(`for (const counts of ${counts}) counts[0] += ${rows}`)
    return
  }
  const fresh = builder.prologue('fresh', `${state}.fresh`)
  builder.statement(`${fresh}[${group}]++`)
  builder.epilogue(`${builder.constant(addCounts)}(${fresh}, ${counts})`)
}

function addCounts(fresh: number[], all: readonly number[][]): void {
  for (let group = 0; group < fresh.length; group++) {
    const rows = fresh[group]
    if (rows === 0) continue
    for (const counts of all) counts[group] += rows
    fresh[group] = 0
  }
}

/** How an aggregate's code reaches its state: an array element per group, or a local variable for the only one. */
function groupAccess(scope: BlockScope, path: string, group: string | null): GroupAccess {
  const { builder } = scope
  const places = new Map<string, string>()
  return (field) => {
    let place = places.get(field)
    if (place === undefined) {
      const array = builder.prologue('acc', `${path}.${field}`)
      place = group === null ? builder.prologue('sum', `${array}[0]`) : `${array}[${group}]`
      if (group === null) builder.epilogue(`${array}[0] = ${place}`)
      places.set(field, place)
    }
    return place
  }
}
