import { isWordPart } from './char-class.ts'
import { scanned } from './scanned.ts'
import { syntaxError, unterminated } from './syntax-error.ts'
import * as T from './token-kinds.ts'

const BACKSLASH = 0x5c
const BACKTICK = 0x60
const AT = 0x40
const DOT = 0x2e

/** Scans a string, whose quote stands at `at`. Sets the kind to STRING or ESCAPED_STRING. */
export function scanString(
  sql: string,
  at: number,
  quote: number,
  backslashEscapes: boolean,
): number {
  const length = sql.length
  scanned.kind = T.STRING
  for (let i = at + 1; i < length; i++) {
    const code = sql.charCodeAt(i)
    if (code === quote) {
      if (sql.charCodeAt(i + 1) !== quote) return i + 1
      scanned.kind = T.ESCAPED_STRING
      i++
    } else if (code === BACKSLASH && backslashEscapes) {
      scanned.kind = T.ESCAPED_STRING
      i++
    }
  }
  throw unterminated(sql, at, 1, 'string')
}

/** Scans a quoted identifier, whose quote stands at `at`. */
export function scanQuotedName(sql: string, at: number, quote: number): number {
  const character = quote === BACKTICK ? '`' : '"'
  let end = sql.indexOf(character, at + 1)
  while (end >= 0 && sql.charCodeAt(end + 1) === quote) end = sql.indexOf(character, end + 2)
  if (end < 0) throw unterminated(sql, at, 1, 'quoted name')
  scanned.kind = T.QUOTED_IDENTIFIER
  return end + 1
}

/** Scans `@name`, `@'any name'`, `@@name`, `@@scope.name`. The `@` stands at `at`. */
export function scanVariable(sql: string, at: number, backslashEscapes: boolean): number {
  const system = sql.charCodeAt(at + 1) === AT
  const start = system ? at + 2 : at + 1
  const first = sql.charCodeAt(start)
  let end = start
  if (first === 0x27 || first === 0x22) end = scanString(sql, start, first, backslashEscapes)
  else if (first === BACKTICK) end = scanQuotedName(sql, start, first)
  else end = scanVariableName(sql, start)
  if (end === start) throw syntaxError(sql, { start: at, end: start }, "expected a name after '@'")
  scanned.kind = system ? T.SYSTEM_VARIABLE : T.USER_VARIABLE
  return end
}

function scanVariableName(sql: string, start: number): number {
  let end = start
  for (;;) {
    const code = sql.charCodeAt(end)
    if (!(code < 128 ? isWordPart[code] === 1 || code === DOT : code >= 128)) return end
    end++
  }
}
