import type { Batch, BytesColumn } from './columns.ts'
import { epochDay } from './range.ts'
import type { TableSchema } from './schema.ts'

const bar = 0x7c
const newline = 0x0a
const zero = 0x30

const firstDay = Date.UTC(1992, 0, 1)
/** The text of every date that can occur, ten bytes each. */
const dateTexts = new TextEncoder().encode(
  Array.from({ length: 2557 }, (_, i) =>
    new Date(firstDay + i * 86_400_000).toISOString().slice(0, 10),
  ).join(''),
)

/** A batch as the lines of a `.tbl` file: every value followed by `|`, every row by a newline. */
export function formatTbl(schema: TableSchema, batch: Batch): Uint8Array {
  return new TblWriter(batch).write(schema, batch)
}

class TblWriter {
  private readonly out: Uint8Array
  private end = 0

  constructor(batch: Batch) {
    let size = batch.length * (1 + 22 * batch.columns.length)
    for (const column of batch.columns) {
      if (column.kind === 'bytes') size += column.bytes.length
      else if (column.kind === 'dictionary') size += batch.length * 32
    }
    this.out = new Uint8Array(size)
  }

  write(schema: TableSchema, batch: Batch): Uint8Array {
    const forms = schema.columns.map((column) => column.form)
    for (let row = 0; row < batch.length; row++) {
      for (let c = 0; c < forms.length; c++) {
        const column = batch.columns[c]
        if (column.kind === 'bytes') this.text(column, row)
        else if (column.kind === 'dictionary') this.text(column.dictionary, column.codes[row])
        else if (forms[c] === 'integer') this.integer(column.values[row])
        else if (forms[c] === 'decimal') this.decimal(column.values[row])
        else if (forms[c] === 'whole') this.integer(column.values[row] / 100)
        else this.date(column.values[row])
        this.out[this.end++] = bar
      }
      this.out[this.end++] = newline
    }
    return this.out.subarray(0, this.end)
  }

  private text(column: BytesColumn, row: number): void {
    const { out } = this
    const { bytes, offsets } = column
    let at = this.end
    for (let i = offsets[row]; i < offsets[row + 1]; i++) out[at++] = bytes[i]
    this.end = at
  }

  private integer(value: number): void {
    if (value > 0x7fffffff) {
      for (const digit of String(value)) this.out[this.end++] = digit.charCodeAt(0)
      return
    }
    let digits = 1
    for (let limit = 10; value >= limit; limit *= 10) digits++
    let left = value | 0
    for (let at = this.end + digits - 1; at >= this.end; at--) {
      const next = (left / 10) | 0
      this.out[at] = zero + left - next * 10
      left = next
    }
    this.end += digits
  }

  private decimal(hundredths: number): void {
    let value = hundredths
    if (value < 0) {
      this.out[this.end++] = 0x2d
      value = -value
    }
    const units = Math.floor(value / 100)
    const cents = value - units * 100
    this.integer(units)
    this.out[this.end++] = 0x2e
    this.out[this.end++] = zero + ((cents / 10) | 0)
    this.out[this.end++] = zero + (cents % 10)
  }

  private date(day: number): void {
    const start = (day - epochDay) * 10
    for (let i = 0; i < 10; i++) this.out[this.end++] = dateTexts[start + i]
  }
}
