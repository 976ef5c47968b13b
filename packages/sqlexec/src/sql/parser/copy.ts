import type { CopyFrom, CopyOption, CopyTo, Query } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { isString, parseNumber, parseStringText } from './literals.ts'
import { isName, parseColumnNames, parseList, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'

/** COPY table [(columns)] FROM | TO 'path' [[WITH] (options)], COPY (query) TO 'path' [[WITH] (options)]. */
export function parseCopy(p: Parser): CopyFrom | CopyTo {
  const start = p.start
  p.expect(W.COPY)
  const query = parseSource(p)
  const table = query === null ? parseObjectName(p) : null
  const columns = table !== null && p.kind === T.LEFT_PAREN ? parseColumnNames(p) : null
  if (table !== null && p.accept(R.FROM)) {
    const path = parseStringText(p)
    const options = parseOptions(p)
    return { kind: 'copy_from', table, columns, path, options, span: p.spanFrom(start) }
  }
  if (!p.accept(R.TO)) throw p.expected(table === null ? 'TO' : 'FROM or TO')
  const path = parseStringText(p)
  const options = parseOptions(p)
  return { kind: 'copy_to', table, columns, query, path, options, span: p.spanFrom(start) }
}

function parseSource(p: Parser): Query | null {
  if (!p.accept(T.LEFT_PAREN)) return null
  const query = p.query()
  p.expect(T.RIGHT_PAREN)
  return query
}

function parseOptions(p: Parser): CopyOption[] {
  p.accept(R.WITH)
  if (!p.accept(T.LEFT_PAREN)) return []
  const options = parseList(p, parseOption)
  p.expect(T.RIGHT_PAREN)
  return options
}

function parseOption(p: Parser): CopyOption {
  const start = p.start
  if (p.kind < T.FIRST_RESERVED_WORD && !isName(p.kind)) throw p.expected('the name of an option')
  const name = p.text.toLowerCase()
  p.advance()
  const value = parseValue(p)
  return { kind: 'copy_option', name, value, span: p.spanFrom(start) }
}

/** A string, a number, TRUE, FALSE or a word; nothing in front of a comma or the end. */
function parseValue(p: Parser): CopyOption['value'] {
  if (isString(p.kind)) return parseStringText(p)
  if (p.kind === T.COMMA || p.kind === T.RIGHT_PAREN) return null
  if (p.accept(R.TRUE)) return true
  if (p.accept(R.FALSE)) return false
  if (p.kind >= T.FIRST_RESERVED_WORD || isName(p.kind)) {
    const word = p.text
    p.advance()
    return word
  }
  return parseNumber(p)
}
