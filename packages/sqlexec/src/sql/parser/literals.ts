import type {
  BytesLiteral,
  DecimalLiteral,
  FloatLiteral,
  IntegerLiteral,
  Literal,
  StringLiteral,
  TemporalLiteral,
} from '../ast/index.ts'
import * as T from '../lexer/token-kinds.ts'
import type { Parser } from './parser.ts'
import { decodeString } from './strings.ts'

const maxUnsigned = 2n ** 64n - 1n
/** Digits that certainly fit in 2^53 − 1. */
const safeDigits = 15
/** MySQL's widest decimal. */
const maxPrecision = 65
const maxScale = 30

/** Gives a literal its index among the lifted ones where values do not shape the plan. */
export function lift<Node extends Literal>(p: Parser, literal: Node): Node {
  if (p.keepLiterals > 0) return literal
  const lifted = literal as { lift: number }
  lifted.lift = p.literals.length
  p.literals.push(literal)
  return literal
}

/** Whether a token of this kind begins a string. */
export function isString(kind: number): boolean {
  return kind === T.STRING || kind === T.ESCAPED_STRING
}

export function parseInteger(p: Parser): IntegerLiteral | DecimalLiteral | FloatLiteral {
  const span = p.tokenSpan()
  const text = p.text
  p.advance()
  const value = exactInteger(text)
  if (typeof value === 'number' || value <= maxUnsigned) {
    return lift(p, { kind: 'literal', type: 'integer', value, lift: -1, span })
  }
  const precision = text.replace(/^0+/, '').length
  if (precision > maxPrecision) {
    return lift(p, { kind: 'literal', type: 'float', value: Number(text), lift: -1, span })
  }
  return lift(p, { kind: 'literal', type: 'decimal', value, precision, scale: 0, lift: -1, span })
}

/** The value of a row of digits, as a number where that is exact. */
export function exactInteger(digits: string): number | bigint {
  if (digits.length <= safeDigits) return +digits
  const value = Number(digits)
  return Number.isSafeInteger(value) ? value : BigInt(digits)
}

export function parseDecimal(p: Parser): DecimalLiteral | FloatLiteral {
  const span = p.tokenSpan()
  const text = p.text
  p.advance()
  const point = text.indexOf('.')
  const fraction = text.slice(point + 1)
  const whole = text.slice(0, point)
  const significant = whole.replace(/^0+(?=.)/, '')
  const precision = significant.length + fraction.length
  if (precision > maxPrecision || fraction.length > maxScale) {
    return lift(p, { kind: 'literal', type: 'float', value: Number(text), lift: -1, span })
  }
  const value = exactInteger(whole + fraction)
  const scale = fraction.length
  return lift(p, { kind: 'literal', type: 'decimal', value, precision, scale, lift: -1, span })
}

export function parseFloatNumber(p: Parser): FloatLiteral {
  const span = p.tokenSpan()
  const value = Number(p.text)
  if (!Number.isFinite(value)) {
    throw p.error('syntax', span, `the number '${p.text}' is out of the range of DOUBLE`)
  }
  p.advance()
  return lift(p, { kind: 'literal', type: 'float', value, lift: -1, span })
}

/** A string with the strings that follow it directly, which MySQL joins. */
export function parseStringLiteral(p: Parser): StringLiteral {
  const start = p.start
  const value = parseStringText(p)
  const span = p.spanFrom(start)
  return lift(p, { kind: 'literal', type: 'string', value, charset: null, lift: -1, span })
}

/** The text of one or more strings in a row; no literal node. */
export function parseStringText(p: Parser): string {
  if (!isString(p.kind)) throw p.expected('a string')
  let value = takeString(p)
  if (isString(p.kind)) {
    const parts = [value]
    while (isString(p.kind)) parts.push(takeString(p))
    value = parts.join('')
  }
  return value
}

function takeString(p: Parser): string {
  const { start, end, sql } = p
  const value =
    p.kind === T.STRING
      ? sql.slice(start + 1, end - 1)
      : decodeString(sql, start, end, !p.modes.noBackslashEscapes)
  p.advance()
  return value
}

