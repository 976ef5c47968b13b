import { SqlError } from '../../base/errors.ts'
import type { LoadStatementPlan } from '../../plan/logical-plan.ts'
import type { SqlValue } from '../../types/value.ts'
import type { ChangeProgram } from '../change.ts'
import type { Execution } from '../execution.ts'
import { type ForeignKeyEnforcement, foreignKeysOf } from '../foreign-keys/enforcement.ts'
import { runInsert } from '../insert.ts'
import type { Stage } from '../maybe-async.ts'
import { type PhysicalPlan, physicalPlan } from '../physical-plan.ts'
import { interrupted } from '../pipeline.ts'
import { maxRecordBytes } from './delimited-records.ts'
import { FilePieces, openInput } from './file-pieces.ts'
import { DelimitedReader } from './read-delimited.ts'
import { JsonLinesReader } from './read-json-lines.ts'
import { ParquetRowReader } from './read-parquet.ts'
import { atLine, type RowBatch, type RowReader, type RowShapeOf } from './row-reader.ts'

/**
 * Inserts the rows of a file batch by batch, as INSERT … SELECT does, so that no more than a batch is in memory beside what the
 * transaction holds. The first error ends the statement, and with it all that it has done.
 */
export function loadProgram(plan: LoadStatementPlan): ChangeProgram {
  const source = plan.computed ? physicalPlan(plan.insert.source, 'engine') : null
  return {
    *run(execution) {
      const handle = yield* openInput(execution.files, plan.path)
      try {
        const pieces = new FilePieces(handle, maxRecordBytes)
        const shape = shapeOf(plan, execution)
        const reader =
          plan.format.kind === 'parquet'
            ? new ParquetRowReader(handle, shape)
            : plan.format.kind === 'jsonl'
              ? new JsonLinesReader(pieces, shape)
              : new DelimitedReader(plan.format, pieces, shape)
        const read = () => (plan.format.kind === 'parquet' ? 0 : pieces.offset)
        return yield* new Loading(plan, source, reader, execution).run(read, pieces.size)
      } finally {
        handle.close()
      }
    },
  }
}

function shapeOf(
  { path, fields, computed, insert }: LoadStatementPlan,
  execution: Execution,
): RowShapeOf {
  const ignore = insert.onConflict.kind === 'ignore'
  const mode = ignore ? 'adjusting' : 'assignment'
  const targets = insert.ordinals.map((ordinal) => {
    const { name, type } = insert.table.table.columns[ordinal]
    return { type, column: name, mode } as const
  })
  const warn = (errno: number, message: string) => execution.warn(errno, message)
  return { path, fields, computed, targets, ignore, execution, warn }
}

class Loading {
  readonly #plan: LoadStatementPlan
  /** What computes the rows of the insert from the fields; `null`: they are the fields. */
  readonly #source: PhysicalPlan | null
  readonly #reader: RowReader
  readonly #execution: Execution
  readonly #keys: ForeignKeyEnforcement | null
  #changes = 0
  #lastInsertId = 0

  constructor(
    plan: LoadStatementPlan,
    source: PhysicalPlan | null,
    reader: RowReader,
    execution: Execution,
  ) {
    this.#plan = plan
    this.#source = source
    this.#reader = reader
    this.#execution = execution
    this.#keys = foreignKeysOf(plan.insert.table, execution)
  }

  *run(bytesRead: () => number, totalBytes: number) {
    const { signal, onProgress } = this.#execution
    let rows = 0
    for (;;) {
      const batch = yield* this.#reader.next()
      if (batch === null) break
      if (signal?.aborted) throw interrupted(signal)
      yield* this.#store(batch)
      rows += batch.rows.length
      onProgress?.({ rows, bytes: bytesRead(), totalBytes })
    }
    if (this.#keys !== null) yield* this.#keys.finish()
    onProgress?.({ rows, bytes: totalBytes, totalBytes })
    return { changes: this.#changes, lastInsertId: this.#lastInsertId, rows: null }
  }

  *#store(batch: RowBatch): Stage<void> {
    const { transaction } = this.#execution
    const before = transaction.savepoint()
    try {
      yield* this.#insert(batch.rows)
    } catch (error) {
      if (transaction.state !== 'active' || !isOfRow(error)) throw error
      transaction.rollbackTo(before)
      yield* this.#storeEach(batch)
      throw error
    }
  }

  /** Stores the rows one by one, so that the error tells the line that it is about. */
  *#storeEach({ rows, lines }: RowBatch): Stage<void> {
    for (let i = 0; i < rows.length; i++) {
      try {
        yield* this.#insert([rows[i]])
      } catch (error) {
        throw atLine(error, this.#plan.path, this.#reader.unit, lines[i])
      }
    }
  }

  *#insert(fields: SqlValue[][]): Stage<void> {
    const { insert, rows } = this.#plan
    const execution = this.#execution
    let values: readonly (readonly SqlValue[])[] = fields
    if (this.#source !== null) {
      const given = new Map([[rows, fields]])
      const computing = { ...execution, states: [], given }
      values = (yield* this.#source.run(computing)) as SqlValue[][]
    }
    const { changes, lastInsertId } = yield* runInsert(insert, values, execution, this.#keys)
    this.#changes += changes
    if (this.#lastInsertId === 0) this.#lastInsertId = lastInsertId
  }
}

/** Whether an error may be about one row rather than about the whole statement. */
function isOfRow(error: unknown): boolean {
  return (
    error instanceof SqlError && error.code !== 'interrupted' && error.code !== 'write_conflict'
  )
}
