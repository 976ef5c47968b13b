import type { Expression } from '../ast/index.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import type { Parser } from './parser.ts'

/** Whether the next token begins a query expression that has no parenthesis in front. */
export function startsQuery(p: Parser): boolean {
  const kind = p.kind
  return (
    kind === R.SELECT ||
    kind === R.WITH ||
    kind === R.TABLE ||
    (kind === R.VALUES && p.peek(1) === R.ROW)
  )
}

/** Whether the next token goes on with a query after a parenthesized one. */
export function continuesQuery(p: Parser): boolean {
  const kind = p.kind
  return (
    kind === R.UNION ||
    kind === R.EXCEPT ||
    kind === R.INTERSECT ||
    kind === R.ORDER ||
    kind === R.LIMIT ||
    kind === R.FOR
  )
}

/**
 * What stands behind an opening parenthesis: an expression, or a query as a scalar subquery. A second parenthesis may
 * open either, and only what follows its closing one tells: `((SELECT 1) UNION SELECT 2)`, `((SELECT 1) + 2)`.
 */
export function parseQueryOrExpression(p: Parser): Expression {
  const start = p.start
  if (startsQuery(p)) {
    const query = p.query()
    return { kind: 'subquery', query, span: p.spanFrom(start) }
  }
  const first = p.expression()
  if (first.kind !== 'subquery' || !continuesQuery(p)) return first
  const query = p.restOfQuery(start, first.query)
  return { kind: 'subquery', query, span: p.spanFrom(start) }
}

/** `(expression)`, `(a, b, …)` or `(query)`. */
export function parseParenthesizedExpression(p: Parser): Expression {
  const start = p.start
  p.advance()
  const first = parseQueryOrExpression(p)
  if (p.kind === T.COMMA) {
    const items = [first]
    while (p.accept(T.COMMA)) items.push(p.expression())
    p.expect(T.RIGHT_PAREN)
    return { kind: 'row', items, span: p.spanFrom(start) }
  }
  p.expect(T.RIGHT_PAREN)
  return first
}
