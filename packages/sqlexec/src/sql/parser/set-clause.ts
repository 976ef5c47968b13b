import type { SetClause } from '../ast/index.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseColumnReference } from './columns.ts'
import { parseList } from './names.ts'
import type { Parser } from './parser.ts'

/** `column = value, …` of UPDATE, INSERT … SET and ON DUPLICATE KEY UPDATE. */
export function parseSetClauses(p: Parser): SetClause[] {
  return parseList(p, parseSetClause)
}

function parseSetClause(p: Parser): SetClause {
  const column = parseColumnReference(p)
  if (!p.accept(T.ASSIGN)) p.expect(T.EQUAL)
  return { column, value: p.expression() }
}
