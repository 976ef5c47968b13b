import { formatValue } from '../../functions/format-value.ts'
import type { DelimitedFormat } from '../../plan/file-format.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import { isTextual } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Stage } from '../maybe-async.ts'
import type { ByteOutput, RowEncoder, Rows } from './row-encoder.ts'

/** Rows of which one text is made. */
const rowsPerText = 1024

/** Writes delimited lines that a load in the same format reads as the same values. */
export class DelimitedWriter implements RowEncoder {
  readonly #format: DelimitedFormat
  readonly #columns: readonly OutputColumn[]
  readonly #output: ByteOutput
  readonly #lineEnd: string
  readonly #null: string
  /** Whether bytes are among the columns: texts are then handled as their bytes, a letter each. */
  readonly #binary: boolean
  /** What of a CSV field cannot stand without quotes. */
  readonly #needsQuotes: RegExp
  readonly #escaped: RegExp | null
  readonly #escapedInQuotes: RegExp | null
  #begun = false

  constructor(format: DelimitedFormat, columns: readonly OutputColumn[], output: ByteOutput) {
    this.#format = format
    this.#columns = columns
    this.#output = output
    this.#lineEnd = format.lineEnd ?? '\n'
    this.#null = format.escapesLetters ? `${format.escaper}N` : (format.nullText ?? 'NULL')
    this.#binary = columns.some(({ type }) => type.kind === 'bytes')
    const { escaper, quote, fieldEnd } = format
    const ends = [fieldEnd, this.#lineEnd, '\n', '\r'].map((text) => text[0])
    this.#needsQuotes = oneOf([quote, escaper, ...ends])
    const always = [escaper, quote, '\0']
    this.#escaped = format.escapesLetters ? oneOf([...always, ...ends.slice(0, 2)]) : null
    this.#escapedInQuotes = format.escapesLetters ? oneOf(always) : null
  }

  *write(rows: Rows): Stage<void> {
    yield* this.#begin()
    for (let from = 0; from < rows.length; from += rowsPerText) {
      let text = ''
      const to = Math.min(rows.length, from + rowsPerText)
      for (let i = from; i < to; i++) text += this.#line(rows[i])
      yield this.#output.write(Buffer.from(text, this.#binary ? 'latin1' : 'utf8'))
    }
  }

  finish(): Stage<void> {
    return this.#begin()
  }

  *#begin(): Stage<void> {
    if (this.#begun) return
    this.#begun = true
    if (this.#format.header === 'none') return
    const names = this.#columns.map(({ name }) => this.#field(this.#letters(name), true))
    const text = names.join(this.#format.fieldEnd) + this.#lineEnd
    yield this.#output.write(Buffer.from(text, this.#binary ? 'latin1' : 'utf8'))
  }

  #line(row: readonly SqlValue[]): string {
    const { lineStart, fieldEnd } = this.#format
    let line = lineStart
    for (let i = 0; i < row.length; i++) {
      if (i > 0) line += fieldEnd
      line += this.#valueText(row[i], this.#columns[i])
    }
    return line + this.#lineEnd
  }

  #valueText(value: SqlValue, { type }: OutputColumn): string {
    if (value === null) return this.#null
    if (value instanceof Uint8Array) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      return this.#field(bytes.toString('latin1'), true)
    }
    const isText = isTextual(type)
    return this.#field(this.#letters(formatValue(value, type)), isText)
  }

  #letters(text: string): string {
    return this.#binary ? Buffer.from(text).toString('latin1') : text
  }

  #field(text: string, isText: boolean): string {
    const { quote, quoted, escaper, escapesLetters, nullText } = this.#format
    const inQuotes =
      quote !== '' &&
      (quoted === 'all' ||
        (quoted === 'text' && isText) ||
        (quoted === 'needed' &&
          (text === nullText || this.#needsQuotes.test(text) || text.charCodeAt(0) === 0xfeff)))
    if (escapesLetters) {
      const pattern = inQuotes ? this.#escapedInQuotes! : this.#escaped!
      const safe = pattern.test(text) ? text.replace(new RegExp(pattern, 'g'), this.#escape) : text
      return inQuotes ? quote + safe + quote : safe
    }
    if (!inQuotes) return text
    if (escaper === '') return quote + text.replaceAll(quote, quote + quote) + quote
    return (
      quote + text.replaceAll(escaper, escaper + escaper).replaceAll(quote, escaper + quote) + quote
    )
  }

  readonly #escape = (letter: string) => this.#format.escaper + (letter === '\0' ? '0' : letter)
}

/** Finds one of these characters. */
function oneOf(characters: readonly string[]): RegExp {
  const codes = [...new Set(characters.filter((character) => character !== ''))].map(
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return new RegExp(`[${codes.join('')}]`)
}
