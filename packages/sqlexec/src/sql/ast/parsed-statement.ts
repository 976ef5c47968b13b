import type { Span } from '../../base/errors.ts'
import type { Literal } from './literal.ts'
import type { Statement } from './statement.ts'

/** What the parser makes of one statement. */
export interface ParsedStatement {
  readonly statement: Statement
  /** The text that every span counts in: the statement, or the whole script that it came from. */
  readonly sql: string
  /** The statement within `sql`, without the semicolon and the white space around. */
  readonly span: Span
  /** The lifted literals; `literals[i].lift === i`. */
  readonly literals: readonly Literal[]
  /** The number of `?` placeholders. */
  readonly parameterCount: number
  /**
   * The text with every lifted literal replaced by a mark of its type. Two statements with one key, parsed
   * with the same modes, have the same AST up to spans and the values of lifted literals, so they may
   * share a plan.
   */
  readonly cacheKey: string
}
