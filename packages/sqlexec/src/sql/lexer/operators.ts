import * as T from './token-kinds.ts'

/** The kind of the operators that one character makes up. */
const singleKind = new Uint8Array(128)
for (const [character, kind] of [
  ['(', T.LEFT_PAREN],
  [')', T.RIGHT_PAREN],
  [',', T.COMMA],
  ['.', T.DOT],
  ['+', T.PLUS],
  ['-', T.MINUS],
  ['*', T.STAR],
  ['/', T.SLASH],
  ['%', T.PERCENT],
  ['^', T.CARET],
  ['~', T.TILDE],
  ['!', T.BANG],
  ['&', T.AMPERSAND],
  ['|', T.BAR],
  ['=', T.EQUAL],
  ['<', T.LESS_THAN],
  ['>', T.GREATER_THAN],
  [':', T.COLON],
  ['?', T.PARAMETER],
  ['{', T.LEFT_BRACE],
  ['}', T.RIGHT_BRACE],
] as const) {
  singleKind[character.charCodeAt(0)] = kind
}

/**
 * The operator that begins with `code` at `at`, as `kind | length << 8`. The longest wins, so `<=>` is one
 * operator and `a<-1` is two.
 */
export function scanOperator(sql: string, at: number, code: number): number {
  const next = at + 1 < sql.length ? sql.charCodeAt(at + 1) : 0
  switch (code) {
    case 0x3c: // <
      if (next === 0x3d)
        return sql.charCodeAt(at + 2) === 0x3e ? long(T.NULL_SAFE_EQUAL, 3) : long(T.LESS_EQUAL, 2)
      if (next === 0x3e) return long(T.NOT_EQUAL, 2)
      if (next === 0x3c) return long(T.SHIFT_LEFT, 2)
      break
    case 0x3e: // >
      if (next === 0x3d) return long(T.GREATER_EQUAL, 2)
      if (next === 0x3e) return long(T.SHIFT_RIGHT, 2)
      break
    case 0x21: // !
      if (next === 0x3d) return long(T.NOT_EQUAL, 2)
      break
    case 0x26: // &
      if (next === 0x26) return long(T.DOUBLE_AMPERSAND, 2)
      break
    case 0x7c: // |
      if (next === 0x7c) return long(T.DOUBLE_BAR, 2)
      break
    case 0x3a: // :
      if (next === 0x3d) return long(T.ASSIGN, 2)
      break
    case 0x2d: // -
      if (next === 0x3e)
        return sql.charCodeAt(at + 2) === 0x3e ? long(T.DOUBLE_ARROW, 3) : long(T.ARROW, 2)
      break
  }
  return long(singleKind[code], 1)
}

function long(kind: number, length: number): number {
  return kind | (length << 8)
}
