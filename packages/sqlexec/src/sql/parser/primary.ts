import type { Expression } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseColumnTail, parseParenthesizedColumn } from './columns.ts'
import { parseCase, parseExists, parseInterval, parseMatch, parseRow } from './composite.ts'
import { parseCallArguments, parseReservedCall } from './function-call.ts'
import * as literals from './literals.ts'
import { parseIdentifier, parseIdentifierAfterDot } from './names.ts'
import { parseParenthesizedExpression } from './parenthesized.ts'
import type { Parser } from './parser.ts'
import { NOT_POWER, UNARY_POWER } from './powers.ts'
import { parseSpecialCall, specialCalls } from './special-calls.ts'
import { parseSystemVariable, parseUserVariable } from './variables.ts'

/** An operand with the operators in front of it. */
export function parsePrimary(p: Parser): Expression {
  const kind = p.kind
  if (kind === T.IDENTIFIER || kind === T.QUOTED_IDENTIFIER) return parseName(p)
  if (kind < T.FIRST_RESERVED_WORD) return parseTokenPrimary(p, kind)
  if (kind >= T.FIRST_PLAIN_WORD) return parseWordPrimary(p, kind)
  return parseReservedPrimary(p, kind)
}

function parseTokenPrimary(p: Parser, kind: number): Expression {
  switch (kind) {
    case T.INTEGER:
      return literals.parseInteger(p)
    case T.STRING:
    case T.ESCAPED_STRING:
      return literals.parseStringLiteral(p)
    case T.LEFT_PAREN:
      return parseParenthesizedExpression(p)
    case T.PARAMETER:
      return parseParameter(p)
    case T.DECIMAL_NUMBER:
      return literals.parseDecimal(p)
    case T.FLOAT_NUMBER:
      return literals.parseFloatNumber(p)
    case T.MINUS:
      return parseUnary(p, '-')
    case T.PLUS:
      return parseUnary(p, '+')
    case T.TILDE:
      return parseUnary(p, '~')
    case T.BANG:
      return parseUnary(p, 'not')
    case T.HEX:
    case T.BIT:
      return literals.parseBytes(p)
    case T.INTRODUCER:
      return literals.parseIntroduced(p)
    case T.NATIONAL_PREFIX:
      return literals.parseNational(p)
    case T.USER_VARIABLE:
      return parseVariableOrAssignment(p)
    case T.SYSTEM_VARIABLE:
      return parseSystemVariable(p)
    case T.LEFT_BRACE:
      return parseBraces(p)
  }
  throw p.expected('an expression')
}

/** Words that may also be names: a name unless what follows makes it something else. */
function parseWordPrimary(p: Parser, kind: number): Expression {
  const next = p.peek(1)
  if (literals.isString(next)) {
    if (kind === W.DATE) return literals.parseTemporal(p, 'date')
    if (kind === W.TIME) return literals.parseTemporal(p, 'time')
    if (kind === W.TIMESTAMP) return literals.parseTemporal(p, 'timestamp')
  }
  if (next === T.LEFT_PAREN && specialCalls[kind] === 1) return parseSpecialCall(p, kind)
  return parseName(p)
}

function parseReservedPrimary(p: Parser, kind: number): Expression {
  switch (kind) {
    case R.NULL:
      return literals.parseNull(p)
    case R.TRUE:
      return literals.parseBoolean(p, true)
    case R.FALSE:
      return literals.parseBoolean(p, false)
    case R.NOT:
      return parseNot(p)
    case R.EXISTS:
      return parseExists(p)
    case R.CASE:
      return parseCase(p)
    case R.BINARY:
      return parseUnary(p, 'binary')
    case R.INTERVAL:
      return parseInterval(p)
    case R.ROW:
      return parseRow(p)
    case R.MATCH:
      return parseMatch(p)
    case R.DEFAULT:
      return parseDefault(p)
  }
  if (specialCalls[kind] === 1 && p.peek(1) === T.LEFT_PAREN) return parseSpecialCall(p, kind)
  const call = parseReservedCall(p, kind)
  if (call !== null) return call
  throw p.expected('an expression')
}

function parseUnary(p: Parser, operator: '-' | '+' | '~' | 'not' | 'binary'): Expression {
  const start = p.start
  p.advance()
  const operand = p.expression(UNARY_POWER)
  return { kind: 'unary', operator, operand, span: p.spanFrom(start) }
}

function parseNot(p: Parser): Expression {
  const start = p.start
  p.advance()
  const operand = p.expression(p.modes.highNotPrecedence ? UNARY_POWER : NOT_POWER)
  return { kind: 'unary', operator: 'not', operand, span: p.spanFrom(start) }
}

function parseParameter(p: Parser): Expression {
  const span = p.tokenSpan()
  p.advance()
  return { kind: 'parameter', index: p.parameterCount++, span }
}

/** A column, up to `database.table.column`, or a function call. */
function parseName(p: Parser): Expression {
  const start = p.start
  const first = parseIdentifier(p)
  if (p.kind === T.LEFT_PAREN) return parseCallArguments(p, start, null, first.name)
  if (!p.accept(T.DOT)) {
    return { kind: 'column', database: null, table: null, name: first, span: first.span }
  }
  const second = parseIdentifierAfterDot(p)
  if (p.kind === T.LEFT_PAREN) return parseCallArguments(p, start, first, second.name)
  return parseColumnTail(p, start, first, second)
}

/** DEFAULT alone, for VALUES rows and assignments, or DEFAULT(column). */
function parseDefault(p: Parser): Expression {
  const start = p.start
  p.advance()
  if (p.kind !== T.LEFT_PAREN) return { kind: 'default', column: null, span: p.spanFrom(start) }
  const column = parseParenthesizedColumn(p)
  return { kind: 'default', column, span: p.spanFrom(start) }
}

function parseVariableOrAssignment(p: Parser): Expression {
  const start = p.start
  const variable = parseUserVariable(p)
  if (!p.accept(T.ASSIGN)) return variable
  const value = p.expression()
  return { kind: 'assignment', variable, value, span: p.spanFrom(start) }
}

/** `{d '2024-01-01'}`, `{t '…'}`, `{ts '…'}` and `{fn call()}` of ODBC. */
function parseBraces(p: Parser): Expression {
  p.advance()
  const word = p.text.toLowerCase()
  const type = word === 'd' ? 'date' : word === 't' ? 'time' : word === 'ts' ? 'timestamp' : null
  if (type === null && word !== 'fn') throw p.expected("'d', 't', 'ts' or 'fn'")
  if (type === null) p.advance()
  const value = type === null ? p.expression() : literals.parseTemporal(p, type)
  p.expect(T.RIGHT_BRACE)
  return value
}
