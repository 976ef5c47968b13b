import type { Update, WithClause } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import { parseOrderItems } from './order-by.ts'
import type { Parser } from './parser.ts'
import { parseLimit } from './query-clauses.ts'
import { parseSelectItems } from './select-items.ts'
import { parseSetClauses } from './set-clause.ts'
import { parseTableReferences } from './table-reference.ts'

/** UPDATE of one table or several. `start` and `withClause` are those of a WITH in front. */
export function parseUpdate(p: Parser, start: number, withClause: WithClause | null): Update {
  p.expect(R.UPDATE)
  const lowPriority = p.accept(R.LOW_PRIORITY)
  const ignore = p.accept(R.IGNORE)
  const tables = parseTableReferences(p)
  p.expect(R.SET)
  const set = parseSetClauses(p)
  const where = p.accept(R.WHERE) ? p.expression() : null
  const single = tables.length === 1 && tables[0].kind === 'named_table'
  if (!single && (p.kind === R.ORDER || p.kind === R.LIMIT)) {
    throw p.expected('no ORDER BY or LIMIT in an UPDATE of several tables')
  }
  const orderBy = p.kind === R.ORDER ? parseOrderItems(p) : []
  const limit = p.kind === R.LIMIT ? parseLimit(p) : null
  const returning = p.accept(W.RETURNING) ? parseSelectItems(p) : []
  return {
    kind: 'update',
    with: withClause,
    ignore,
    lowPriority,
    tables,
    set,
    where,
    orderBy,
    limit,
    returning,
    span: p.spanFrom(start),
  }
}