/** `X'4d'`, `0x4d`, `B'1'`, `0b1`. */
export function parseBytes(p: Parser): BytesLiteral {
  const span = p.tokenSpan()
  const hex = p.kind === T.HEX
  const digits = p.text.replaceAll("'", '').replace(/^0?[xb]/i, '')
  p.advance()
  const value = hex ? hexBytes(digits) : bitBytes(digits)
  return lift(p, { kind: 'literal', type: hex ? 'hex' : 'bit', value, lift: -1, span })
}

function hexBytes(digits: string): Uint8Array {
  const even = digits.length % 2 === 1 ? `0${digits}` : digits
  const bytes = new Uint8Array(even.length / 2)
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(even.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

function bitBytes(digits: string): Uint8Array {
  const bytes = new Uint8Array((digits.length + 7) >> 3)
  for (let i = 0; i < digits.length; i++) {
    const place = digits.length - 1 - i
    if (digits.charCodeAt(i) === 0x31) bytes[bytes.length - 1 - (place >> 3)] |= 1 << (place & 7)
  }
  return bytes
}

/** `_utf8mb4'…'`, `_binary X'…'`; the introducer comes next. */
export function parseIntroduced(p: Parser): StringLiteral | BytesLiteral {
  const start = p.start
  const charset = p.text.slice(1).toLowerCase()
  p.advance()
  const value = isString(p.kind) ? parseStringText(p) : parseIntroducedBytes(p, charset)
  const span = p.spanFrom(start)
  if (typeof value !== 'string') {
    return lift(p, { kind: 'literal', type: 'binary', value, lift: -1, span })
  }
  if (charset === 'binary') {
    const bytes = new TextEncoder().encode(value)
    return lift(p, { kind: 'literal', type: 'binary', value: bytes, lift: -1, span })
  }
  return lift(p, { kind: 'literal', type: 'string', value, charset, lift: -1, span })
}

/** Bytes behind an introducer: text in that character set, which only UTF-8 and its like can be here. */
function parseIntroducedBytes(p: Parser, charset: string): Uint8Array | string {
  const span = p.tokenSpan()
  p.keepLiterals++
  const { value } = parseBytes(p)
  p.keepLiterals--
  if (charset === 'binary') return value
  try {
    if (charset.startsWith('utf8') || charset === 'ascii') {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value)
    }
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw p.error('syntax', span, `these bytes are not text in ${charset}`)
  }
  throw p.unsupported(`a byte literal in character set ${charset}`, span)
}

/** `N'…'`. */
export function parseNational(p: Parser): StringLiteral {
  const start = p.start
  p.advance()
  const value = parseStringText(p)
  const span = p.spanFrom(start)
  return lift(p, { kind: 'literal', type: 'string', value, charset: 'utf8mb3', lift: -1, span })
}

/** `DATE '…'` and its like; the word comes next, and a string behind it. */
export function parseTemporal(p: Parser, type: 'date' | 'time' | 'timestamp'): TemporalLiteral {
  const start = p.start
  p.advance()
  const value = parseStringText(p)
  return lift(p, { kind: 'literal', type, value, lift: -1, span: p.spanFrom(start) })
}

/** NULL, TRUE, FALSE; the word comes next. */
export function parseNull(p: Parser): Literal {
  const span = p.tokenSpan()
  p.advance()
  return lift(p, { kind: 'literal', type: 'null', value: null, lift: -1, span })
}

export function parseBoolean(p: Parser, value: boolean): Literal {
  const span = p.tokenSpan()
  p.advance()
  return lift(p, { kind: 'literal', type: 'boolean', value, lift: -1, span })
}

/** A whole number that is part of the statement's shape: a length, a count. At most 2^53 − 1. */
export function parseNumber(p: Parser, what = 'a number'): number {
  if (p.kind !== T.INTEGER) throw p.expected(what)
  const value = Number(p.text)
  if (!Number.isSafeInteger(value))
    throw p.error('syntax', p.tokenSpan(), 'the number is too large')
  p.advance()
  return value
}
