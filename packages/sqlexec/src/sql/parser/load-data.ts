import type { Expression, LoadData } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseColumnReference } from './columns.ts'
import { parseNumber, parseStringText } from './literals.ts'
import { parseObjectName, parseParenthesized } from './names.ts'
import type { Parser } from './parser.ts'
import { parseSetClauses } from './set-clause.ts'
import { parseTextFileClauses } from './text-file.ts'
import { parseUserVariable } from './variables.ts'

/** LOAD DATA [LOCAL] INFILE 'path' [IGNORE | REPLACE] INTO TABLE t …. */
export function parseLoadData(p: Parser): LoadData {
  const start = p.start
  p.expect(R.LOAD)
  if (p.kind === R.INDEX || p.isWord('xml')) throw p.unsupported(`LOAD ${p.text.toUpperCase()}`)
  p.expect(W.DATA)
  if (!p.accept(R.LOW_PRIORITY)) p.accept(W.CONCURRENT)
  const local = p.accept(W.LOCAL)
  p.expect(R.INFILE)
  const path = parseStringText(p)
  const onDuplicate = p.accept(R.IGNORE) ? 'ignore' : p.accept(R.REPLACE) ? 'replace' : null
  p.expect(R.INTO)
  p.expect(R.TABLE)
  const table = parseObjectName(p)
  const clauses = parseTextFileClauses(p)
  let ignoreLines = 0
  if (p.accept(R.IGNORE)) {
    ignoreLines = parseNumber(p)
    if (!p.accept(R.LINES)) p.expect(R.ROWS)
  }
  const columns = p.kind === T.LEFT_PAREN ? parseParenthesized(p, parseTarget) : []
  const set = p.accept(R.SET) ? parseSetClauses(p) : []
  return {
    kind: 'load_data',
    local,
    path,
    onDuplicate,
    table,
    ...clauses,
    ignoreLines,
    columns,
    set,
    span: p.spanFrom(start),
  }
}

function parseTarget(p: Parser): Expression {
  return p.kind === T.USER_VARIABLE ? parseUserVariable(p) : parseColumnReference(p)
}
