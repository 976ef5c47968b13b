import type { Expression } from '../../plan/expression.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import type { ChunkColumn } from '../chunk.ts'
import { emitExpression } from '../compile/expression.ts'
import { emitKey, KeyTable } from '../compile/key-code.ts'
import { materializedChunk } from '../materialized.ts'
import type { Sink } from '../pipeline.ts'
import { emitStore, type Materialized, newMaterialized } from './materialize.ts'

/** The build side of a join: its rows, and for each key id the rows that have it. */
export interface BuildSide extends Materialized {
  readonly keys: KeyTable | null
  /** The key id of each row while building, −1 where the key has a NULL. */
  readonly ids: number[]
  /** The rows of key id `k` are `rows[starts[k]] … rows[starts[k + 1] − 1]`, in the order they came. */
  starts: Int32Array
  rows: Int32Array
  chunkColumns: readonly ChunkColumn[]
  /** For a FULL join: 1 where a row has found a partner. */
  matched: Uint8Array
}

/** Builds the hash table of a join over `keys`; without keys, all rows are kept as one list. */
export function hashBuildSink(
  slot: number,
  columns: readonly OutputColumn[],
  keys: readonly Expression[],
): Sink {
  return {
    expressions: keys,
    begin(execution) {
      const side: BuildSide = {
        ...newMaterialized(columns),
        keys: keys.length > 0 ? new KeyTable(keys.length) : null,
        ids: [],
        starts: new Int32Array(0),
        rows: new Int32Array(0),
        chunkColumns: [],
        matched: new Uint8Array(0),
      }
      execution.states[slot] = side
    },
    emit(scope) {
      const { builder } = scope
      const side = builder.prologue('build', `states[${slot}]`)
      if (keys.length > 0) {
        const parts = keys.map((key) => ({ code: emitExpression(key, scope), type: key.type }))
        const ids = builder.prologue('ids', `${side}.ids`)
        builder.statement(`${ids}.push(${emitKey(builder, `${side}.keys`, parts, 'join')})`)
      }
      emitStore(scope, side, columns)
    },
    finish(execution) {
      const side = execution.states[slot] as BuildSide
      if (side.keys) groupRows(side, side.keys.count)
      side.matched = new Uint8Array(side.rowCount)
      side.chunkColumns = materializedChunk(side.columns, side.rowCount).columns
    },
  }
}

/** Sorts row numbers by key id by counting, so that each key's rows are adjacent. */
function groupRows(side: BuildSide, keyCount: number): void {
  const starts = new Int32Array(keyCount + 1)
  for (const id of side.ids) if (id >= 0) starts[id + 1]++
  for (let id = 0; id < keyCount; id++) starts[id + 1] += starts[id]
  const next = starts.slice()
  const rows = new Int32Array(starts[keyCount])
  side.ids.forEach((id, row) => {
    if (id >= 0) rows[next[id]++] = row
  })
  side.starts = starts
  side.rows = rows
}
