import type { OutputColumn } from '../../plan/logical-plan.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Sink } from '../pipeline.ts'
import { rowsSink } from './rows.ts'

/** Rows that are held back to be passed on together. */
const heldRows = 4096

/** Passes the rows of a result on to the execution's output while they come. What is left over at the end stays in the state. */
export function outputSink(slot: number, columns: readonly OutputColumn[]): Sink {
  return {
    ...rowsSink(slot, columns, 'engine'),
    *drain(execution) {
      const rows = execution.states[slot] as SqlValue[][]
      if (rows.length < heldRows) return
      execution.states[slot] = []
      yield* execution.output!.write(rows)
    },
  }
}
