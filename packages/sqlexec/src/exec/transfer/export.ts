import type { ExportStatementPlan } from '../../plan/logical-plan.ts'
import type { ChangeProgram } from '../change.ts'
import type { RowOutput } from '../execution.ts'
import { physicalPlan } from '../physical-plan.ts'
import { outputSink } from '../sinks/output.ts'
import { FileOutput } from './file-output.ts'
import type { ByteOutput, RowEncoder, Rows } from './row-encoder.ts'
import { DelimitedWriter } from './write-delimited.ts'
import { DumpWriter } from './write-dump.ts'
import { JsonLinesWriter } from './write-json-lines.ts'
import { ParquetRowWriter } from './write-parquet.ts'

/** Writes the rows of a query to a file while they come. */
export function exportProgram(plan: ExportStatementPlan): ChangeProgram {
  const { source, path, replaces } = plan
  const physical = physicalPlan(source, 'engine', (slot) => outputSink(slot, source.columns))
  return {
    *run(execution) {
      const file = yield* FileOutput.create(execution.files, path, replaces)
      try {
        const encoder = encoderOf(plan, file)
        let count = 0
        const output: RowOutput = {
          *write(rows) {
            yield* encoder.write(rows)
            count += rows.length
            execution.onProgress?.({ rows: count, bytes: file.length, totalBytes: null })
          },
        }
        yield* output.write((yield* physical.run({ ...execution, output })) as Rows)
        yield* encoder.finish()
        yield* file.finish(replaces)
        return { changes: count, lastInsertId: 0, rows: null }
      } catch (error) {
        file.discard()
        throw error
      }
    },
  }
}

function encoderOf({ format, source }: ExportStatementPlan, output: ByteOutput): RowEncoder {
  const { columns } = source
  switch (format.kind) {
    case 'delimited':
      return new DelimitedWriter(format, columns, output)
    case 'jsonl':
      return new JsonLinesWriter(columns, output)
    case 'parquet':
      return new ParquetRowWriter(format, columns, output)
    case 'dump':
      return new DumpWriter(columns, output)
  }
}
