import { isWordPart } from './char-class.ts'
import { charsetNames } from './charsets.ts'
import { findKeyword } from './keyword-table.ts'
import { scanBits, scanHexDigits } from './scan-number.ts'
import { scanned } from './scanned.ts'
import { syntaxError } from './syntax-error.ts'
import * as T from './token-kinds.ts'

const SINGLE_QUOTE = 0x27
const DOUBLE_QUOTE = 0x22
const UNDERSCORE = 0x5f

/** Scans a keyword, an identifier, `X'…'`, `B'…'`, the N of `N'…'`, or an introducer such as `_utf8mb4`. */
export function scanWord(sql: string, at: number): number {
  const length = sql.length
  let hash = 0
  let ascii = true
  let end = at
  for (; end < length; end++) {
    const code = sql.charCodeAt(end)
    if (code < 128) {
      if (isWordPart[code] === 0) break
      hash = (Math.imul(hash, 31) + (code | 0x20)) | 0
    } else {
      ascii = false
    }
  }
  scanned.kind = T.IDENTIFIER
  if (!ascii) return end
  if (end === at + 1 && sql.charCodeAt(end) === SINGLE_QUOTE) return scanPrefixedQuote(sql, at, end)
  if (sql.charCodeAt(at) === UNDERSCORE) {
    if (isIntroducer(sql, at, end)) scanned.kind = T.INTRODUCER
    return end
  }
  const keyword = findKeyword(sql, at, end, hash)
  if (keyword !== 0) scanned.kind = keyword
  return end
}

/** One letter directly before a quote. `end` is where the quote stands. */
function scanPrefixedQuote(sql: string, at: number, end: number): number {
  switch (sql.charCodeAt(at) | 0x20) {
    case 0x6e: // n
      scanned.kind = T.NATIONAL_PREFIX
      return end
    case 0x78: // x
      return scanQuotedDigits(sql, at, scanHexDigits(sql, end + 1), T.HEX)
    case 0x62: // b
      return scanQuotedDigits(sql, at, scanBits(sql, end + 1), T.BIT)
  }
  return end
}

function scanQuotedDigits(sql: string, at: number, end: number, kind: number): number {
  const digits = end - at - 2
  if (sql.charCodeAt(end) !== SINGLE_QUOTE || (kind === T.HEX && digits % 2 === 1)) {
    const what =
      kind === T.HEX ? "an even number of hexadecimal digits and a '" : "digits 0 and 1 and a '"
    throw syntaxError(sql, { start: at, end: Math.max(end, at + 2) }, `expected ${what}`)
  }
  scanned.kind = kind
  return end + 1
}

function isIntroducer(sql: string, at: number, end: number): boolean {
  let next = end
  let code = sql.charCodeAt(next)
  while (code === 0x20 || (code >= 0x09 && code <= 0x0d)) code = sql.charCodeAt(++next)
  const introduces =
    code === SINGLE_QUOTE ||
    code === DOUBLE_QUOTE ||
    ((code | 0x20) === 0x78 && sql.charCodeAt(next + 1) === SINGLE_QUOTE) ||
    ((code | 0x20) === 0x62 && sql.charCodeAt(next + 1) === SINGLE_QUOTE) ||
    (code === 0x30 && /^0[xb]/.test(sql.slice(next, next + 2)))
  return introduces && charsetNames.has(sql.slice(at + 1, end).toLowerCase())
}
