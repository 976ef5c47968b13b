import type { ErrorCode, SqlError } from '../../base/errors.ts'
import { regexError } from './regex-error.ts'

/** A place in a pattern. */
export class PatternReader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  /** The code point here, −1 at the end. */
  peek(): number {
    return this.isAtEnd ? -1 : this.text.codePointAt(this.at)!
  }

  next(): number {
    const codePoint = this.text.codePointAt(this.at)!
    this.at += codePoint > 0xffff ? 2 : 1
    return codePoint
  }

  /** Takes a text if it comes next. */
  accept(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  /** What a sticky expression finds here, taken; `null` where it finds nothing. */
  take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at
    const found = expression.exec(this.text)
    if (found !== null) this.at = expression.lastIndex
    return found
  }

  error(code: ErrorCode, message: string, at = this.at): SqlError {
    return regexError(code, message, this.text, at)
  }
}
