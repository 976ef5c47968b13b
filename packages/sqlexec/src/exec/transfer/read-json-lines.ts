import { SqlError } from '../../base/errors.ts'
import { typeRange } from '../../functions/integer-code.ts'
import { formatJson, isObject, JsonNumber, parseJson } from '../../functions/json-document.ts'
import { type SqlType, types } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Stage } from '../maybe-async.ts'
import { columnCast, type FieldTarget } from './field-decoder.ts'
import { byteOrderMark, type FilePieces } from './file-pieces.ts'
import { atLine, batchRows, type RowBatch, type RowReader, type RowShapeOf } from './row-reader.ts'

const lineFeed = 10
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** A number that a double may not hold exactly. */
const longNumber = /[\d.]{16}/

/** Reads rows of a file with a JSON object on each line. A member goes to the column of its name, NULL where there is none. */
export class JsonLinesReader implements RowReader {
  readonly unit = 'line'
  readonly #shape: RowShapeOf
  readonly #pieces: FilePieces
  readonly #columns = new Map<string, MemberCast>()
  readonly #width: number
  #position = 0
  #line = 0
  #begun = false

  constructor(pieces: FilePieces, shape: RowShapeOf) {
    const { fields, targets, execution } = shape
    this.#shape = shape
    this.#pieces = pieces
    this.#width = targets.length
    for (const { name, place } of fields) {
      this.#columns.set(name.toLowerCase(), memberCast(targets[place], place, execution))
    }
  }

  *next(): Stage<RowBatch | null> {
    const rows: SqlValue[][] = []
    const lines: number[] = []
    const pieces = this.#pieces
    if (!this.#begun) {
      yield* pieces.more(0)
      this.#position = byteOrderMark(pieces.bytes, pieces.length)
      this.#begun = true
    }
    while (rows.length < batchRows) {
      const end = this.#lineEnd()
      if (end < 0) {
        yield* pieces.more(this.#position)
        this.#position = 0
        continue
      }
      if (this.#position >= pieces.length) break
      this.#line++
      const row = this.#row(this.#position, end)
      this.#position = end + 1
      if (row === null) continue
      rows.push(row)
      lines.push(this.#line)
    }
    return rows.length === 0 ? null : { rows, lines }
  }

  /** Where the next line ends; −1: not in what was read. */
  #lineEnd(): number {
    const { bytes, length, isLast } = this.#pieces
    const found = bytes.indexOf(lineFeed, this.#position)
    if (found >= 0 && found < length) return found
    return isLast ? length : -1
  }

  /** `null`: an empty line. */
  #row(start: number, end: number): SqlValue[] | null {
    try {
      const text = strictDecoder.decode(this.#pieces.bytes.subarray(start, end))
      if (text.trim() === '') return null
      const row = new Array<SqlValue>(this.#width).fill(null)
      for (const [key, value] of membersOf(text)) this.#put(row, key, value)
      return row
    } catch (error) {
      const isText = error instanceof TypeError
      const known = isText ? new SqlError('incorrect_value', 'The line is not valid UTF-8') : error
      throw atLine(known, this.#shape.path, 'line', this.#line)
    }
  }

  #put(row: SqlValue[], key: string, value: unknown): void {
    const column = this.#columns.get(key) ?? this.#columns.get(key.toLowerCase())
    if (column === undefined) {
      if (this.#shape.ignore) return
      const known = this.#shape.fields.map(({ name }) => name).join(', ')
      throw new SqlError('unknown_column', `There is no column for '${key}' among ${known}`)
    }
    row[column.place] = column.cast(value)
  }
}

function membersOf(text: string): Iterable<readonly [string, unknown]> {
  if (!longNumber.test(text)) {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (cause) {
      throw new SqlError('malformed_file', `Invalid JSON: ${(cause as Error).message}`, { cause })
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return Object.entries(value)
    }
  } else {
    const value = parseJson(text)
    if (isObject(value)) return value
  }
  throw new SqlError('malformed_file', 'The line is no JSON object')
}

interface MemberCast {
  readonly place: number
  readonly cast: (value: unknown) => SqlValue
}

/** Numbers are cast from their digits, so that none is rounded twice; objects and arrays are texts of JSON. */
function memberCast(
  target: FieldTarget,
  place: number,
  execution: RowShapeOf['execution'],
): MemberCast {
  const castOf = (from: SqlType) => columnCast(from, target, execution)
  const fromText = castOf(types.text)
  const fromJson = castOf({ kind: 'json' })
  const fromBoolean = castOf(types.boolean)
  const isJson = target.type.kind === 'json'
  const isPlain = plainCheck(target.type)
  return {
    place,
    cast(value) {
      if (value === null || isPlain(value)) return value as SqlValue
      if (typeof value === 'string') requireWellFormed(value, target)
      if (isJson) return fromJson(jsonText(value))
      if (typeof value === 'string') return fromText(value)
      if (typeof value === 'boolean') return fromBoolean(value ? 1 : 0)
      if (typeof value === 'number') return fromText(String(value))
      return fromText(value instanceof JsonNumber ? value.text : jsonText(value))
    },
  }
}

/** Half a surrogate pair has no UTF-8, so storing it would change it. */
function requireWellFormed(text: string, { column }: FieldTarget): void {
  if (!/\p{Surrogate}/u.test(text)) return
  const message = `Incorrect string value for column '${column}': it has an unpaired surrogate`
  throw new SqlError('incorrect_value', message)
}

/** Whether a value is one of the type's as it stands. */
function plainCheck(type: SqlType): (value: unknown) => boolean {
  switch (type.kind) {
    case 'text': {
      // A text of well-formed UTF-8 has no unpaired surrogates but those that its escapes made.
      const limit = type.length ?? (type.name === 'tinytext' ? 63 : 16_383)
      return (value) =>
        typeof value === 'string' && value.length <= limit && !/\p{Surrogate}/u.test(value)
    }
    case 'integer': {
      const range = typeRange(type)!
      const lowest = Number(range.min)
      const highest = Number(range.max)
      return (value) =>
        Number.isSafeInteger(value) && (value as number) >= lowest && (value as number) <= highest
    }
    case 'double':
      return (value) => typeof value === 'number'
    default:
      return () => false
  }
}

function jsonText(value: unknown): string {
  const isExact = value instanceof JsonNumber || value instanceof Map
  return isExact ? formatJson(value) : formatJson(parseJson(JSON.stringify(value)))
}
