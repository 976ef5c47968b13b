import type { Expression, JsonFallback, JsonTable, JsonTableColumn } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseDataType } from './data-type.ts'
import { parseJsonFallback } from './json.ts'
import { parseStringText } from './literals.ts'
import { parseTableAlias } from './named-table.ts'
import { parseColumnName, parseParenthesized } from './names.ts'
import type { Parser } from './parser.ts'

/** JSON_TABLE(document, path COLUMNS (…)) [AS] alias. */
export function parseJsonTable(p: Parser): JsonTable {
  const start = p.start
  p.expect(R.JSON_TABLE)
  p.expect(T.LEFT_PAREN)
  const document: Expression = p.expression()
  p.expect(T.COMMA)
  const path = parseStringText(p)
  const columns = parseColumns(p)
  p.expect(T.RIGHT_PAREN)
  const alias = parseTableAlias(p)
  return { kind: 'json_table', document, path, columns, alias, span: p.spanFrom(start) }
}

function parseColumns(p: Parser): JsonTableColumn[] {
  p.expect(W.COLUMNS)
  p.enter(1)
  const columns = parseParenthesized(p, parseColumn)
  p.leave(1)
  return columns
}

function parseColumn(p: Parser): JsonTableColumn {
  if (p.kind === W.NESTED && (p.peek(1) === W.PATH || p.peek(1) === T.STRING)) {
    p.advance()
    p.accept(W.PATH)
    const path = parseStringText(p)
    return { kind: 'nested', path, columns: parseColumns(p) }
  }
  const name = parseColumnName(p)
  if (p.accept(R.FOR)) {
    p.expect(W.ORDINALITY)
    return { kind: 'ordinality', name }
  }
  const type = parseDataType(p)
  const exists = p.accept(R.EXISTS)
  p.expect(W.PATH)
  const path = parseStringText(p)
  let onEmpty: JsonFallback | null = null
  let onError: JsonFallback | null = null
  while (p.kind !== T.COMMA && p.kind !== T.RIGHT_PAREN) {
    const fallback = parseJsonFallback(p)
    p.expect(R.ON)
    if (p.accept(R.EMPTY)) onEmpty = fallback
    else if (p.accept(W.ERROR)) onError = fallback
    else throw p.expected('EMPTY or ERROR')
  }
  return { kind: 'path', name, type, exists, path, onEmpty, onError }
}
