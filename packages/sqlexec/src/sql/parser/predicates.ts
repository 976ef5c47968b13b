import type { Expression } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseQueryOrExpression } from './parenthesized.ts'
import type { Parser } from './parser.ts'
import { COMPARISON_POWER, PREDICATE_POWER } from './powers.ts'

/** Whether the next word, which could be a predicate's, is one rather than an alias or a misplaced NOT. */
export function startsPredicate(p: Parser): boolean {
  const next = p.peek(1)
  switch (p.kind) {
    case R.NOT:
      return (
        next === R.IN ||
        next === R.LIKE ||
        next === R.BETWEEN ||
        next === R.REGEXP ||
        next === R.RLIKE
      )
    case W.MEMBER:
      return next === R.OF || next === T.LEFT_PAREN
    case W.SOUNDS:
      return next === R.LIKE
  }
  return true
}

/** What follows `left`: IS, [NOT] IN, [NOT] BETWEEN, [NOT] LIKE, [NOT] REGEXP, MEMBER OF, SOUNDS LIKE. */
export function parsePredicate(p: Parser, start: number, left: Expression): Expression {
  const negated = p.accept(R.NOT)
  const kind = p.kind
  p.advance()
  switch (kind) {
    case R.IS:
      return parseIs(p, start, left)
    case R.IN:
      return parseIn(p, start, left, negated)
    case R.BETWEEN: {
      const low = p.expression(PREDICATE_POWER)
      p.expect(R.AND)
      const high = p.expression(COMPARISON_POWER)
      return { kind: 'between', operand: left, low, high, negated, span: p.spanFrom(start) }
    }
    case R.LIKE:
      return parseLike(p, start, left, negated)
    case R.REGEXP:
    case R.RLIKE: {
      const pattern = p.expression(PREDICATE_POWER)
      return { kind: 'regexp', operand: left, pattern, negated, span: p.spanFrom(start) }
    }
    case W.MEMBER: {
      p.accept(R.OF)
      p.expect(T.LEFT_PAREN)
      const array = p.expression()
      p.expect(T.RIGHT_PAREN)
      return { kind: 'member_of', value: left, array, span: p.spanFrom(start) }
    }
    default: {
      p.expect(R.LIKE)
      const right = p.expression(PREDICATE_POWER)
      return { kind: 'sounds_like', left, right, span: p.spanFrom(start) }
    }
  }
}

function parseIs(p: Parser, start: number, operand: Expression): Expression {
  const negated = p.accept(R.NOT)
  const test =
    p.kind === R.NULL
      ? 'null'
      : p.kind === R.TRUE
        ? 'true'
        : p.kind === R.FALSE
          ? 'false'
          : p.kind === W.UNKNOWN
            ? 'unknown'
            : null
  if (test === null) throw p.expected('NULL, TRUE, FALSE or UNKNOWN')
  p.advance()
  return { kind: 'is', operand, test, negated, span: p.spanFrom(start) }
}

function parseLike(p: Parser, start: number, operand: Expression, negated: boolean): Expression {
  const pattern = p.expression(PREDICATE_POWER)
  let escapedBy: Expression | null = null
  if (p.accept(W.ESCAPE)) {
    p.keepLiterals++
    escapedBy = p.expression(PREDICATE_POWER)
    p.keepLiterals--
  }
  return { kind: 'like', operand, pattern, escape: escapedBy, negated, span: p.spanFrom(start) }
}

function parseIn(p: Parser, start: number, operand: Expression, negated: boolean): Expression {
  p.expect(T.LEFT_PAREN)
  const first = parseQueryOrExpression(p)
  const items: Expression[] = [first]
  while (p.accept(T.COMMA)) items.push(p.expression())
  p.expect(T.RIGHT_PAREN)
  const span = p.spanFrom(start)
  if (items.length === 1 && first.kind === 'subquery') {
    return { kind: 'in_query', operand, query: first.query, negated, span }
  }
  return { kind: 'in_list', operand, items, negated, span }
}
