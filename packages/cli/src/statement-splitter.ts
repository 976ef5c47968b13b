/** One statement of a script. */
export interface ScriptStatement {
  /** Without its delimiter. */
  readonly text: string
  /** Where `text` begins in the script, both counted from 1. A column counts code points. */
  readonly line: number
  readonly column: number
  /** Ended by `\G`: the rows are wanted one column per line. */
  readonly vertical: boolean
}

const backslash = 0x5c
const quotes = new Set(['"', "'", '`'])
const delimiterCommand = /^\s*delimiter(?:\s+(\S+))?\s*;?\s*$/iu

/**
 * Cuts a script that arrives in pieces into statements, in time linear in its length and holding no more than one statement.
 * It knows quotes, comments and the DELIMITER command; whether a statement makes sense is the parser's matter.
 *
 * Text is scanned a line at a time, as no token but a quoted text or a block comment spans lines.
 */
export class StatementSplitter {
  /** The beginning of a line whose end has not arrived. */
  #rest = ''
  /** The number of the line being scanned. */
  #line = 0
  #delimiter = ';'
  /** Finds the next character that may matter outside quotes and comments. */
  #stops = stopsWith(';')
  /** The quote or block comment that the scan is in. */
  #inside: '"' | "'" | '`' | '*' | null = null
  /** What has been scanned of the statement under way. */
  #pieces: string[] = []
  #startLine = 1
  #startColumn = 1
  /** Whether the statement has more than white space and comments. */
  #hasToken = false

  /** Whether nothing has begun that a later piece would have to end. */
  get isIdle(): boolean {
    return !this.#hasToken && this.#inside === null && this.#rest.trim() === ''
  }

  /** Forgets what has begun. */
  reset(): void {
    this.#rest = ''
    this.#inside = null
    this.#begin(this.#line + 1, 1)
  }

  /** Takes a piece of the script; answers the statements that it completes. */
  *push(text: string): Generator<ScriptStatement, void, undefined> {
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = this.#rest + text.slice(start, end + 1)
      this.#rest = ''
      start = end + 1
      yield* this.#scanLine(line)
    }
    this.#rest += text.slice(start)
  }

  /** Ends the script; answers what stands without a delimiter. */
  *end(): Generator<ScriptStatement, void, undefined> {
    const line = this.#rest
    this.#rest = ''
    if (line !== '') yield* this.#scanLine(line)
    // An open quote or comment is for the parser to complain about.
    if (this.#hasToken || this.#inside !== null) yield this.#finish('', false)
  }

  *#scanLine(line: string): Generator<ScriptStatement, void, undefined> {
    this.#line++
    if (!this.#hasToken && this.#inside === null) {
      const command = delimiterCommand.exec(line)
      if (command) {
        this.#delimiter = command[1] ?? ';'
        this.#stops = stopsWith(this.#delimiter)
        this.#begin(this.#line + 1, 1)
        return
      }
    }
    let start = 0
    let column = 1
    for (let at = 0; at < line.length; ) {
      if (this.#inside !== null) {
        at = this.#skipInside(line, at)
        continue
      }
      const stop = this.#nextStop(line, at)
      if (!this.#hasToken && line.slice(at, stop).trim() !== '') this.#hasToken = true
      if (stop === line.length) break
      const length = this.#terminatorAt(line, stop)
      if (length === 0) {
        at = this.#enter(line, stop)
        continue
      }
      const vertical = line[stop] === '\\' && line[stop + 1] === 'G'
      const text = line.slice(start, stop)
      at = stop + length
      column += [...line.slice(start, at)].length
      start = at
      if (this.#hasToken) yield this.#finish(text, vertical)
      this.#begin(this.#line, column)
    }
    this.#pieces.push(line.slice(start))
  }

  /** The offset of the next character that may matter, or the line's length. */
  #nextStop(line: string, from: number): number {
    this.#stops.lastIndex = from
    return this.#stops.exec(line)?.index ?? line.length
  }

  /** The length of the delimiter at an offset; 0 where there is none. */
  #terminatorAt(line: string, at: number): number {
    if (line.startsWith(this.#delimiter, at)) return this.#delimiter.length
    const next = line[at + 1]
    return line[at] === '\\' && (next === 'G' || next === 'g') ? 2 : 0
  }

  /** Takes the character at an offset outside quotes; answers where to go on. */
  #enter(line: string, at: number): number {
    const character = line[at]
    if (character === '#' || isDashComment(line, at)) {
      return line.length
    }
    if (character === '/' && line[at + 1] === '*') {
      this.#inside = '*'
      if (line[at + 2] === '!') this.#hasToken = true
      return at + 2
    }
    this.#hasToken = true
    if (quotes.has(character)) this.#inside = character as '"' | "'" | '`'
    return at + 1
  }

  /** Skips to behind the end of the quote or comment that the scan is in, or to the line's end. */
  #skipInside(line: string, from: number): number {
    if (this.#inside === '*') {
      const end = line.indexOf('*/', from)
      if (end < 0) return line.length
      this.#inside = null
      return end + 2
    }
    const quote = (this.#inside as string).charCodeAt(0)
    const escapes = this.#inside !== '`'
    for (let at = from; at < line.length; at++) {
      const code = line.charCodeAt(at)
      if (code === backslash && escapes) at++
      else if (code === quote) {
        // A doubled quote ends one text here and begins the next, which comes to the same.
        this.#inside = null
        return at + 1
      }
    }
    return line.length
  }

  #finish(tail: string, vertical: boolean): ScriptStatement {
    const text = this.#pieces.join('') + tail
    const statement = { text, line: this.#startLine, column: this.#startColumn, vertical }
    this.#begin(this.#line + 1, 1)
    this.#inside = null
    return statement
  }

  #begin(line: number, column: number): void {
    this.#pieces = []
    this.#hasToken = false
    this.#startLine = line
    this.#startColumn = column
  }
}

function stopsWith(delimiter: string): RegExp {
  const literal = delimiter.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')
  return new RegExp(`['"\`#/\\\\\\-]|${literal}`, 'gu')
}

/** As in MySQL, a dash comment needs white space or a control character behind its dashes. */
function isDashComment(line: string, at: number): boolean {
  if (line[at] !== '-' || line[at + 1] !== '-') return false
  return at + 2 >= line.length || line.charCodeAt(at + 2) <= 0x20
}
