import type { IntoClause, Limit, LimitValue, LockingClause } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { exactInteger, parseStringText } from './literals.ts'
import { parseList, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'
import { noClauses, parseTextFileClauses } from './text-file.ts'
import { parseUserVariable } from './variables.ts'

/** LIMIT count [OFFSET offset], LIMIT offset, count, or OFFSET offset alone. */
export function parseLimit(p: Parser): Limit {
  const start = p.start
  let count: LimitValue | null = null
  let offset: LimitValue | null = null
  if (p.accept(R.LIMIT)) {
    count = parseLimitValue(p)
    if (p.accept(T.COMMA)) {
      offset = count
      count = parseLimitValue(p)
    } else if (p.accept(W.OFFSET)) {
      offset = parseLimitValue(p)
    }
  } else {
    p.expect(W.OFFSET)
    offset = parseLimitValue(p)
    if (!p.accept(R.ROW)) p.accept(R.ROWS)
  }
  return { kind: 'limit', count, offset, span: p.spanFrom(start) }
}

function parseLimitValue(p: Parser): LimitValue {
  if (p.kind === T.USER_VARIABLE) return parseUserVariable(p)
  const span = p.tokenSpan()
  const text = p.text
  if (p.accept(T.PARAMETER)) return { kind: 'parameter', index: p.parameterCount++, span }
  if (!p.accept(T.INTEGER)) throw p.expected('a number of rows')
  return exactInteger(text)
}

/** FOR UPDATE, FOR SHARE with their details, as often as they stand, or LOCK IN SHARE MODE. */
export function parseLocking(p: Parser): LockingClause[] {
  const clauses: LockingClause[] = []
  while (p.kind === R.FOR || p.kind === R.LOCK) clauses.push(parseLockingClause(p))
  return clauses
}

function parseLockingClause(p: Parser): LockingClause {
  const start = p.start
  if (p.accept(R.LOCK)) {
    p.expect(R.IN)
    p.expect(W.SHARE)
    p.expect(W.MODE)
    const span = p.spanFrom(start)
    return { kind: 'locking', strength: 'share', tables: [], wait: 'wait', span }
  }
  p.expect(R.FOR)
  const strength = p.accept(R.UPDATE) ? 'update' : p.accept(W.SHARE) ? 'share' : null
  if (strength === null) throw p.expected('UPDATE or SHARE')
  const tables = p.accept(R.OF) ? parseList(p, (p) => parseObjectName(p)) : []
  const wait = p.accept(W.NOWAIT) ? 'nowait' : p.accept2(W.SKIP, W.LOCKED) ? 'skip_locked' : 'wait'
  return { kind: 'locking', strength, tables, wait, span: p.spanFrom(start) }
}

/** INTO @a, @b, or INTO OUTFILE / DUMPFILE 'path'. */
export function parseInto(p: Parser): IntoClause {
  if (p.into !== null) throw p.error('syntax', p.tokenSpan(), 'a query may have only one INTO')
  p.expect(R.INTO)
  const dump = p.kind === W.DUMPFILE
  if (dump || p.kind === R.OUTFILE) {
    p.advance()
    const path = parseStringText(p)
    return { kind: 'into_file', dump, path, clauses: dump ? noClauses : parseTextFileClauses(p) }
  }
  return { kind: 'into_variables', variables: parseList(p, parseUserVariable) }
}
