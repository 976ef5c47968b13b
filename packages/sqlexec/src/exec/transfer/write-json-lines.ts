import { SqlError } from '../../base/errors.ts'
import { formatValue } from '../../functions/format-value.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Stage } from '../maybe-async.ts'
import type { ByteOutput, RowEncoder, Rows } from './row-encoder.ts'

const rowsPerText = 1024

/** Writes a JSON object per line. */
export class JsonLinesWriter implements RowEncoder {
  readonly #output: ByteOutput
  readonly #keys: readonly string[]
  readonly #makers: readonly ((value: Exclude<SqlValue, null>) => string)[]

  constructor(columns: readonly OutputColumn[], output: ByteOutput) {
    const names = new Set<string>()
    for (const { name } of columns) {
      if (names.has(name)) {
        const message = `Duplicate column name '${name}': the members of an object need names of their own`
        throw new SqlError('duplicate_column', message)
      }
      names.add(name)
    }
    this.#output = output
    this.#keys = columns.map(({ name }, i) => `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`)
    this.#makers = columns.map(({ name, type }) => jsonMaker(name, type))
  }

  *write(rows: Rows): Stage<void> {
    for (let from = 0; from < rows.length; from += rowsPerText) {
      let text = ''
      const to = Math.min(rows.length, from + rowsPerText)
      for (let i = from; i < to; i++) text += this.#line(rows[i])
      yield this.#output.write(Buffer.from(text))
    }
  }

  *finish(): Stage<void> {}

  #line(row: readonly SqlValue[]): string {
    let line = ''
    for (let i = 0; i < row.length; i++) {
      const value = row[i]
      line += this.#keys[i] + (value === null ? 'null' : this.#makers[i](value))
    }
    return `${line}}\n`
  }
}

function jsonMaker(name: string, type: SqlType): (value: Exclude<SqlValue, null>) => string {
  switch (type.kind) {
    case 'boolean':
      return (value) => (value === 0 ? 'false' : 'true')
    case 'integer':
    case 'decimal':
      return (value) => formatValue(value, type)
    case 'float':
    case 'double':
      return (value) => {
        if (Number.isFinite(value)) return formatValue(value, type)
        const message = `${value} in column '${name}' has no form in JSON`
        throw new SqlError('incorrect_value', message)
      }
    case 'json':
      // Only between its parts may a document hold an end of line.
      return (value) => (value as string).replaceAll(/[\r\n]+/g, ' ')
    case 'bytes':
      return () => {
        const message = `The bytes in column '${name}' have no form in JSON; encode them with HEX or TO_BASE64`
        throw new SqlError('unsupported', message)
      }
    default:
      return (value) => JSON.stringify(formatValue(value, type))
  }
}
