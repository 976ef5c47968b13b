import type { ColumnReference, Identifier } from '../ast/index.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseIdentifier, parseIdentifierAfterDot } from './names.ts'
import type { Parser } from './parser.ts'

/** `column`, `table.column` or `database.table.column`. */
export function parseColumnReference(p: Parser): ColumnReference {
  const start = p.start
  const first = parseIdentifier(p, 'a column name')
  if (p.kind !== T.DOT) {
    return { kind: 'column', database: null, table: null, name: first, span: first.span }
  }
  p.advance()
  return parseColumnTail(p, start, first, parseIdentifierAfterDot(p))
}

/** What may follow `first.second`: a third part. */
export function parseColumnTail(
  p: Parser,
  start: number,
  first: Identifier,
  second: Identifier,
): ColumnReference {
  let database: Identifier | null = null
  let table = first
  let name = second
  if (p.accept(T.DOT)) {
    database = first
    table = second
    name = parseIdentifierAfterDot(p)
  }
  return { kind: 'column', database, table, name, span: p.spanFrom(start) }
}

/** `(column)`. */
export function parseParenthesizedColumn(p: Parser): ColumnReference {
  p.expect(T.LEFT_PAREN)
  const column = parseColumnReference(p)
  p.expect(T.RIGHT_PAREN)
  return column
}
