import type { Identifier, SelectItem } from '../ast/index.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { isString, parseStringText } from './literals.ts'
import { isName, parseIdentifier, parseIdentifierAfterDot, parseList } from './names.ts'
import type { Parser } from './parser.ts'

/** The items of SELECT and RETURNING. Their literals shape names and types of the result, and stay. */
export function parseSelectItems(p: Parser): SelectItem[] {
  p.keepLiterals++
  const items = parseList(p, parseSelectItem)
  p.keepLiterals--
  return items
}

function parseSelectItem(p: Parser): SelectItem {
  const start = p.start
  if (p.accept(T.STAR)) {
    return { kind: 'wildcard', database: null, table: null, span: p.spanFrom(start) }
  }
  if (isName(p.kind) && p.peek(1) === T.DOT) {
    if (p.peek(2) === T.STAR) return parseTableWildcard(p, start, false)
    if (p.peek(3) === T.DOT && p.peek(4) === T.STAR) return parseTableWildcard(p, start, true)
  }
  const expression = p.expression()
  const text = p.sql.slice(start, p.lastEnd)
  const alias = parseAlias(p)
  return { kind: 'expression_item', expression, alias, text, span: p.spanFrom(start) }
}

/** `t.*` or `db.t.*`. */
function parseTableWildcard(p: Parser, start: number, qualified: boolean): SelectItem {
  let database: Identifier | null = null
  let table = parseIdentifier(p)
  p.expect(T.DOT)
  if (qualified) {
    database = table
    table = parseIdentifierAfterDot(p)
    p.expect(T.DOT)
  }
  p.expect(T.STAR)
  return { kind: 'wildcard', database, table, span: p.spanFrom(start) }
}

/** `[AS] name`; the name may be a string. */
function parseAlias(p: Parser): Identifier | null {
  const explicit = p.accept(R.AS)
  const span = p.tokenSpan()
  if (isString(p.kind)) return { kind: 'identifier', name: parseStringText(p), span }
  if (explicit || isName(p.kind)) return parseIdentifier(p, 'an alias')
  return null
}
