import * as C from './char-class.ts'
import { scanOperator } from './operators.ts'
import * as W from './plain-words.ts'
import { type BlockState, insideRoutineBody } from './routine-body.ts'
import { scanFraction, scanNumber } from './scan-number.ts'
import { scanQuotedName, scanString, scanVariable } from './scan-quoted.ts'
import { scanWord } from './scan-word.ts'
import { scanned } from './scanned.ts'
import { skipComment } from './skip-comment.ts'
import type { SqlModes } from './sql-modes.ts'
import { syntaxError, unterminated } from './syntax-error.ts'
import * as T from './token-kinds.ts'

const initialCapacity = 1024
/** Arrays grown beyond this are given back at the next statement. */
const keptCapacity = 1 << 16

const DOUBLE_QUOTE = 0x22
const STAR = 0x2a
const SLASH = 0x2f
const BYTE_ORDER_MARK = 0xfeff

/**
 * Splits one statement into tokens, held in arrays that the next statement reuses. Token `i` is
 * `sql[starts[i] … ends[i])` of kind `kinds[i]`; after the last one stands an END token.
 */
export class Lexer {
  kinds = new Uint16Array(initialCapacity)
  starts = new Int32Array(initialCapacity)
  ends = new Int32Array(initialCapacity)
  /** Number of tokens without the END. */
  count = 0
  /** Whether the last statement was ended by a delimiter rather than by the end of the text. */
  delimited = false

  /** Where the open executable comment began, or −1. */
  #executableComment = -1
  #block: BlockState = { next: 0, depth: 0 }

  /**
   * Scans `sql` from offset `from` up to and including the next `delimiter` outside quotes and comments, or the end.
   * Returns the offset behind the delimiter. The word DELIMITER, where a statement would begin, is a command of the
   * `mysql` client and stands for itself: scanning stops behind it. Throws a `syntax` error for what opens and never closes.
   */
  scanStatement(sql: string, from: number, modes: SqlModes, delimiter = ';'): number {
    this.#executableComment = -1
    this.#block = { next: 0, depth: 0 }
    this.count = 0
    this.delimited = false
    if (this.kinds.length > keptCapacity) this.#resize(initialCapacity)
    const customDelimiter = delimiter !== ';'
    const length = sql.length
    let at = from
    while (at < length) {
      const code = sql.charCodeAt(at)
      const charClass = charClassOf(code)
      if (charClass === C.SPACE) {
        at++
        continue
      }
      if (customDelimiter && sql.startsWith(delimiter, at))
        return this.#finish(at, delimiter.length)
      let end: number
      if (charClass === C.WORD && code !== BYTE_ORDER_MARK) {
        end = scanWord(sql, at)
      } else if (charClass === C.OPERATOR || charClass === C.COMMENT_START) {
        end = this.#scanOperatorOrComment(sql, at, code, charClass)
        if (scanned.kind === T.END) {
          at = end
          continue
        }
      } else if (charClass === C.DIGIT) {
        end = scanNumber(sql, at)
      } else if (charClass === C.SEMICOLON) {
        if (!customDelimiter && !insideRoutineBody(this, this.#block)) return this.#finish(at, 1)
        scanned.kind = T.SEMICOLON
        end = at + 1
      } else if (code === BYTE_ORDER_MARK) {
        at++
        continue
      } else {
        end = this.#scanOther(sql, at, charClass, modes)
      }
      if (customDelimiter) end = cutAtDelimiter(sql, at, end, delimiter)
      this.#push(scanned.kind, at, end)
      at = end
      if (scanned.kind === W.DELIMITER && this.count === 1) return this.#finish(end, 0)
    }
    if (this.#executableComment >= 0) throw unterminated(sql, this.#executableComment, 2, 'comment')
    return this.#finish(length, 0)
  }

  /** Sets the kind to END where what stands at `at` is no token. */
  #scanOperatorOrComment(sql: string, at: number, code: number, charClass: number): number {
    if (charClass === C.COMMENT_START) {
      const after = skipComment(sql, at, code)
      if (after !== at) {
        scanned.kind = T.END
        if (after > 0) return after
        this.#executableComment = at
        return ~after
      }
    } else if (code === STAR && this.#executableComment >= 0 && sql.charCodeAt(at + 1) === SLASH) {
      this.#executableComment = -1
      scanned.kind = T.END
      return at + 2
    }
    const operator = scanOperator(sql, at, code)
    scanned.kind = operator & 0xff
    return at + (operator >> 8)
  }

  #scanOther(sql: string, at: number, charClass: number, modes: SqlModes): number {
    const code = sql.charCodeAt(at)
    switch (charClass) {
      case C.QUOTE:
        if (code === DOUBLE_QUOTE && modes.ansiQuotes) return scanQuotedName(sql, at, code)
        return scanString(sql, at, code, !modes.noBackslashEscapes)
      case C.BACKTICK:
        return scanQuotedName(sql, at, code)
      case C.AT:
        return scanVariable(sql, at, !modes.noBackslashEscapes)
      case C.POINT: {
        const next = sql.charCodeAt(at + 1)
        if (next >= 0x30 && next <= 0x39 && !this.#endsNameAt(at)) return scanFraction(sql, at)
        scanned.kind = T.DOT
        return at + 1
      }
    }
    const shown = code < 0x20 || code === 0x7f ? hexEscape(code) : sql[at]
    throw syntaxError(sql, { start: at, end: at + 1 }, `unexpected character '${shown}'`)
  }

  /** Whether the last token is a name that ends at `at`, so that a point there is a dot and not a number's. */
  #endsNameAt(at: number): boolean {
    const last = this.count - 1
    if (last < 0 || this.ends[last] !== at) return false
    const kind = this.kinds[last]
    return kind === T.IDENTIFIER || kind === T.QUOTED_IDENTIFIER || kind >= T.FIRST_PLAIN_WORD
  }

  #finish(at: number, delimiterLength: number): number {
    this.#push(T.END, at, at)
    this.count--
    this.delimited = delimiterLength > 0
    return at + delimiterLength
  }

  #push(kind: number, start: number, end: number): void {
    const i = this.count
    if (i === this.kinds.length) this.#resize(2 * i)
    this.kinds[i] = kind
    this.starts[i] = start
    this.ends[i] = end
    this.count = i + 1
  }

  #resize(capacity: number): void {
    const { kinds, starts, ends, count } = this
    this.kinds = new Uint16Array(capacity)
    this.starts = new Int32Array(capacity)
    this.ends = new Int32Array(capacity)
    this.kinds.set(kinds.subarray(0, count))
    this.starts.set(starts.subarray(0, count))
    this.ends.set(ends.subarray(0, count))
  }
}

function hexEscape(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`
}

/** A delimiter such as `$$` may stand within what would be a word without it: `END$$`. */
function cutAtDelimiter(sql: string, at: number, end: number, delimiter: string): number {
  const first = sql.charCodeAt(at)
  const charClass = charClassOf(first)
  if (charClass !== C.WORD && charClass !== C.DIGIT) return end
  const cut = sql.slice(at, end).indexOf(delimiter)
  if (cut < 0) return end
  const rest = sql.slice(at, at + cut)
  return at + (charClass === C.DIGIT ? scanNumber(rest, 0) : scanWord(rest, 0))
}

function charClassOf(code: number): number {
  return code < 128 ? C.charClass[code] : C.WORD
}
