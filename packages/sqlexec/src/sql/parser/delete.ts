import type { Delete, Identifier, ObjectName, TableReference, WithClause } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseIdentifier, parseIdentifierAfterDot, parseList } from './names.ts'
import { parseOrderItems } from './order-by.ts'
import type { Parser } from './parser.ts'
import { parseLimit } from './query-clauses.ts'
import { parseSelectItems } from './select-items.ts'
import { parseTableReferences } from './table-reference.ts'

/**
 * DELETE FROM t [alias], DELETE a, b FROM tables, DELETE FROM a, b USING tables. `start` and `withClause` are those
 * of a WITH in front.
 */
export function parseDelete(p: Parser, start: number, withClause: WithClause | null): Delete {
  p.expect(R.DELETE)
  const lowPriority = p.accept(R.LOW_PRIORITY)
  const quick = p.accept(W.QUICK)
  const ignore = p.accept(R.IGNORE)
  let targets: ObjectName[] = []
  let from: TableReference[]
  if (!p.accept(R.FROM)) {
    targets = parseList(p, parseTarget)
    p.expect(R.FROM)
    from = parseTableReferences(p)
  } else if (namesTargets(p)) {
    targets = parseList(p, parseTarget)
    p.expect(R.USING)
    from = parseTableReferences(p)
  } else {
    from = parseTableReferences(p)
    if (from.length !== 1 || from[0].kind !== 'named_table') {
      const span = { start: from[0].span.start, end: p.lastEnd }
      throw p.error('syntax', span, 'a DELETE from several tables must name those whose rows go')
    }
  }
  const where = p.accept(R.WHERE) ? p.expression() : null
  const single = targets.length === 0
  const orderBy = single && p.kind === R.ORDER ? parseOrderItems(p) : []
  const limit = single && p.kind === R.LIMIT ? parseLimit(p) : null
  const returning = p.accept(W.RETURNING) ? parseSelectItems(p) : []
  return {
    kind: 'delete',
    with: withClause,
    ignore,
    lowPriority,
    quick,
    targets,
    from,
    where,
    orderBy,
    limit,
    returning,
    span: p.spanFrom(start),
  }
}

/** Whether `a, db.b.* USING` follows: names of tables up to USING, which no single table has behind it. */
function namesTargets(p: Parser): boolean {
  for (let ahead = 0; ; ahead++) {
    const kind = p.peek(ahead)
    if (kind === R.USING) return true
    const inName =
      kind === T.IDENTIFIER ||
      kind === T.QUOTED_IDENTIFIER ||
      kind === T.DOT ||
      kind === T.STAR ||
      kind === T.COMMA ||
      kind >= T.FIRST_PLAIN_WORD
    if (!inName) return false
  }
}

/** `name`, `name.*`, `database.name`, `database.name.*`. */
function parseTarget(p: Parser): ObjectName {
  const start = p.start
  let database: Identifier | null = null
  let name = parseIdentifier(p, 'a table name')
  let span = p.spanFrom(start)
  while (p.accept(T.DOT)) {
    if (p.accept(T.STAR)) break
    if (database !== null) throw p.expected("'*'")
    database = name
    name = parseIdentifierAfterDot(p)
    span = p.spanFrom(start)
  }
  return { kind: 'object_name', database, name, span }
}
