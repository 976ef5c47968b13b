import { SqlError } from '../../base/errors.ts'
import { type CastMode, forColumn } from '../../functions/cast-site.ts'
import { typeRange } from '../../functions/integer-code.ts'
import { castTo } from '../../plan/cast.ts'
import type { Expression } from '../../plan/expression.ts'
import { daysFromCivil, isCivilDate } from '../../types/calendar.ts'
import { type SqlType, types } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { evaluateScalar } from '../compile/evaluate-scalar.ts'
import type { Execution } from '../execution.ts'

/** Makes the value of a column of the bytes of a field that is not NULL. */
export interface FieldDecoder {
  /** @param ascii whether no byte is above 127 */
  decode(bytes: Buffer, start: number, end: number, ascii: boolean): SqlValue
}

/** What a value is stored in. */
export interface FieldTarget {
  readonly type: SqlType
  readonly column: string
  readonly mode: CastMode
}

/** What most files hold is read byte by byte; whatever else a field may say is cast from its text, as by INSERT. */
export function fieldDecoder(target: FieldTarget, execution: Execution): FieldDecoder {
  const cast = new CastDecoder(target, execution)
  const { type } = target
  switch (type.kind) {
    case 'integer': {
      const range = typeRange(type)!
      return new NumberDecoder(Number(range.min), Number(range.max), 0, cast)
    }
    case 'decimal': {
      const most = type.precision > 15 ? Number.MAX_SAFE_INTEGER : 10 ** type.precision - 1
      return new NumberDecoder(type.unsigned ? 0 : -most, most, type.scale, cast)
    }
    case 'double':
      return new DoubleDecoder(cast)
    case 'date':
      return new DateDecoder(cast)
    case 'text':
      return new TextDecoderOf(target, cast)
    case 'bytes':
      return new BytesDecoder(target, execution)
    case 'boolean':
      return new BooleanDecoder(cast)
    default:
      return cast
  }
}

/** Of what is no column of the table: any text. */
export function textDecoder(name: string): FieldDecoder {
  const target: FieldTarget = { type: types.text, column: name, mode: 'assignment' }
  return { decode: (bytes, start, end, ascii) => textOf(bytes, start, end, ascii, target) }
}

/** Casts a value to the type of a column, as INSERT does. */
export function columnCast(
  from: SqlType,
  { type, column, mode }: FieldTarget,
  execution: Execution,
): (value: SqlValue) => SqlValue {
  const parameters: SqlValue[] = [null]
  const given: Expression = { kind: 'parameter', index: 0, type: from, nullable: true }
  const expression = castTo(given, type, mode, column)
  const args = { ...execution, parameters }
  return (value) => {
    if (value === null || expression === given) return value
    parameters[0] = value
    return evaluateScalar(expression, args)
  }
}

class CastDecoder implements FieldDecoder {
  readonly #target: FieldTarget
  readonly #cast: (value: SqlValue) => SqlValue

  constructor(target: FieldTarget, execution: Execution) {
    this.#target = target
    this.#cast = columnCast(types.text, target, execution)
  }

  decode(bytes: Buffer, start: number, end: number, ascii: boolean): SqlValue {
    return this.#cast(textOf(bytes, start, end, ascii, this.#target))
  }
}

/** Fields longer than this are decoded by the runtime, shorter ones letter by letter. */
const shortText = 24

function textOf(
  bytes: Buffer,
  start: number,
  end: number,
  ascii: boolean,
  target: FieldTarget,
): string {
  if (ascii) {
    if (end - start > shortText) return bytes.toString('latin1', start, end)
    let text = ''
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i])
    return text
  }
  const text = bytes.toString('utf8', start, end)
  if (text.includes('\ufffd')) requireUtf8(bytes.subarray(start, end), target)
  return text
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function requireUtf8(bytes: Uint8Array, { column, mode }: FieldTarget): void {
  try {
    strictDecoder.decode(bytes)
  } catch (cause) {
    const message = `Incorrect string value${forColumn({ from: types.text, mode, target: column })}: not valid UTF-8`
    throw new SqlError('incorrect_value', message, { cause })
  }
}

class TextDecoderOf implements FieldDecoder {
  readonly #target: FieldTarget
  readonly #cast: CastDecoder
  /** As many bytes are never too long. */
  readonly #limit: number

  constructor(target: FieldTarget, cast: CastDecoder) {
    const { type } = target
    this.#target = target
    this.#cast = cast
    this.#limit =
      type.kind === 'text' ? (type.length ?? (type.name === 'tinytext' ? 255 : 65_535)) : 0
  }

  decode(bytes: Buffer, start: number, end: number, ascii: boolean): SqlValue {
    if (end - start <= this.#limit) return textOf(bytes, start, end, ascii, this.#target)
    return this.#cast.decode(bytes, start, end, ascii)
  }
}

class BytesDecoder implements FieldDecoder {
  readonly #cast: (value: SqlValue) => SqlValue

