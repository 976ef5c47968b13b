import type { OutputColumn } from '../../plan/logical-plan.ts'
import { sqlValue } from '../compile/output-code.ts'
import type { Sink } from '../pipeline.ts'

/** Collects rows as arrays of values in the engine's domain. The state is the list of rows. */
export function rowsSink(slot: number, columns: readonly OutputColumn[]): Sink {
  return {
    expressions: [],
    begin(execution) {
      execution.states[slot] = []
    },
    emit(scope) {
      const { builder } = scope
      const rows = builder.prologue('rows', `states[${slot}]`)
      const values = columns.map(({ id }) => sqlValue(builder, scope.column(id)))
      builder.statement(`${rows}.push([${values.join(', ')}])`)
    },
  }
}
