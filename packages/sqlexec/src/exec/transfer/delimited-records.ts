import { SqlError } from '../../base/errors.ts'
import type { DelimitedFormat } from '../../plan/file-format.ts'

/** Bits of what is known of a field. */
export const FieldFlag = { nonAscii: 1, null: 2, unescaped: 4 } as const

const carriageReturn = 13
const lineFeed = 10
/** What a record of no more than a buffer of this many bytes must fit in. */
export const maxRecordBytes = 256 << 20

/**
 * Finds the records of a delimited file and the places of their fields, over bytes that come in pieces. A record that is not
 * complete is begun anew when there is more.
 *
 * The grammar is that of RFC 4180, widened by what MySQL's LOAD DATA has (reference manual, "LOAD DATA Statement", "Field and
 * Line Handling"): terminators of several bytes, a character that escapes, and a text that each line begins with.
 */
export class DelimitedRecords {
  /** Fields of the record at hand; field `i` is `bytes[starts[i] … ends[i])`, of `scratch` where it is flagged `unescaped`. */
  count = 0
  starts = new Int32Array(64)
  ends = new Int32Array(64)
  flags = new Uint8Array(64)
  bytes: Buffer = Buffer.alloc(0)
  /** Fields that are not in the file as they are meant. */
  scratch: Buffer = Buffer.alloc(256)
  /** Of the first line of the record at hand, from 1. */
  line = 1
  /** Where the next record begins. */
  position = 0

  readonly #format: DelimitedFormat
  readonly #fieldEnd: Buffer
  readonly #lineEnd: Buffer | null
  readonly #lineStart: Buffer
  readonly #nullText: Buffer | null
  /** Character codes; −1: none. */
  readonly #quote: number
  readonly #escape: number
  /** 1 for the bytes that may end or change an unquoted field. */
  readonly #special = new Uint8Array(256)
  #length = 0
  #isLast = false
  #nextLine = 1
  #scratchLength = 0

