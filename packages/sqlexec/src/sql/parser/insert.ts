import type { Expression, Identifier, Insert, Query, SetClause } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parsePartitionNames } from './named-table.ts'
import {
  parseColumnName,
  parseIdentifier,
  parseList,
  parseObjectName,
  parseOptionalColumnNames,
} from './names.ts'
import { startsQuery } from './parenthesized.ts'
import type { Parser } from './parser.ts'
import { parseSelectItems } from './select-items.ts'
import { parseSetClauses } from './set-clause.ts'

/** INSERT and REPLACE in all forms. */
export function parseInsert(p: Parser): Insert {
  const start = p.start
  const replace = p.kind === R.REPLACE
  p.advance()
  const priority = parsePriority(p)
  const ignore = p.accept(R.IGNORE)
  p.accept(R.INTO)
  const table = parseObjectName(p)
  const partitions = parsePartitionNames(p)
  const source = p.accept(R.SET) ? parseSetSource(p) : parseSource(p)
  const rowAlias = parseRowAlias(p)
  const onDuplicate = replace ? [] : parseOnDuplicate(p)
  const returning = p.accept(W.RETURNING) ? parseSelectItems(p) : []
  return {
    kind: 'insert',
    replace,
    ignore,
    priority,
    table,
    partitions,
    ...source,
    rowAlias,
    onDuplicate,
    returning,
    span: p.spanFrom(start),
  }
}

function parsePriority(p: Parser): Insert['priority'] {
  if (p.accept(R.LOW_PRIORITY)) return 'low'
  if (p.accept(R.HIGH_PRIORITY)) return 'high'
  return p.accept(R.DELAYED) ? 'delayed' : null
}

interface Source {
  readonly columns: readonly Identifier[] | null
  readonly rows: Expression[][] | null
  readonly query: Query | null
}

/** INSERT … SET a = 1, b = 2 is one row. */
function parseSetSource(p: Parser): Source {
  const clauses = parseSetClauses(p)
  return {
    columns: clauses.map((clause) => clause.column.name),
    rows: [clauses.map((clause) => clause.value)],
    query: null,
  }
}

/** [(columns)] VALUES rows, or [(columns)] query. */
function parseSource(p: Parser): Source {
  let columns: Identifier[] | null = null
  if (p.kind === T.LEFT_PAREN && !opensQuery(p)) {
    p.advance()
    columns = []
    if (!p.accept(T.RIGHT_PAREN)) {
      columns = parseList(p, parseTargetColumn)
      p.expect(T.RIGHT_PAREN)
    }
  }
  const rowConstructors = p.kind === R.VALUES && p.peek(1) === R.ROW
  if (!rowConstructors && (p.kind === R.VALUES || p.kind === W.VALUE)) {
    p.advance()
    return { columns, rows: parseRows(p), query: null }
  }
  if (!startsQuery(p) && p.kind !== T.LEFT_PAREN) throw p.expected('VALUES, SET or a query')
  return { columns, rows: null, query: p.query() }
}

/** A parenthesis behind the table holds columns unless a query begins within it. */
function opensQuery(p: Parser): boolean {
  let ahead = 1
  while (p.peek(ahead) === T.LEFT_PAREN) ahead++
  const kind = p.peek(ahead)
  return kind === R.SELECT || kind === R.WITH || kind === R.TABLE || kind === R.VALUES
}

/** A column, which may carry the name of its table. */
function parseTargetColumn(p: Parser): Identifier {
  let name = parseColumnName(p)
  while (p.accept(T.DOT)) name = parseColumnName(p)
  return name
}

/** `(a, b), (c, d), …`. */
function parseRows(p: Parser): Expression[][] {
  const rows: Expression[][] = []
  do {
    p.expect(T.LEFT_PAREN)
    const row: Expression[] = []
    if (p.kind !== T.RIGHT_PAREN) {
      do row.push(p.expression())
      while (p.accept(T.COMMA))
    }
    p.expect(T.RIGHT_PAREN)
    rows.push(row)
  } while (p.accept(T.COMMA))
  return rows
}

/** `AS new (a, b)`. */
function parseRowAlias(p: Parser): Insert['rowAlias'] {
  if (!p.accept(R.AS)) return null
  const name = parseIdentifier(p, 'an alias')
  return { name, columns: parseOptionalColumnNames(p) }
}

function parseOnDuplicate(p: Parser): SetClause[] {
  if (!p.accept(R.ON)) return []
  p.expect(W.DUPLICATE)
  p.expect(R.KEY)
  p.expect(R.UPDATE)
  return parseSetClauses(p)
}
