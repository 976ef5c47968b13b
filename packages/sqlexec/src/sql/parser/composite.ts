import type { CaseBranch, Expression, MatchMode } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseColumnReference } from './columns.ts'
import { functionCall } from './function-call.ts'
import { findUnit } from './interval-units.ts'
import { parseList, parseParenthesized } from './names.ts'
import type { Parser } from './parser.ts'
import { PREDICATE_POWER } from './powers.ts'

/** EXISTS (query). */
export function parseExists(p: Parser): Expression {
  const start = p.start
  p.advance()
  p.expect(T.LEFT_PAREN)
  const query = p.query()
  p.expect(T.RIGHT_PAREN)
  return { kind: 'exists', query, span: p.spanFrom(start) }
}

/** CASE in both forms. */
export function parseCase(p: Parser): Expression {
  const start = p.start
  p.advance()
  const operand = p.kind === R.WHEN ? null : p.expression()
  const branches: CaseBranch[] = []
  while (p.accept(R.WHEN)) {
    const when = p.expression()
    p.expect(R.THEN)
    branches.push({ when, result: p.expression() })
  }
  if (branches.length === 0) throw p.expected('WHEN')
  const otherwise = p.accept(R.ELSE) ? p.expression() : null
  p.expect(W.END)
  return { kind: 'case', operand, branches, otherwise, span: p.spanFrom(start) }
}

/** ROW(a, …). */
export function parseRow(p: Parser): Expression {
  const start = p.start
  p.advance()
  const items = parseParenthesized(p, (p) => p.expression())
  return { kind: 'row', items, span: p.spanFrom(start) }
}

/** `INTERVAL value unit`, or the function INTERVAL(a, b, …), told apart by the unit. */
export function parseInterval(p: Parser): Expression {
  const start = p.start
  p.advance()
  const value = p.expression()
  const unit = findUnit(p)
  if (unit === null) {
    if (value.kind !== 'row') throw p.expected('a unit of time')
    return functionCall('interval', value.items, p.spanFrom(start))
  }
  p.advance()
  return { kind: 'interval', value, unit, span: p.spanFrom(start) }
}

/** MATCH (a, b) AGAINST (query mode); the parentheses around the columns may be missing. */
export function parseMatch(p: Parser): Expression {
  const start = p.start
  p.advance()
  const columns =
    p.kind === T.LEFT_PAREN
      ? parseParenthesized(p, parseColumnReference)
      : parseList(p, parseColumnReference)
  p.expect(W.AGAINST)
  p.expect(T.LEFT_PAREN)
  const query = p.expression(PREDICATE_POWER)
  const mode = parseMatchMode(p)
  p.expect(T.RIGHT_PAREN)
  return { kind: 'match', columns, query, mode, span: p.spanFrom(start) }
}

function parseMatchMode(p: Parser): MatchMode {
  if (p.accept(R.IN)) {
    if (p.acceptWord('boolean')) {
      p.expect(W.MODE)
      return 'boolean'
    }
    p.expect(R.NATURAL)
    p.expect(W.LANGUAGE)
    p.expect(W.MODE)
  }
  if (!p.accept(R.WITH)) return 'natural'
  p.expect(W.QUERY)
  p.expect(W.EXPANSION)
  return 'natural_expansion'
}
