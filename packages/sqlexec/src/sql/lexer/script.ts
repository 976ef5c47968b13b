import type { Span } from '../../base/errors.ts'
import type { Lexer } from './lexer.ts'
import type { SqlModes } from './sql-modes.ts'

const commandWord = 'delimiter'

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
    if (isDelimiterCommand(lexer, sql)) {
      const newline = sql.indexOf('\n', start)
      const end = newline < 0 ? sql.length : newline
      delimiter = sql.slice(lexer.ends[0], end).trim() || ';'
      at = end
      continue
    }
    at = next
    const tokens = lexer.count
    const end = tokens === 0 ? start : lexer.ends[tokens - 1]
    yield { span: { start, end }, tokens, delimited: lexer.delimited }
  }
}

/** Whether the first token is the word DELIMITER, of the `mysql` client. */
function isDelimiterCommand(lexer: Lexer, sql: string): boolean {
  const start = lexer.starts[0]
  return (
    lexer.count > 0 &&
    lexer.ends[0] - start === commandWord.length &&
    sql.slice(start, lexer.ends[0]).toLowerCase() === commandWord
  )
}
