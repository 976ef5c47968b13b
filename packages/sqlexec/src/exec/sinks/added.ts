import type { OutputColumn } from '../../plan/logical-plan.ts'
import { emitKey, KeyTable } from '../compile/key-code.ts'
import type { Sink } from '../pipeline.ts'
import { emitStore, newMaterialized } from './materialize.ts'

/** The rows that a recursion has seen, where it adds each once. */
interface SeenRows {
  readonly keys: KeyTable
  count: number
}

/**
 * Keeps the rows that a round of a recursion adds.
 *
 * @param seenSlot the rows of all rounds, which no later round adds again; `null`: every row is added
 * @param round 'first' begins without any row seen
 */
export function addedSink(
  slot: number,
  columns: readonly OutputColumn[],
  seenSlot: number | null,
  round: 'first' | 'next',
): Sink {
  return {
    expressions: [],
    begin(execution) {
      execution.states[slot] = newMaterialized(columns)
      if (seenSlot === null || round === 'next') return
      const seen: SeenRows = { keys: new KeyTable(columns.length), count: 0 }
      execution.states[seenSlot] = seen
    },
    emit(scope) {
      const { builder } = scope
      if (seenSlot !== null) {
        const seen = builder.prologue('seen', `states[${seenSlot}]`)
        const parts = columns.map(({ id, type }) => ({ code: scope.column(id), type }))
        const key = emitKey(builder, `${seen}.keys`, parts, 'intern')
        builder.statement(`if (${key} !== ${seen}.count) continue`)
        builder.statement(`${seen}.count++`)
      }
      emitStore(scope, builder.prologue('rows', `states[${slot}]`), columns)
    },
  }
}
