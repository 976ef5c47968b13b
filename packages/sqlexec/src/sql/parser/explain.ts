import type { ExplainFormat, Statement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { isString, parseStringText } from './literals.ts'
import { isName, parseIdentifier, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'

/** EXPLAIN [ANALYZE] [FORMAT = …] statement, and DESCRIBE table [column], which the three words all mean. */
export function parseExplain(p: Parser): Statement {
  const start = p.start
  p.advance()
  if (describesTable(p)) return parseDescribe(p, start)
  let analyze = p.accept(R.ANALYZE)
  p.acceptWord('extended')
  p.accept(W.PARTITIONS)
  const format = parseFormat(p)
  analyze = p.accept(R.ANALYZE) || analyze
  if (p.kind === R.FOR) throw p.unsupported('EXPLAIN FOR CONNECTION')
  const statement = p.statement()
  return { kind: 'explain', analyze, format, statement, span: p.spanFrom(start) }
}

/** Whether a table's name follows rather than a statement. */
function describesTable(p: Parser): boolean {
  if (!isName(p.kind)) return false
  const next = p.peek(1)
  if (p.kind === W.FORMAT && next === T.EQUAL) return false
  const explains = p.kind === W.EXTENDED || p.kind === W.PARTITIONS
  return !(explains && next >= T.FIRST_RESERVED_WORD)
}

function parseDescribe(p: Parser, start: number): Statement {
  const table = parseObjectName(p)
  let pattern: string | null = null
  if (isString(p.kind)) pattern = parseStringText(p)
  else if (isName(p.kind)) pattern = parseIdentifier(p).name
  const filter = pattern === null ? null : ({ kind: 'like', pattern } as const)
  const span = p.spanFrom(start)
  return { kind: 'show_columns', full: false, extended: false, table, filter, span }
}

function parseFormat(p: Parser): ExplainFormat | null {
  if (!p.accept(W.FORMAT)) return null
  p.expect(T.EQUAL)
  const name = (isString(p.kind) ? parseStringText(p) : parseIdentifier(p).name).toLowerCase()
  if (name === 'traditional' || name === 'default') return 'traditional'
  if (name === 'json' || name === 'tree') return name
  throw p.unsupported(`EXPLAIN FORMAT = ${name.toUpperCase()}`)
}
