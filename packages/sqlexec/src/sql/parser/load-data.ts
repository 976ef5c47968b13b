import type { Expression, LoadData } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseColumnReference } from './columns.ts'
import { parseNumber, parseStringText } from './literals.ts'
import { parseObjectName, parseParenthesized, parseSettingName } from './names.ts'
import type { Parser } from './parser.ts'
import { parseSetClauses } from './set-clause.ts'
import { parseUserVariable } from './variables.ts'

/** LOAD DATA [LOCAL] INFILE 'path' [IGNORE | REPLACE] INTO TABLE t …. */
export function parseLoadData(p: Parser): LoadData {
  const start = p.start
  p.expect(R.LOAD)
  p.expect(W.DATA)
  if (!p.accept(R.LOW_PRIORITY)) p.accept(W.CONCURRENT)
  const local = p.accept(W.LOCAL)
  p.expect(R.INFILE)
  const path = parseStringText(p)
  const onDuplicate = p.accept(R.IGNORE) ? 'ignore' : p.accept(R.REPLACE) ? 'replace' : null
  p.expect(R.INTO)
  p.expect(R.TABLE)
  const table = parseObjectName(p)
  const named = p.accept2(R.CHARACTER, R.SET) || p.accept(W.CHARSET)
  const charset = named ? parseSettingName(p, 'a character set') : null
  const fields = parseFields(p)
  const lines = parseLines(p)
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
    charset,
    ...fields,
    ...lines,
    ignoreLines,
    columns,
    set,
    span: p.spanFrom(start),
  }
}

function parseFields(p: Parser) {
  const fields = {
    fieldsTerminated: null as string | null,
    fieldsEnclosed: null as string | null,
    enclosedOptionally: false,
    fieldsEscaped: null as string | null,
  }
  if (!p.accept(W.FIELDS) && !p.accept(W.COLUMNS)) return fields
  for (;;) {
    if (p.accept2(R.TERMINATED, R.BY)) fields.fieldsTerminated = parseStringText(p)
    else if (p.accept2(R.ESCAPED, R.BY)) fields.fieldsEscaped = parseStringText(p)
    else if (p.kind === R.OPTIONALLY || p.kind === R.ENCLOSED) {
      fields.enclosedOptionally = p.accept(R.OPTIONALLY)
      p.expect(R.ENCLOSED)
      p.expect(R.BY)
      fields.fieldsEnclosed = parseStringText(p)
    } else return fields
  }
}

function parseLines(p: Parser) {
  const lines = { linesStarting: null as string | null, linesTerminated: null as string | null }
  if (!p.accept(R.LINES)) return lines
  for (;;) {
    if (p.accept2(R.STARTING, R.BY)) lines.linesStarting = parseStringText(p)
    else if (p.accept2(R.TERMINATED, R.BY)) lines.linesTerminated = parseStringText(p)
    else return lines
  }
}

function parseTarget(p: Parser): Expression {
  return p.kind === T.USER_VARIABLE ? parseUserVariable(p) : parseColumnReference(p)
}
