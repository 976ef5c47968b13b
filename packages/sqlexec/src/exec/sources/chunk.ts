import type { ColumnId } from '../../plan/expression.ts'
import type { Chunk } from '../chunk.ts'
import type { Execution } from '../execution.ts'
import type { Source } from '../pipeline.ts'

/** Reads what an earlier pipeline left behind. */
export function chunkSource(
  columns: readonly ColumnId[],
  chunk: (execution: Execution) => Chunk,
): Source {
  return {
    columns,
    *chunks(execution) {
      const rows = chunk(execution)
      if (rows.rowCount > 0) yield rows
    },
  }
}
