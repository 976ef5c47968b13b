import type { OutputColumn, ValuesOperator, WorkingOperator } from '../../plan/logical-plan.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Chunk } from '../chunk.ts'
import { evaluateScalar } from '../compile/evaluate-scalar.ts'
import type { Execution } from '../execution.ts'
import { MaterializedColumn, materializedChunk } from '../materialized.ts'
import type { Source } from '../pipeline.ts'

/** Rows of column-free expressions. */
export function valuesSource(values: ValuesOperator): Source {
  return {
    columns: values.columns.map(({ id }) => id),
    *chunks(execution) {
      yield rowsChunk(values.columns, evaluateRows(values, execution))
    },
  }
}

export function evaluateRows(values: ValuesOperator, execution: Execution): SqlValue[][] {
  return values.rows.map((row) => row.map((expression) => evaluateScalar(expression, execution)))
}

/** The rows of a working table that the execution was given. */
export function givenSource({ columns, table }: WorkingOperator): Source {
  return {
    columns: columns.map(({ id }) => id),
    *chunks(execution) {
      const rows = execution.given?.get(table) ?? []
      if (rows.length > 0) yield rowsChunk(columns, rows)
    },
  }
}

function rowsChunk(
  columns: readonly OutputColumn[],
  rows: readonly (readonly SqlValue[])[],
): Chunk {
  const materialized = columns.map(({ type, nullable }, i) => {
    const column = new MaterializedColumn(type, nullable)
    for (const row of rows) column.push(row[i])
    return column
  })
  return materializedChunk(materialized, rows.length)
}
