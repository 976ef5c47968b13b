import type { Identifier, IndexHint, NamedTable, TableFunction } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseCallArguments } from './function-call.ts'
import {
  isName,
  parseColumnNames,
  parseIdentifier,
  parseList,
  parseObjectName,
  parseOptionalColumnNames,
} from './names.ts'
import type { Parser } from './parser.ts'

const nothing: readonly never[] = []

/** A table by name with PARTITION, alias and index hints, or a function that yields a table. */
export function parseNamedTable(p: Parser): NamedTable | TableFunction {
  const start = p.start
  const name = parseObjectName(p)
  if (p.kind === T.LEFT_PAREN) {
    p.keepLiterals++
    const call = parseCallArguments(p, start, name.database, name.name.name)
    p.keepLiterals--
    const alias = parseTableAlias(p)
    const columns = alias === null ? nothing : parseOptionalColumnNames(p)
    return { kind: 'table_function', call, alias, columns, span: p.spanFrom(start) }
  }
  const partitions = parsePartitionNames(p)
  const alias = parseTableAlias(p)
  const hints = startsHint(p) ? parseHints(p) : nothing
  return { kind: 'named_table', name, alias, partitions, hints, span: p.spanFrom(start) }
}

/** `PARTITION (p0, p1)` where it stands, else empty. */
export function parsePartitionNames(p: Parser): readonly Identifier[] {
  return p.accept(R.PARTITION) ? parseColumnNames(p) : nothing
}

/** `[AS] alias`. Words that go on with the statement in this place are no alias unless AS says so. */
export function parseTableAlias(p: Parser): Identifier | null {
  if (p.accept(R.AS)) return parseIdentifier(p, 'an alias')
  if (!isName(p.kind)) return null
  const next = p.peek(1)
  if (p.kind === W.FULL && (next === R.JOIN || next === R.OUTER)) return null
  if (p.kind === W.RETURNING) return null
  if (p.kind === W.OFFSET && (next === T.INTEGER || next === T.PARAMETER)) return null
  return parseIdentifier(p)
}

function startsHint(p: Parser): boolean {
  const next = p.peek(1)
  return (
    (p.kind === R.USE || p.kind === R.IGNORE || p.kind === R.FORCE) &&
    (next === R.INDEX || next === R.KEY)
  )
}

function parseHints(p: Parser): IndexHint[] {
  const hints: IndexHint[] = []
  while (startsHint(p)) hints.push(parseHint(p))
  return hints
}

function parseHint(p: Parser): IndexHint {
  const start = p.start
  const action = p.accept(R.USE) ? 'use' : p.accept(R.IGNORE) ? 'ignore' : 'force'
  if (action === 'force') p.expect(R.FORCE)
  p.advance()
  let scope: IndexHint['scope'] = null
  if (p.accept(R.FOR)) {
    if (p.accept(R.JOIN)) scope = 'join'
    else if (p.accept2(R.ORDER, R.BY)) scope = 'order_by'
    else if (p.accept2(R.GROUP, R.BY)) scope = 'group_by'
    else throw p.expected('JOIN, ORDER BY or GROUP BY')
  }
  p.expect(T.LEFT_PAREN)
  const indexes = p.kind === T.RIGHT_PAREN ? [] : parseList(p, parseIndexName)
  p.expect(T.RIGHT_PAREN)
  return { kind: 'index_hint', action, scope, indexes, span: p.spanFrom(start) }
}

/** The name of an index; PRIMARY is one although it is reserved. */
function parseIndexName(p: Parser): Identifier {
  const span = p.tokenSpan()
  if (p.accept(R.PRIMARY)) return { kind: 'identifier', name: 'PRIMARY', span }
  return parseIdentifier(p, 'the name of an index')
}