  constructor(target: FieldTarget, execution: Execution) {
    this.#cast = columnCast({ kind: 'bytes', name: 'longblob', length: null }, target, execution)
  }

  decode(bytes: Buffer, start: number, end: number): SqlValue {
    return this.#cast(new Uint8Array(bytes.subarray(start, end)))
  }
}

const mostExactDigits = 15
const zero = 48
const minus = 45
const point = 46

/** Whole numbers, and decimals as their unscaled value. */
class NumberDecoder implements FieldDecoder {
  readonly #lowest: number
  readonly #highest: number
  readonly #scale: number
  readonly #cast: CastDecoder

  constructor(lowest: number, highest: number, scale: number, cast: CastDecoder) {
    this.#lowest = lowest
    this.#highest = highest
    this.#scale = scale
    this.#cast = cast
  }

  decode(bytes: Buffer, start: number, end: number, ascii: boolean): SqlValue {
    const negative = bytes[start] === minus
    const first = negative ? start + 1 : start
    let value = 0
    let decimals = 0
    let pointAt = -1
    if (end - first > mostExactDigits) return this.#cast.decode(bytes, start, end, ascii)
    for (let at = first; at < end; at++) {
      const digit = bytes[at] - zero
      if (digit >= 0 && digit <= 9) value = value * 10 + digit
      else if (bytes[at] === point && pointAt < 0) pointAt = at
      else return this.#cast.decode(bytes, start, end, ascii)
    }
    if (pointAt >= 0) decimals = end - pointAt - 1
    if (end - first === (pointAt < 0 ? 0 : 1) || decimals > this.#scale) {
      return this.#cast.decode(bytes, start, end, ascii)
    }
    for (let i = decimals; i < this.#scale; i++) value *= 10
    if (negative) value = 0 - value
    if (value >= this.#lowest && value <= this.#highest) return value
    return this.#cast.decode(bytes, start, end, ascii)
  }
}

const powersOfTen = Array.from({ length: mostExactDigits + 1 }, (_, i) => 10 ** i)

/**
 * Up to 15 digits and a power of ten below 10^22 are exact, so that their quotient is the nearest double (Clinger, "How to Read
 * Floating Point Numbers Accurately", PLDI 1990).
 */
class DoubleDecoder implements FieldDecoder {
  readonly #cast: CastDecoder

  constructor(cast: CastDecoder) {
    this.#cast = cast
  }

  decode(bytes: Buffer, start: number, end: number, ascii: boolean): SqlValue {
    const negative = bytes[start] === minus
    const first = negative ? start + 1 : start
    let value = 0
    let decimals = -1
    let at = first
    if (end - first > mostExactDigits || first >= end) {
      return this.#cast.decode(bytes, start, end, ascii)
    }
    for (; at < end; at++) {
      const digit = bytes[at] - zero
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit
        if (decimals >= 0) decimals++
      } else if (bytes[at] === point && decimals < 0 && at > first) decimals = 0
      else return this.#cast.decode(bytes, start, end, ascii)
    }
    if (decimals > 0) value /= powersOfTen[decimals]
    return negative ? -value : value
  }
}

/** `YYYY-MM-DD`. */
class DateDecoder implements FieldDecoder {
  readonly #cast: CastDecoder

  constructor(cast: CastDecoder) {
    this.#cast = cast
  }

  decode(bytes: Buffer, start: number, end: number, ascii: boolean): SqlValue {
    if (end - start === 10 && bytes[start + 4] === minus && bytes[start + 7] === minus) {
      const year = digits(bytes, start, 4)
      const month = digits(bytes, start + 5, 2)
      const day = digits(bytes, start + 8, 2)
      if (year > 0 && month > 0 && day > 0 && isCivilDate(year, month, day)) {
        return daysFromCivil(year, month, day)
      }
    }
    return this.#cast.decode(bytes, start, end, ascii)
  }
}

/** The number that so many digits are; NaN where one is none. */
function digits(bytes: Buffer, start: number, count: number): number {
  let value = 0
  for (let i = start; i < start + count; i++) {
    const digit = bytes[i] - zero
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** TRUE and FALSE besides numbers. */
class BooleanDecoder implements FieldDecoder {
  readonly #cast: CastDecoder

  constructor(cast: CastDecoder) {
    this.#cast = cast
  }

  decode(bytes: Buffer, start: number, end: number, ascii: boolean): SqlValue {
    const text = end - start <= 5 ? bytes.toString('latin1', start, end).toLowerCase() : ''
    if (text === 'true' || text === 't') return 1
    if (text === 'false' || text === 'f') return 0
    return this.#cast.decode(bytes, start, end, ascii)
  }
}
