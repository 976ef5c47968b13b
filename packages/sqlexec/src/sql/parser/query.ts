import type {
  CommonTable,
  Expression,
  Query,
  QueryBody,
  SetOperation,
  ValuesBody,
  WithClause,
} from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { subqueryNesting } from './limits.ts'
import {
  parseIdentifier,
  parseList,
  parseObjectName,
  parseOptionalColumnNames,
  parseParenthesized,
} from './names.ts'
import { parseOrderItems } from './order-by.ts'
import type { Parser } from './parser.ts'
import { parseInto, parseLimit, parseLocking } from './query-clauses.ts'
import { parseSelect } from './select.ts'

/** A query expression: [WITH …] body [ORDER BY …] [LIMIT …] [INTO …] [FOR …]. */
export function parseQuery(p: Parser): Query {
  p.enter(subqueryNesting)
  const start = p.start
  const withClause = p.kind === R.WITH ? parseWith(p) : null
  const query = parseQueryAfterWith(p, start, withClause)
  p.leave(subqueryNesting)
  return query
}

/** The same, once its WITH is read. */
export function parseQueryAfterWith(
  p: Parser,
  start: number,
  withClause: WithClause | null,
): Query {
  const outerInto = p.into
  p.into = null
  const query = parseTail(p, start, withClause, parseUnions(p, start, null))
  p.into = outerInto
  return query
}

/** What follows the parenthesized query `first` within one query expression. */
export function parseRestOfQuery(p: Parser, start: number, first: Query): Query {
  return parseTail(p, start, null, parseUnions(p, start, unwrap(first)))
}

/** A query whose parentheses do nothing is its body. */
function unwrap(query: Query): QueryBody {
  const bare =
    query.with === null &&
    query.orderBy.length === 0 &&
    query.limit === null &&
    query.locking.length === 0 &&
    query.into === null
  return bare ? query.body : query
}

function parseTail(
  p: Parser,
  start: number,
  withClause: WithClause | null,
  body: QueryBody,
): Query {
  const orderBy = p.kind === R.ORDER ? parseOrderItems(p) : []
  const limit = p.kind === R.LIMIT || p.kind === W.OFFSET ? parseLimit(p) : null
  if (p.kind === R.INTO) p.into = parseInto(p)
  const locking = p.kind === R.FOR || p.kind === R.LOCK ? parseLocking(p) : []
  if (p.kind === R.INTO) p.into = parseInto(p)
  const span = p.spanFrom(start)
  const query: Query = {
    kind: 'query',
    with: withClause,
    body,
    orderBy,
    limit,
    locking,
    into: p.into,
    span,
  }
  return body.kind === 'query' && unwrap(query) === body ? { ...body, span } : query
}

export function parseWith(p: Parser): WithClause {
  const start = p.start
  p.expect(R.WITH)
  const recursive = p.accept(R.RECURSIVE)
  const tables = parseList(p, parseCommonTable)
  return { kind: 'with', recursive, tables, span: p.spanFrom(start) }
}

function parseCommonTable(p: Parser): CommonTable {
  const start = p.start
  const name = parseIdentifier(p, 'the name of a common table expression')
  const columns = parseOptionalColumnNames(p)
  p.expect(R.AS)
  p.expect(T.LEFT_PAREN)
  const query = p.query()
  p.expect(T.RIGHT_PAREN)
  return { kind: 'common_table', name, columns, query, span: p.spanFrom(start) }
}

// ---- set operations -------------------------------------------------------------------------------------

/** UNION and EXCEPT from left to right. `first` is an operand that was read already. */
function parseUnions(p: Parser, start: number, first: QueryBody | null): QueryBody {
  let left = parseIntersections(p, start, first)
  while (p.kind === R.UNION || p.kind === R.EXCEPT) {
    const operator = p.kind === R.UNION ? 'union' : 'except'
    left = parseSetChain(p, start, left, operator, parseOperandWithIntersections)
  }
  return left
}

function parseIntersections(p: Parser, start: number, first: QueryBody | null): QueryBody {
  let left = first ?? parseOperand(p)
  while (p.kind === R.INTERSECT) left = parseSetChain(p, start, left, 'intersect', parseOperand)
  return left
}

function parseOperandWithIntersections(p: Parser): QueryBody {
  return parseIntersections(p, p.start, null)
}

/** A chain of one operator with one quantifier becomes one node. */
function parseSetChain(
  p: Parser,
  start: number,
  first: QueryBody,
  operator: SetOperation['operator'],
  parseNext: (p: Parser) => QueryBody,
): SetOperation {
  const kind = p.kind
  const all = p.peek(1) === R.ALL
  const operands = [first]
  p.links++
  do {
    p.advance()
    if (!p.accept(R.ALL)) p.accept(R.DISTINCT)
    operands.push(parseNext(p))
  } while (p.kind === kind && (p.peek(1) === R.ALL) === all)
  return { kind: 'set_operation', operator, all, operands, span: p.spanFrom(start) }
}

function parseOperand(p: Parser): QueryBody {
  switch (p.kind) {
    case R.SELECT:
      return parseSelect(p)
    case R.VALUES:
      return parseValues(p)
    case R.TABLE: {
      const start = p.start
      p.advance()
      const table = parseObjectName(p)
      return { kind: 'table_body', table, span: p.spanFrom(start) }
    }
    case T.LEFT_PAREN: {
      p.advance()
      const query = p.query()
      p.expect(T.RIGHT_PAREN)
      return unwrap(query)
    }
  }
  throw p.expected('a query')
}

/** VALUES ROW(…), ROW(…), …. */
function parseValues(p: Parser): ValuesBody {
  const start = p.start
  p.advance()
  const rows = parseList(p, parseValuesRow)
  const width = rows[0].length
  for (const row of rows) {
    if (row.length !== width) {
      throw p.error('syntax', p.spanFrom(start), 'the rows of VALUES differ in length')
    }
  }
  return { kind: 'values', rows, span: p.spanFrom(start) }
}

function parseValuesRow(p: Parser): Expression[] {
  p.expect(R.ROW)
  return parseParenthesized(p, (p) => p.expression())
}
