import { SqlError } from '../../base/errors.ts'
import { formatValue } from '../../functions/format-value.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import type { Stage } from '../maybe-async.ts'
import type { ByteOutput, RowEncoder, Rows } from './row-encoder.ts'

/** INTO DUMPFILE: the values of the one row, as they are and with nothing between. */
export class DumpWriter implements RowEncoder {
  readonly #columns: readonly OutputColumn[]
  readonly #output: ByteOutput
  #rowCount = 0

  constructor(columns: readonly OutputColumn[], output: ByteOutput) {
    this.#columns = columns
    this.#output = output
  }

  *write(rows: Rows): Stage<void> {
    this.#rowCount += rows.length
    if (this.#rowCount > 1) {
      throw new SqlError('too_many_rows', 'Result consisted of more than one row')
    }
    for (const row of rows) {
      for (let i = 0; i < row.length; i++) {
        const value = row[i]
        if (value === null) continue
        const isBytes = value instanceof Uint8Array
        const bytes = isBytes ? value : Buffer.from(formatValue(value, this.#columns[i].type))
        yield this.#output.write(bytes)
      }
    }
  }

  *finish(): Stage<void> {}
}
