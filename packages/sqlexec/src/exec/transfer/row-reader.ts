import { SqlError } from '../../base/errors.ts'
import type { LoadField } from '../../plan/logical-plan.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Execution } from '../execution.ts'
import type { Stage } from '../maybe-async.ts'
import type { FieldTarget } from './field-decoder.ts'

/** Rows of a file that are read and stored together. */
export const batchRows = 4096

/** Some rows of a file, in the order of the file. */
export interface RowBatch {
  /** One value per place of the insert, or where the load is computed, a text per field. */
  readonly rows: SqlValue[][]
  /** The line of each row, or its number where the file has no lines; from 1. */
  readonly lines: readonly number[]
}

/** Reads a file from beginning to end. */
export interface RowReader {
  /** What `lines` counts. */
  readonly unit: 'line' | 'row'
  /** The next rows; `null`: there are no more. An error comes with the line that it is about. */
  next(): Stage<RowBatch | null>
}

/** What a reader is to make of the fields. */
export interface RowShapeOf {
  readonly path: string
  readonly fields: readonly LoadField[]
  /** Whether the rows are the fields as text rather than values of columns. */
  readonly computed: boolean
  /** The column behind each place of the insert. */
  readonly targets: readonly FieldTarget[]
  readonly ignore: boolean
  readonly execution: Execution
  /** Tells of what IGNORE passes over. */
  warn(errno: number, message: string): void
}

/** The same error with the place in the file that it is about. */
export function atLine(error: unknown, path: string, unit: string, line: number): unknown {
  if (!(error instanceof SqlError)) return error
  return new SqlError(error.code, `${error.message}, at ${unit} ${line} of '${path}'`, {
    cause: error,
  })
}
