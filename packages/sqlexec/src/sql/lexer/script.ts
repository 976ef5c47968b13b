import type { Span } from '../../base/errors.ts'
import type { Lexer } from './lexer.ts'
import * as W from './plain-words.ts'
import type { SqlModes } from './sql-modes.ts'

/** One statement of a script, whose tokens the lexer holds until the next one is asked for. */
export interface ScriptPiece {
  /** From its first token to its last. */
  readonly span: Span
  /** Number of tokens; 0 where there are only comments or nothing. */
  readonly tokens: number
  /** Whether a delimiter ended it rather than the end of the text. */
  readonly delimited: boolean
}

/** Scans a script statement by statement, obeying DELIMITER commands, which end with their line. */
export function* scanScript(
  lexer: Lexer,
  sql: string,
  modes: SqlModes,
): Generator<ScriptPiece, void, undefined> {
  let delimiter = ';'
  let at = 0
  while (at < sql.length) {
    const next = lexer.scanStatement(sql, at, modes, delimiter)
    const start = lexer.starts[0]
    if (lexer.kinds[0] === W.DELIMITER) {
      const newline = sql.indexOf('\n', start)
      at = newline < 0 ? sql.length : newline
      delimiter = sql.slice(lexer.ends[0], at).trim() || ';'
      continue
    }
    at = next
    const tokens = lexer.count
    const end = tokens === 0 ? start : lexer.ends[tokens - 1]
    yield { span: { start, end }, tokens, delimited: lexer.delimited }
  }
}
