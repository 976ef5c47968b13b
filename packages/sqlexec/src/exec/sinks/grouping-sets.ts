import type { AggregateOperator, OutputColumn } from '../../plan/logical-plan.ts'
import type { Chunk, ChunkColumn } from '../chunk.ts'
import { finishedColumn } from '../materialized.ts'
import type { Sink, Source } from '../pipeline.ts'
import { numberColumn } from '../window/sorted-column.ts'
import { aggregateSink, groupsChunk } from './aggregate.ts'

/** The Aggregate operator of each grouping set by itself. */
export function setOperators(operator: AggregateOperator): readonly AggregateOperator[] {
  const { input, keys, aggregates, columns } = operator
  const aggregateColumns = columns.slice(keys.length, keys.length + aggregates.length)
  return operator.groupingSets!.sets.map((set) => ({
    kind: 'aggregate',
    input,
    columns: [...set.map((key) => columns[key]), ...aggregateColumns],
    keys: set.map((key) => keys[key]),
    aggregates,
  }))
}

/** Takes each row into the groups of several operators at once. */
export function groupingSetsSink(
  slots: readonly number[],
  operators: readonly AggregateOperator[],
): Sink {
  const sinks = operators.map((operator, i) => aggregateSink(slots[i], operator))
  return {
    expressions: sinks.flatMap(({ expressions }) => expressions),
    begin(execution) {
      for (const sink of sinks) sink.begin(execution)
    },
    emit(scope, execution) {
      for (const sink of sinks) sink.emit(scope, execution)
    },
  }
}

/** The groups of each set in turn, in the columns of the whole operator. */
export function groupingSetsSource(
  operator: AggregateOperator,
  slots: readonly number[],
  operators: readonly AggregateOperator[],
): Source {
  const { totalOfNothing, sets } = operator.groupingSets!
  return {
    columns: operator.columns.map(({ id }) => id),
    *chunks(execution) {
      // Sets with keys come before the total, so that it is known by then whether there was a row.
      let isAnyRow = totalOfNothing
      for (const [i, own] of operators.entries()) {
        const groups = groupsChunk(execution, slots[i], own)
        if (sets[i].length > 0 && groups.rowCount > 0) isAnyRow = true
        if (groups.rowCount === 0 || !isAnyRow) continue
        yield { ...groups, columns: allColumns(operator, i, groups) }
      }
    },
  }
}

/** Keys that the set leaves out are NULL; GROUPING calls have one value throughout. */
function allColumns(operator: AggregateOperator, number: number, groups: Chunk): ChunkColumn[] {
  const { sets, calls } = operator.groupingSets!
  const set = sets[number]
  const keyColumns = operator.keys.map((_, key) => {
    const place = set.indexOf(key)
    return place >= 0 ? groups.columns[place] : nulls(operator.columns[key], groups.rowCount)
  })
  const constants = calls.map((values) =>
    numberColumn(new Float64Array(groups.rowCount).fill(values[number]), null, true),
  )
  return [...keyColumns, ...groups.columns.slice(set.length), ...constants]
}

function nulls({ type }: OutputColumn, rowCount: number): ChunkColumn {
  const blank = type.kind === 'text' || type.kind === 'json' ? '' : type.kind === 'bytes' ? null : 0
  const values = new Array<unknown>(rowCount).fill(blank)
  return finishedColumn(type, values, new Array<number>(rowCount).fill(1), false)
}
