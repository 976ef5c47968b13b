import type { Identifier, ObjectName } from '../ast/index.ts'
import * as T from '../lexer/token-kinds.ts'
import type { Parser } from './parser.ts'

/** Whether a token of this kind can name something. */
export function isName(kind: number): boolean {
  return kind === T.IDENTIFIER || kind === T.QUOTED_IDENTIFIER || kind >= T.FIRST_PLAIN_WORD
}

/** A name, back-ticked or not reserved. `what` tells the message what is named. */
export function parseIdentifier(p: Parser, what = 'a name'): Identifier {
  if (!isName(p.kind)) throw p.expected(what)
  return takeIdentifier(p)
}

/** A name behind a dot, where reserved words are names too. */
export function parseIdentifierAfterDot(p: Parser): Identifier {
  if (!isName(p.kind) && p.kind < T.FIRST_RESERVED_WORD) throw p.expected('a name')
  return takeIdentifier(p)
}

function takeIdentifier(p: Parser): Identifier {
  const quoted = p.kind === T.QUOTED_IDENTIFIER
  const span = p.tokenSpan()
  const name = quoted ? unquoteName(p.sql, span.start, span.end) : p.text
  if (quoted && name === '') throw p.error('syntax', span, 'a name may not be empty')
  p.advance()
  return { kind: 'identifier', name, span }
}

/** The name between the quotes at `start` and `end - 1`, doubled quotes undone. */
export function unquoteName(sql: string, start: number, end: number): string {
  const inner = sql.slice(start + 1, end - 1)
  const quote = sql[start]
  return inner.includes(quote) ? inner.replaceAll(quote + quote, quote) : inner
}

/** `name` or `database.name`. */
export function parseObjectName(p: Parser, what = 'a table name'): ObjectName {
  const start = p.start
  let database: Identifier | null = null
  let name = parseIdentifier(p, what)
  if (p.accept(T.DOT)) {
    database = name
    name = parseIdentifierAfterDot(p)
  }
  return { kind: 'object_name', database, name, span: p.spanFrom(start) }
}

/** `item, item, …`: at least one. */
export function parseList<Item>(p: Parser, parseItem: (p: Parser) => Item): Item[] {
  const items = [parseItem(p)]
  while (p.accept(T.COMMA)) items.push(parseItem(p))
  return items
}

/** `(item, item, …)`: at least one. */
export function parseParenthesized<Item>(p: Parser, parseItem: (p: Parser) => Item): Item[] {
  p.expect(T.LEFT_PAREN)
  const items = parseList(p, parseItem)
  p.expect(T.RIGHT_PAREN)
  return items
}

/** `(name, name, …)`: at least one. */
export function parseColumnNames(p: Parser): Identifier[] {
  return parseParenthesized(p, parseColumnName)
}

/** `(name, name, …)` where it stands, else empty. */
export function parseOptionalColumnNames(p: Parser): Identifier[] {
  return p.kind === T.LEFT_PAREN ? parseColumnNames(p) : []
}

export function parseColumnName(p: Parser): Identifier {
  return parseIdentifier(p, 'a column name')
}

/** A character set, collation or the like: a bare word, BINARY, or a string. In lower case. */
export function parseSettingName(p: Parser, what: string): string {
  const text = p.text
  if (p.kind === T.STRING) {
    p.advance()
    return text.slice(1, -1).toLowerCase()
  }
  if (p.kind === T.QUOTED_IDENTIFIER) return takeIdentifier(p).name.toLowerCase()
  if (!isName(p.kind) && text.toLowerCase() !== 'binary') throw p.expected(what)
  p.advance()
  return text.toLowerCase()
}