  constructor(format: DelimitedFormat) {
    this.#format = format
    this.#fieldEnd = Buffer.from(format.fieldEnd)
    this.#lineEnd = format.lineEnd === null ? null : Buffer.from(format.lineEnd)
    this.#lineStart = Buffer.from(format.lineStart)
    this.#nullText = format.nullText === null ? null : Buffer.from(format.nullText)
    this.#quote = format.quote === '' ? -1 : format.quote.charCodeAt(0)
    this.#escape = format.escaper === '' ? -1 : format.escaper.charCodeAt(0)
    this.#special[this.#fieldEnd[0]] = 1
    for (const byte of this.#lineEnd?.subarray(0, 1) ?? [carriageReturn, lineFeed]) {
      this.#special[byte] = 1
    }
    if (this.#escape >= 0 && format.escapesLetters) this.#special[this.#escape] = 1
  }

  /** Gives the bytes to go on with: those from `position` on of the ones before, and more behind them. */
  feed(bytes: Buffer, length: number, isLast: boolean): void {
    this.bytes = bytes
    this.#length = length
    this.#isLast = isLast
    this.position = 0
  }

  /** Goes past a line, whatever is in it. False: it does not end in what was given. */
  skipLine(): boolean {
    for (let at = this.position; at < this.#length; at++) {
      const end = this.#lineEndAt(at)
      if (end < 0) return false
      if (end > at) {
        this.position = end
        this.#nextLine++
        return true
      }
    }
    if (this.#isLast) this.position = this.#length
    return this.#isLast
  }

  /** Reads the next record. False: there is none that is complete in what was given. */
  next(): boolean {
    let at = this.#recordStart()
    if (at < 0) return false
    this.line = this.#nextLine
    this.count = 0
    this.#scratchLength = 0
    for (;;) {
      const isQuoted = this.#quote >= 0 && at < this.#length && this.bytes[at] === this.#quote
      const end = isQuoted ? this.#quoted(at) : this.#unquoted(at)
      if (end < 0) return this.#incomplete()
      if (this.#matches(this.#fieldEnd, end)) {
        at = end + this.#fieldEnd.length
        continue
      }
      this.position = end < this.#length ? this.#lineEndAt(end) : end
      this.#nextLine++
      return true
    }
  }

  /** Where the fields of the next record begin; −1: there is not enough of it. */
  #recordStart(): number {
    const { skipsEmptyLines } = this.#format
    for (let at = this.position; at < this.#length; ) {
      if (this.#lineStart.length > 0) {
        const found = this.bytes.subarray(0, this.#length).indexOf(this.#lineStart, at)
        if (found < 0) {
          if (this.#isLast) this.position = this.#length
          return -1
        }
        return found + this.#lineStart.length
      }
      const end = skipsEmptyLines ? this.#lineEndAt(at) : at
      if (end < 0) return -1
      if (end === at) return at
      this.#nextLine++
      this.position = at = end
    }
    return -1
  }

  #incomplete(): boolean {
    this.#nextLine = this.line
    return false
  }

  /** Reads a field without quotes. Where it ends, −1: not in what was given. */
  #unquoted(start: number): number {
    const { bytes } = this
    const special = this.#special
    const length = this.#length
    const escaper = this.#format.escapesLetters ? this.#escape : -1
    let high = 0
    let hasEscapes = false
    let at = start
    for (; at < length; at++) {
      const byte = bytes[at]
      high |= byte
      if (special[byte] === 0) continue
      if (byte === escaper) {
        hasEscapes = true
        at++
        if (at >= length) {
          if (!this.#isLast) return -1
          break
        }
        high |= bytes[at]
        continue
      }
      if (!this.#isLast && at + this.#longestEnd > length) return -1
      if (this.#matches(this.#fieldEnd, at) || this.#lineEndAt(at) !== at) break
    }
    if (at >= length && !this.#isLast) return -1
    const end = Math.min(at, length)
    this.#add(start, end, high & 0x80, hasEscapes, false)
    return end
  }

  /** The same of one in quotes. */
  #quoted(start: number): number {
    const { bytes } = this
    const length = this.#length
    const quote = this.#quote
    const escaper = this.#escape
    let high = 0
    let hasEscapes = false
    for (let at = start + 1; at < length; at++) {
      const byte = bytes[at]
      high |= byte
      if (byte === lineFeed) this.#nextLine++
      if (byte === escaper && this.#escapes(at)) {
        hasEscapes = true
        at++
      } else if (byte === quote) {
        const behind = at + 1
        if (!this.#isLast && behind + this.#longestEnd > length) return -1
        if (bytes[behind] === quote && behind < length) {
          hasEscapes = true
          at = behind
        } else if (this.#endsField(behind)) {
          this.#add(start + 1, at, high & 0x80, hasEscapes, true)
          return behind
        } else if (this.#format.strictQuotes) throw this.#malformed('text behind a closing quote')
        else hasEscapes = true
      }
    }
    if (!this.#isLast) return -1
    throw this.#malformed('a quoted field without its closing quote')
  }

  /** Whether the escape character within quotes at `at` means something there. */
  #escapes(at: number): boolean {
    const next = this.bytes[at + 1]
    return this.#format.escapesLetters || next === this.#quote || next === this.#escape
  }

  #endsField(at: number): boolean {
    return at >= this.#length || this.#matches(this.#fieldEnd, at) || this.#lineEndAt(at) !== at
  }

  #malformed(what: string): SqlError {
    return new SqlError('malformed_file', `There is ${what} in field ${this.count + 1}`)
  }

  get #longestEnd(): number {
    return Math.max(this.#fieldEnd.length, this.#lineEnd?.length ?? 2)
  }

  /** Behind the end of a line at `at`; `at` itself: there is none; −1: what follows would tell. */
  #lineEndAt(at: number): number {
    if (this.#lineEnd !== null) {
      if (this.#matches(this.#lineEnd, at)) return at + this.#lineEnd.length
      return at
    }
    const byte = this.bytes[at]
    if (byte === lineFeed) return at + 1
    if (byte !== carriageReturn) return at
    if (at + 1 >= this.#length) return this.#isLast ? at + 1 : -1
    return this.bytes[at + 1] === lineFeed ? at + 2 : at + 1
  }

  #matches(text: Buffer, at: number): boolean {
    if (at + text.length > this.#length) return false
    for (let i = 0; i < text.length; i++) if (this.bytes[at + i] !== text[i]) return false
    return true
  }

  #add(start: number, end: number, high: number, hasEscapes: boolean, isQuoted: boolean): void {
    const field = this.count
    if (field === this.starts.length) this.#grow()
    this.flags[field] = high === 0 ? 0 : FieldFlag.nonAscii
    if (this.#isNull(start, end, isQuoted)) this.flags[field] |= FieldFlag.null
    if (hasEscapes) {
      this.flags[field] |= FieldFlag.unescaped
      this.starts[field] = this.#scratchLength
      this.#unescape(start, end, isQuoted)
      this.ends[field] = this.#scratchLength
    } else {
      this.starts[field] = start
      this.ends[field] = end
    }
    this.count++
  }

  #isNull(start: number, end: number, isQuoted: boolean): boolean {
    const { bytes } = this
    if (
      this.#format.escapesLetters &&
      end - start === 2 &&
      bytes[start] === this.#escape &&
      bytes[start + 1] === 0x4e
    ) {
      return true
    }
    const text = this.#nullText
    if (text === null || isQuoted || end - start !== text.length) return false
    for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false
    return true
  }

  /** Puts a field as it is meant into `scratch`. */
  #unescape(start: number, end: number, isQuoted: boolean): void {
    const { bytes } = this
    if (this.#scratchLength + end - start > this.scratch.length) {
      const grown = Buffer.alloc((this.#scratchLength + end - start) * 2)
      this.scratch.copy(grown, 0, 0, this.#scratchLength)
      this.scratch = grown
    }
    const { escapesLetters } = this.#format
    let to = this.#scratchLength
    for (let at = start; at < end; at++) {
      let byte = bytes[at]
      if (byte === this.#escape && at + 1 < end && (escapesLetters || this.#escapes(at))) {
        byte = escapesLetters ? escapedByte(bytes[++at]) : bytes[++at]
      } else if (isQuoted && byte === this.#quote && bytes[at + 1] === this.#quote) at++
      this.scratch[to++] = byte
    }
    this.#scratchLength = to
  }

  #grow(): void {
    const size = this.starts.length * 2
    const starts = new Int32Array(size)
    const ends = new Int32Array(size)
    const flags = new Uint8Array(size)
    starts.set(this.starts)
    ends.set(this.ends)
    flags.set(this.flags)
    this.starts = starts
    this.ends = ends
    this.flags = flags
  }
}

/** What a letter behind the escape character means; others mean themselves. */
function escapedByte(letter: number): number {
  switch (letter) {
    case 0x30:
      return 0
    case 0x62:
      return 8
    case 0x6e:
      return lineFeed
    case 0x72:
      return carriageReturn
    case 0x74:
      return 9
    case 0x5a:
      return 26
    default:
      return letter
  }
}
