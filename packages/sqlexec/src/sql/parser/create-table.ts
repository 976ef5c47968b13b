import type { ColumnDefinition, CreateTable, Query, TableConstraint } from '../ast/index.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseColumnDefinition } from './column-definition.ts'
import { parseTableConstraint, startsTableConstraint } from './constraints.ts'
import { parseObjectName } from './names.ts'
import { startsQuery } from './parenthesized.ts'
import type { Parser } from './parser.ts'
import { parsePartitioning } from './partitioning.ts'
import { parseTableOptions } from './table-options.ts'

/** CREATE [TEMPORARY] TABLE; the word TABLE was the last one taken. */
export function parseCreateTable(p: Parser, start: number, temporary: boolean): CreateTable {
  const ifNotExists = parseIfNotExists(p)
  const name = parseObjectName(p)
  const like = parseLike(p)
  const columns: ColumnDefinition[] = []
  const constraints: TableConstraint[] = []
  if (like === null && p.kind === T.LEFT_PAREN && !opensQuery(p)) {
    p.advance()
    do {
      if (startsTableConstraint(p)) constraints.push(parseTableConstraint(p))
      else columns.push(parseColumnDefinition(p))
    } while (p.accept(T.COMMA))
    p.expect(T.RIGHT_PAREN)
  }
  const options = like === null ? parseTableOptions(p) : []
  const partitionStart = p.start
  const partitioning =
    like === null && p.accept(R.PARTITION) ? parsePartitioning(p, partitionStart) : null
  const onDuplicate = p.accept(R.IGNORE) ? 'ignore' : p.accept(R.REPLACE) ? 'replace' : null
  const query = like === null ? parseAsQuery(p, onDuplicate !== null) : null
  if (like === null && query === null && columns.length === 0)
    throw p.expected('columns or a query')
  return {
    kind: 'create_table',
    name,
    temporary,
    ifNotExists,
    columns,
    constraints,
    options,
    partitioning,
    like,
    query,
    onDuplicate,
    span: p.spanFrom(start),
  }
}

export function parseIfNotExists(p: Parser): boolean {
  if (p.kind !== R.IF) return false
  p.advance()
  p.expect(R.NOT)
  p.expect(R.EXISTS)
  return true
}

export function parseIfExists(p: Parser): boolean {
  if (p.kind !== R.IF) return false
  p.advance()
  p.expect(R.EXISTS)
  return true
}

/** LIKE table or (LIKE table). */
function parseLike(p: Parser): CreateTable['like'] {
  if (p.accept(R.LIKE)) return parseObjectName(p)
  if (!p.accept2(T.LEFT_PAREN, R.LIKE)) return null
  const like = parseObjectName(p)
  p.expect(T.RIGHT_PAREN)
  return like
}

/** `CREATE TABLE t (SELECT …)`, perhaps in more parentheses. */
function opensQuery(p: Parser): boolean {
  let ahead = 1
  while (p.peek(ahead) === T.LEFT_PAREN) ahead++
  const kind = p.peek(ahead)
  return kind === R.SELECT || kind === R.WITH || kind === R.TABLE || kind === R.VALUES
}

function parseAsQuery(p: Parser, required: boolean): Query | null {
  const as = p.accept(R.AS)
  if (!as && !required && !startsQuery(p) && p.kind !== T.LEFT_PAREN) return null
  return p.query()
}
