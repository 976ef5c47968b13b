import { SqlError } from '../../base/errors.ts'
import type { DelimitedFormat } from '../../plan/file-format.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Stage } from '../maybe-async.ts'
import { DelimitedRecords, FieldFlag } from './delimited-records.ts'
import { type FieldDecoder, fieldDecoder, textDecoder } from './field-decoder.ts'
import { byteOrderMark, type FilePieces } from './file-pieces.ts'
import { atLine, batchRows, type RowBatch, type RowReader, type RowShapeOf } from './row-reader.ts'

/** Reads rows of a delimited file. */
export class DelimitedReader implements RowReader {
  readonly unit = 'line'
  readonly #format: DelimitedFormat
  readonly #shape: RowShapeOf
  readonly #pieces: FilePieces
  readonly #records: DelimitedRecords
  /** Per field of a line what makes its value, and where in the row that stands; −1: nowhere. */
  readonly #decoders: readonly FieldDecoder[]
  readonly #places: Int32Array
  readonly #width: number
  #begun = false

  constructor(format: DelimitedFormat, pieces: FilePieces, shape: RowShapeOf) {
    const { fields, computed, targets, execution } = shape
    this.#format = format
    this.#shape = shape
    this.#pieces = pieces
    this.#records = new DelimitedRecords(format)
    this.#decoders = fields.map(({ name, place }) =>
      computed || place < 0 ? textDecoder(name) : fieldDecoder(targets[place], execution),
    )
    this.#places = Int32Array.from(fields, ({ place }, i) => (computed ? i : place))
    this.#width = computed ? fields.length : targets.length
  }

  *next(): Stage<RowBatch | null> {
    if (!this.#begun) yield* this.#begin()
    const records = this.#records
    const rows: SqlValue[][] = []
    const lines: number[] = []
    while (rows.length < batchRows) {
      if (!this.#nextRecord()) {
        if (this.#pieces.isLast) break
        yield* this.#more()
        continue
      }
      rows.push(this.#row())
      lines.push(records.line)
    }
    return rows.length === 0 ? null : { rows, lines }
  }

  #nextRecord(): boolean {
    try {
      return this.#records.next()
    } catch (error) {
      throw this.#here(error)
    }
  }

  *#more(): Stage<void> {
    const pieces = this.#pieces
    yield* pieces.more(this.#records.position)
    this.#records.feed(pieces.bytes, pieces.length, pieces.isLast)
  }

  *#begin(): Stage<void> {
    this.#begun = true
    yield* this.#more()
    this.#records.position = byteOrderMark(this.#pieces.bytes, this.#pieces.length)
    for (let i = 0; i < this.#format.skippedLines; i++) {
      while (!this.#records.skipLine()) yield* this.#more()
    }
    if (this.#format.header === 'none') return
    while (!this.#nextRecord()) {
      if (this.#pieces.isLast) return
      yield* this.#more()
    }
    if (this.#format.header === 'match') this.#requireNames()
  }

  /** The header must name the columns in their order. */
  #requireNames(): void {
    const records = this.#records
    const names = this.#shape.fields.map(({ name }) => name)
    const found = Array.from({ length: records.count }, (_, i) => {
      const bytes = (records.flags[i] & FieldFlag.unescaped) === 0 ? records.bytes : records.scratch
      return bytes.toString('utf8', records.starts[i], records.ends[i])
    })
    const same = (name: string, i: number) => found[i].toLowerCase() === name.toLowerCase()
    if (found.length === names.length && names.every(same)) return
    const message = `The header names the columns ${found.join(', ')}; expected ${names.join(', ')}`
    throw this.#here(new SqlError('malformed_file', message))
  }

  /** The row of the record at hand. */
  #row(): SqlValue[] {
    const { count, starts, ends, flags, bytes, scratch } = this.#records
    const decoders = this.#decoders
    const places = this.#places
    if (count !== decoders.length) this.#tellCount(count)
    const row = new Array<SqlValue>(this.#width).fill(null)
    const last = Math.min(count, decoders.length)
    for (let i = 0; i < last; i++) {
      const place = places[i]
      const flag = flags[i]
      if (place < 0 || (flag & FieldFlag.null) !== 0) continue
      const from = (flag & FieldFlag.unescaped) === 0 ? bytes : scratch
      try {
        row[place] = decoders[i].decode(from, starts[i], ends[i], (flag & FieldFlag.nonAscii) === 0)
      } catch (error) {
        throw this.#here(error)
      }
    }
    return row
  }

  #tellCount(count: number): void {
    const { line } = this.#records
    const wanted = this.#decoders.length
    const few = count < wanted
    const what = few
      ? `doesn't contain data for all columns: ${count} of ${wanted}`
      : `was truncated; it contained more data than there were input columns: ${count} for ${wanted}`
    if (this.#shape.ignore) {
      this.#shape.warn(few ? 1261 : 1262, `Row ${line} ${what}`)
      return
    }
    throw this.#here(new SqlError(few ? 'too_few_fields' : 'too_many_fields', `Row ${what}`))
  }

  #here(error: unknown): unknown {
    return atLine(error, this.#shape.path, 'line', this.#records.line)
  }
}
