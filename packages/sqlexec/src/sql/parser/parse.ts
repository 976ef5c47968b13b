import { type Span, SqlError } from '../../base/errors.ts'
import type { BodyStatement, Expression, ParsedStatement, Query } from '../ast/index.ts'
import { Lexer } from '../lexer/lexer.ts'
import { scanScript } from '../lexer/script.ts'
import type { SqlModes } from '../lexer/sql-modes.ts'
import { UnterminatedError } from '../lexer/syntax-error.ts'
import * as T from '../lexer/token-kinds.ts'
import { buildCacheKey } from './cache-key.ts'
import { parseExpression } from './expression.ts'
import { maxTreeDepth } from './limits.ts'
import { Parser, type Rules } from './parser.ts'
import { parseQuery, parseRestOfQuery } from './query.ts'
import { parseBodyStatement } from './routine-body.ts'
import { parseStatementRule } from './statement.ts'
import { suggestClause } from './suggestion.ts'
import { isDeeperThan } from './tree-depth.ts'

const rules: Rules = {
  expression: parseExpression,
  query: parseQuery,
  restOfQuery: parseRestOfQuery,
  statement: parseStatementRule,
}

// One lexer serves all: parsing is synchronous and never nests, and its arrays are worth keeping.
const lexer = new Lexer()

const defaultModes: SqlModes = {}

/**
 * Parses one statement; a semicolon may follow. Throws SqlError with `syntax`, `unsupported` or `too_deep`, and the
 * place in `sql`.
 */
export function parseStatement(sql: string, modes: SqlModes = defaultModes): ParsedStatement {
  const end = lexer.scanStatement(sql, 0, modes)
  const parsed = parseScanned(sql, modes)
  if (end < sql.length) requireNothing(sql, end, modes)
  return parsed
}

/** Refuses a second statement. */
function requireNothing(sql: string, from: number, modes: SqlModes): void {
  for (let at = from; at < sql.length; ) {
    at = lexer.scanStatement(sql, at, modes)
    if (lexer.count > 0) {
      const p = new Parser(sql, lexer, modes, rules)
      throw p.expected('one statement only')
    }
  }
}

/**
 * Parses the statements of a script one by one, each when it is asked for; spans count in the whole script. DELIMITER
 * commands of the `mysql` client are obeyed. Throws as `parseStatement` does, and is then at its end.
 */
export function* parseScript(
  sql: string,
  modes: SqlModes = defaultModes,
): Generator<ParsedStatement, void, undefined> {
  for (const piece of scanScript(lexer, sql, modes)) {
    if (piece.tokens > 0) yield parseScanned(sql, modes)
  }
}

/** Where each statement of a script begins and ends, without parsing it. Empty statements are left out. */
export function* splitScript(
  sql: string,
  modes: SqlModes = defaultModes,
): Generator<Span, void, undefined> {
  for (const piece of scanScript(lexer, sql, modes)) {
    if (piece.tokens > 0) yield piece.span
  }
}

/**
 * Whether a script ends between statements rather than within one, in a quote or in a comment: then a shell need not
 * ask for another line. A script with a wrong character is complete, as more text would not mend it.
 */
export function isCompleteScript(sql: string, modes: SqlModes = defaultModes): boolean {
  try {
    let complete = true
    for (const piece of scanScript(lexer, sql, modes)) {
      complete = piece.delimited || piece.tokens === 0
    }
    return complete
  } catch (error) {
    if (error instanceof UnterminatedError) return false
    if (error instanceof SqlError) return true
    throw error
  }
}

/** Parses the statement whose tokens the lexer holds. */
function parseScanned(sql: string, modes: SqlModes): ParsedStatement {
  const p = new Parser(sql, lexer, modes, rules)
  if (lexer.count === 0) {
    throw p.error('syntax', p.tokenSpan(), 'expected a statement, found nothing')
  }
  const start = p.start
  const statement = p.statement()
  if (p.kind !== T.END) throw unexpectedRest(p)
  const span = p.spanFrom(start)
  if (p.links > maxTreeDepth / 2 && isDeeperThan(statement, maxTreeDepth)) {
    throw p.error('too_deep', statement.span, 'an expression has too many operators in a row')
  }
  const { literals, parameterCount } = p
  const cacheKey = buildCacheKey(sql, span, literals)
  return { statement, sql, span, literals, parameterCount, cacheKey }
}

/**
 * What stands behind a statement that seemed to be over: perhaps the clause that a misspelt word was to begin. That word is the next
 * one, or the last one, which was taken for an alias.
 */
function unexpectedRest(p: Parser): SqlError {
  for (const ahead of [0, -1]) {
    const word = p.peekText(ahead)
    const suggestion = p.peek(ahead) === T.IDENTIFIER ? suggestClause(word.toLowerCase()) : null
    if (suggestion === null) continue
    const end = ahead === 0 ? p.end : p.lastEnd
    const what = `expected the end of the statement (did you mean ${suggestion}?), found '${word}'`
    return p.error('syntax', { start: end - word.length, end }, what)
  }
  return p.expected('the end of the statement')
}

/** A query that is kept as text: a view's. None of its literals is lifted. */
export function parseQueryText(sql: string, modes: SqlModes = defaultModes): Query {
  return parseKeptText(sql, modes, (p) => p.query())
}

/** What an expression alone parses to: a CHECK, a DEFAULT or a generated column kept as text. */
export function parseExpressionText(sql: string, modes: SqlModes = defaultModes): Expression {
  return parseKeptText(sql, modes, (p) => p.expression())
}

/** In front of a body, so that the lexer knows its semicolons for its own. */
const bodyHead = 'CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW '
const bodyHeadTokens = bodyHead.trim().split(' ').length

/** The body of a trigger that is kept as text. None of its literals is lifted. Spans count in a text of the parser's own. */
export function parseTriggerBody(
  body: string,
  modes: SqlModes = defaultModes,
): readonly BodyStatement[] {
  return parseKeptText(bodyHead + body, modes, (p) => {
    for (let i = 0; i < bodyHeadTokens; i++) p.advance()
    return parseBodyStatement(p)
  })
}

function parseKeptText<Node>(sql: string, modes: SqlModes, rule: (p: Parser) => Node): Node {
  lexer.scanStatement(sql, 0, modes)
  const p = new Parser(sql, lexer, modes, rules)
  p.keepLiterals = 1
  const node = rule(p)
  if (p.kind !== T.END || lexer.delimited) throw p.expected('the end of the text')
  if (p.parameterCount > 0) {
    throw new SqlError('syntax', 'a stored text may hold no placeholder', { sql })
  }
  return node
}
