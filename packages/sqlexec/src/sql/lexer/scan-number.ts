import { isWordPart } from './char-class.ts'
import { scanned } from './scanned.ts'
import * as T from './token-kinds.ts'

const DOT = 0x2e

/** The offset behind the decimal digits from `at` on. */
function scanDigits(sql: string, at: number): number {
  let end = at
  while (isDigit(sql.charCodeAt(end))) end++
  return end
}

/** The offset behind the hexadecimal digits from `at` on. */
export function scanHexDigits(sql: string, at: number): number {
  let end = at
  for (;;) {
    const code = sql.charCodeAt(end)
    const letter = code | 0x20
    if (!isDigit(code) && !(letter >= 0x61 && letter <= 0x66)) return end
    end++
  }
}

/** The offset behind the digits 0 and 1 from `at` on. */
export function scanBits(sql: string, at: number): number {
  let end = at
  while ((sql.charCodeAt(end) & ~1) === 0x30) end++
  return end
}

/** The offset behind `e5`, `e+5`, `E-05` at `at`, or `at` where there is no exponent. */
function scanExponent(sql: string, at: number): number {
  if ((sql.charCodeAt(at) | 0x20) !== 0x65) return at
  const sign = sql.charCodeAt(at + 1)
  const digits = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1
  const end = scanDigits(sql, digits)
  return end > digits ? end : at
}

/** Scans what begins with a digit: a number, or an identifier such as `2nd`. */
export function scanNumber(sql: string, at: number): number {
  if (sql.charCodeAt(at) === 0x30) {
    const end = scanPrefixed(sql, at)
    if (end > at) return end
  }
  const digits = scanDigits(sql, at)
  const code = sql.charCodeAt(digits)
  if (code === DOT) return scanFraction(sql, digits)
  if (!isWordCode(code)) {
    scanned.kind = T.INTEGER
    return digits
  }
  const exponent = scanExponent(sql, digits)
  if (exponent > digits && !isWordCode(sql.charCodeAt(exponent))) {
    scanned.kind = T.FLOAT_NUMBER
    return exponent
  }
  return scanRestOfName(sql, digits)
}

/** `0x…` and `0b…`, or `at` where it is something else. The prefix is in lower case in MySQL, and so here. */
function scanPrefixed(sql: string, at: number): number {
  const prefix = sql.charCodeAt(at + 1)
  if (prefix !== 0x78 && prefix !== 0x62) return at
  const end = prefix === 0x78 ? scanHexDigits(sql, at + 2) : scanBits(sql, at + 2)
  if (end === at + 2 || isWordCode(sql.charCodeAt(end))) return at
  scanned.kind = prefix === 0x78 ? T.HEX : T.BIT
  return end
}

/** Scans the rest of a number from its point on. */
export function scanFraction(sql: string, point: number): number {
  const digits = scanDigits(sql, point + 1)
  const exponent = scanExponent(sql, digits)
  scanned.kind = exponent > digits ? T.FLOAT_NUMBER : T.DECIMAL_NUMBER
  return exponent
}

function scanRestOfName(sql: string, at: number): number {
  let end = at
  while (isWordCode(sql.charCodeAt(end))) end++
  scanned.kind = T.IDENTIFIER
  return end
}

/** False for the NaN that stands behind the end of the text. */
function isWordCode(code: number): boolean {
  return code < 128 ? isWordPart[code] === 1 : code >= 128
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
