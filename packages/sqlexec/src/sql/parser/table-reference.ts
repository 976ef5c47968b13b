import type { Expression, Identifier, Join, Query, TableReference } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseJsonTable } from './json-table.ts'
import { parseNamedTable, parseTableAlias } from './named-table.ts'
import { parseColumnNames, parseList, parseOptionalColumnNames } from './names.ts'
import { continuesQuery, startsQuery } from './parenthesized.ts'
import type { Parser } from './parser.ts'

/** What stands behind FROM: joined tables, separated by commas. */
export function parseTableReferences(p: Parser): TableReference[] {
  return parseList(p, parseJoinedTable)
}

interface JoinOperator {
  readonly type: Join['type']
  readonly natural: boolean
  readonly straight: boolean
}

/** A join whose right side has not ended yet. */
interface PendingJoin {
  readonly operator: JoinOperator
  readonly left: TableReference
  /** Where `left` begins in the text, its parentheses included. */
  readonly start: number
}

/**
 * Tables with joins between them. ON belongs to the nearest join before it that has none yet, so
 * `a LEFT JOIN b JOIN c ON x ON y` joins b with c first. Inner joins that never get one are products, and count from
 * the left: `a JOIN b JOIN c ON x` is `(a JOIN b) JOIN c ON x`.
 */
function parseJoinedTable(p: Parser): TableReference {
  const pending: PendingJoin[] = []
  let start = p.start
  let current = parseTableFactor(p)
  for (;;) {
    if ((p.kind === R.ON && !startsOnDuplicate(p)) || p.kind === R.USING) {
      const join = pending.pop()
      if (join === undefined) return current
      start = join.start
      current = parseCondition(p, join, current)
      continue
    }
    const operator = parseJoinOperator(p)
    if (operator === null) break
    const left = { operator, left: current, start }
    start = p.start
    current = parseTableFactor(p)
    if (operator.natural) {
      start = left.start
      current = joined(p, left, current, null, [])
    } else {
      pending.push(left)
    }
  }
  return pending.length === 0 ? current : joinProducts(p, pending, current, start)
}

/** ON DUPLICATE KEY of the INSERT around the query. */
function startsOnDuplicate(p: Parser): boolean {
  return p.peek(1) === W.DUPLICATE && p.peek(2) === R.KEY
}

function joined(
  p: Parser,
  { operator, left, start }: PendingJoin,
  right: TableReference,
  on: Expression | null,
  using: readonly Identifier[],
): Join {
  p.links++
  return { kind: 'join', ...operator, left, right, on, using, span: p.spanFrom(start) }
}

function parseCondition(p: Parser, join: PendingJoin, right: TableReference): Join {
  if (p.accept(R.ON)) {
    const on = p.expression()
    return joined(p, join, right, on, [])
  }
  p.expect(R.USING)
  const using = parseColumnNames(p)
  return joined(p, join, right, null, using)
}

/** Joins without condition, once all the text of the joined table is read. */
function joinProducts(
  p: Parser,
  pending: readonly PendingJoin[],
  last: TableReference,
  lastStart: number,
): TableReference {
  let left = pending[0].left
  for (let i = 0; i < pending.length; i++) {
    const { operator } = pending[i]
    if (operator.type !== 'inner') throw p.expected('ON or USING')
    const right = i + 1 < pending.length ? pending[i + 1].left : last
    const rightStart = i + 1 < pending.length ? pending[i + 1].start : lastStart
    left = graft(p, { operator, left, start: pending[0].start }, right, rightStart)
  }
  return left
}

/** `left` joined to the leftmost table of `right`, unless parentheses hold `right` together. */
function graft(
  p: Parser,
  join: PendingJoin,
  right: TableReference,
  rightStart: number,
): TableReference {
  const spine: Join[] = []
  let leaf = right
  while (leaf.kind === 'join' && leaf.span.start === rightStart) {
    spine.push(leaf)
    leaf = leaf.left
  }
  const start = join.start
  let tree: TableReference = {
    kind: 'join',
    ...join.operator,
    left: join.left,
    right: leaf,
    on: null,
    using: [],
    span: { start, end: leaf.span.end },
  }
  p.links++
  for (let i = spine.length - 1; i >= 0; i--) {
    tree = { ...spine[i], left: tree, span: { start, end: spine[i].span.end } }
  }
  return tree
}

/** Takes the words of a join, or none. */
function parseJoinOperator(p: Parser): JoinOperator | null {
  if (p.accept(R.STRAIGHT_JOIN)) return { type: 'inner', natural: false, straight: true }
  if (p.accept(R.JOIN)) return { type: 'inner', natural: false, straight: false }
  const natural = p.accept(R.NATURAL)
  let type: Join['type'] = 'inner'
  if (p.accept(R.LEFT)) type = 'left'
  else if (p.accept(R.RIGHT)) type = 'right'
  else if (p.kind === W.FULL && (p.peek(1) === R.JOIN || p.peek(1) === R.OUTER)) {
    p.advance()
    type = 'full'
  } else if (!p.accept(R.INNER) && !(!natural && p.accept(R.CROSS)) && !natural) {
    return null
  }
  if (type !== 'inner') p.accept(R.OUTER)
  p.expect(R.JOIN)
  return { type, natural, straight: false }
}

/** One operand of a join. */
function parseTableFactor(p: Parser): TableReference {
  switch (p.kind) {
    case T.LEFT_PAREN:
      return parseParenthesizedTable(p)
    case R.LATERAL: {
      const start = p.start
      p.advance()
      p.expect(T.LEFT_PAREN)
      const query = p.query()
      p.expect(T.RIGHT_PAREN)
      return parseDerived(p, start, query, true)
    }
    case R.JSON_TABLE:
      return parseJsonTable(p)
    case T.LEFT_BRACE: {
      p.advance()
      p.expect(W.OJ)
      p.enter(tableNesting)
      const table = parseJoinedTable(p)
      p.leave(tableNesting)
      p.expect(T.RIGHT_BRACE)
      return table
    }
  }
  return parseNamedTable(p)
}

function parseDerived(p: Parser, start: number, query: Query, lateral: boolean): TableReference {
  const alias = parseTableAlias(p)
  const columns = alias === null ? [] : parseOptionalColumnNames(p)
  return { kind: 'derived_table', lateral, query, alias, columns, span: p.spanFrom(start) }
}

/** Levels of nesting that a parenthesis in FROM costs. */
const tableNesting = 3

/** `(query) alias`, or `(joined tables)`. What a second parenthesis opens shows only behind its closing one. */
function parseParenthesizedTable(p: Parser): TableReference {
  const start = p.start
  p.advance()
  if (startsQuery(p)) {
    const query = p.query()
    p.expect(T.RIGHT_PAREN)
    return parseDerived(p, start, query, false)
  }
  p.enter(tableNesting)
  const inner = p.start
  const tables = parseTableReferences(p)
  let table = tables[0]
  const bare = tables.length === 1 && isBareQuery(table)
  p.leave(tableNesting)
  if (bare && table.kind === 'derived_table') {
    const query = continuesQuery(p) ? p.restOfQuery(inner, table.query) : table.query
    p.expect(T.RIGHT_PAREN)
    return parseDerived(p, start, query, false)
  }
  p.expect(T.RIGHT_PAREN)
  const operator: JoinOperator = { type: 'inner', natural: false, straight: false }
  for (let i = 1; i < tables.length; i++) {
    table = joined(p, { operator, left: table, start: inner }, tables[i], null, [])
  }
  return table
}

function isBareQuery(table: TableReference): boolean {
  return table.kind === 'derived_table' && table.alias === null && !table.lateral
}
