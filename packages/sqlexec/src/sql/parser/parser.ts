import type { Span, SqlError } from '../../base/errors.ts'
import type { Expression, IntoClause, Literal, Query, Statement } from '../ast/index.ts'
import type { Lexer } from '../lexer/lexer.ts'
import type { SqlModes } from '../lexer/sql-modes.ts'
import { locatedError } from '../lexer/syntax-error.ts'
import * as T from '../lexer/token-kinds.ts'
import { maxNesting } from './limits.ts'
import { describeKind, describeToken } from './token-names.ts'

/** The rules that others refer back to: the grammar is recursive, the imports of its files are not. */
export interface Rules {
  /** An expression whose operators bind tighter than `minPower`. */
  readonly expression: (p: Parser, minPower: number) => Expression
  /** A query expression, from WITH or SELECT to its last clause. */
  readonly query: (p: Parser) => Query
  /** The rest of a query expression that began, at `start`, with the parenthesized query `first`. */
  readonly restOfQuery: (p: Parser, start: number, first: Query) => Query
  readonly statement: (p: Parser) => Statement
}

/**
 * Where the parser stands in the tokens of one statement, and what it gathers on the way. Grammar rules are free
 * functions over it.
 */
export class Parser {
  readonly sql: string
  readonly modes: SqlModes
  /** The kind of the token that comes next. */
  kind: number
  /** The literals lifted so far. */
  readonly literals: Literal[] = []
  parameterCount = 0
  /** Operators so far that made the tree deeper without nesting rules: an upper bound of what they add. */
  links = 0
  /** The INTO clause of the query that is being read. */
  into: IntoClause | null = null
  /** Above 0 where literals are part of the plan. */
  keepLiterals = 0

  readonly #rules: Rules
  readonly #kinds: Uint16Array
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  readonly #count: number
  #at = 0
  #depth = 0

  /** Reads the tokens that `lexer` holds, which must not scan again before the parser is done. */
  constructor(sql: string, lexer: Lexer, modes: SqlModes, rules: Rules) {
    this.sql = sql
    this.modes = modes
    this.#rules = rules
    this.#kinds = lexer.kinds
    this.#starts = lexer.starts
    this.#ends = lexer.ends
    this.#count = lexer.count
    this.kind = this.#kinds[0]
  }

  // ---- looking ----------------------------------------------------------------------------------------

  /** Offset of the token that comes next. */
  get start(): number {
    return this.#starts[this.#at]
  }

  /** Offset behind the token that comes next. */
  get end(): number {
    return this.#ends[this.#at]
  }

  /** Offset behind the token that was taken last. */
  get lastEnd(): number {
    return this.#at === 0 ? this.#starts[0] : this.#ends[this.#at - 1]
  }

  /** The text of the token that comes next. */
  get text(): string {
    return this.sql.slice(this.#starts[this.#at], this.#ends[this.#at])
  }

  /** The kind of the token `ahead` places behind the next one; END beyond the last. */
  peek(ahead: number): number {
    const i = this.#at + ahead
    return i < this.#count ? this.#kinds[i] : T.END
  }

  /** The text of the token `ahead` places behind the next one. */
  peekText(ahead: number): string {
    const i = Math.min(this.#at + ahead, this.#count)
    return this.sql.slice(this.#starts[i], this.#ends[i])
  }

  /** From `start` to the end of the token that was taken last. */
  spanFrom(start: number): Span {
    return { start, end: this.#ends[this.#at - 1] }
  }

  /** The span of the token that comes next. */
  tokenSpan(): Span {
    return { start: this.#starts[this.#at], end: this.#ends[this.#at] }
  }

  // ---- taking -----------------------------------------------------------------------------------------

  /** Takes one token. The END is never passed. */
  advance(): void {
    if (this.#at < this.#count) this.#at++
    this.kind = this.#kinds[this.#at]
  }

  /** Takes the next token where it is of `kind`. */
  accept(kind: number): boolean {
    if (this.kind !== kind) return false
    this.advance()
    return true
  }

  /** Takes the next two tokens where they are of these kinds. */
  accept2(first: number, second: number): boolean {
    if (this.kind !== first || this.peek(1) !== second) return false
    this.advance()
    this.advance()
    return true
  }

  /** Takes the next token, which must be of `kind`. */
  expect(kind: number): void {
    if (this.kind !== kind) throw this.expected(describeKind(kind))
    this.advance()
  }

  /** Takes the next word where its letters are those of `word`, in lower case. For words without a kind. */
  acceptWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.advance()
    return true
  }

  /** Whether the next token is the unquoted word `word`, given in lower case. */
  isWord(word: string): boolean {
    return (
      this.end - this.start === word.length &&
      (this.kind === T.IDENTIFIER || this.kind >= T.FIRST_RESERVED_WORD) &&
      this.text.toLowerCase() === word
    )
  }

  // ---- recursion --------------------------------------------------------------------------------------

  expression(minPower = 0): Expression {
    return this.#rules.expression(this, minPower)
  }

  query(): Query {
    return this.#rules.query(this)
  }

  restOfQuery(start: number, first: Query): Query {
    return this.#rules.restOfQuery(this, start, first)
  }

  statement(): Statement {
    return this.#rules.statement(this)
  }

  /** Enters `levels` of nesting; `leave` with the same number undoes it. Errors need not be undone. */
  enter(levels: number): void {
    this.#depth += levels
    if (this.#depth > maxNesting) {
      throw this.error('too_deep', this.tokenSpan(), 'the statement is nested too deeply')
    }
  }

  leave(levels: number): void {
    this.#depth -= levels
  }

  // ---- errors -----------------------------------------------------------------------------------------

  /** The syntax error that the next token is not `what`. */
  expected(what: string): SqlError {
    const found = describeToken(this.kind, this.text)
    return this.error('syntax', this.tokenSpan(), `expected ${what}, found ${found}`)
  }

  unsupported(what: string, span = this.tokenSpan()): SqlError {
    return this.error('unsupported', span, `${what} is not supported`)
  }

  error(code: 'syntax' | 'unsupported' | 'too_deep', span: Span, what: string): SqlError {
    return locatedError(code, this.sql, span, what)
  }
}
