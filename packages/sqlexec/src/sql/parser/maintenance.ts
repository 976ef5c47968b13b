import type { MaintainTables, ObjectName, Statement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { isName, parseIdentifier, parseList, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'

/** FLUSH [LOCAL] TABLES [names] [WITH READ LOCK | FOR EXPORT], FLUSH LOGS and the like, or FLUSH alone. */
export function parseFlush(p: Parser): Statement {
  const start = p.start
  p.advance()
  if (!p.accept(W.LOCAL)) p.accept(R.NO_WRITE_TO_BINLOG)
  let subject: string | null = null
  let tables: ObjectName[] = []
  let withReadLock = false
  let forExport = false
  if (p.accept(W.TABLES) || p.accept(R.TABLE)) {
    subject = 'tables'
    if (isName(p.kind)) tables = parseList(p, (p) => parseObjectName(p))
    if (p.accept2(R.WITH, R.READ)) {
      p.expect(R.LOCK)
      withReadLock = true
    } else if (p.accept2(R.FOR, W.EXPORT)) {
      forExport = true
    }
  } else if (p.kind !== T.END && p.kind !== T.SEMICOLON) {
    subject = parseSubject(p)
  }
  const span = p.spanFrom(start)
  return { kind: 'flush', subject, tables, withReadLock, forExport, span }
}

/** Logs that FLUSH names with a word in front. */
const logKinds: ReadonlySet<string> = new Set(['binary', 'engine', 'error', 'general', 'slow'])

/** What else FLUSH takes, one word each. */
const flushSubjects: ReadonlySet<string> = new Set([
  'hosts',
  'logs',
  'optimizer_costs',
  'privileges',
  'status',
  'user_resources',
])

/** LOGS, STATUS, PRIVILEGES, BINARY LOGS, …: one or two words, joined by `_`. */
function parseSubject(p: Parser): string {
  const word = p.text.toLowerCase()
  if (logKinds.has(word)) {
    p.advance()
    p.expect(W.LOGS)
    return `${word}_logs`
  }
  if (!flushSubjects.has(word)) throw p.expected('TABLES, LOGS or STATUS')
  p.advance()
  return word
}

export function parseCheckpoint(p: Parser): Statement {
  const span = p.tokenSpan()
  p.advance()
  return { kind: 'checkpoint', span }
}

const maintenanceOptions: ReadonlySet<string> = new Set([
  'quick',
  'fast',
  'medium',
  'extended',
  'changed',
  'use_frm',
])

/** ANALYZE, CHECK, OPTIMIZE, REPAIR, CHECKSUM TABLE names [options]. */
export function parseMaintenance(p: Parser): Statement {
  const start = p.start
  const action = p.text.toLowerCase() as MaintainTables['action']
  p.advance()
  if (!p.accept(W.LOCAL)) p.accept(R.NO_WRITE_TO_BINLOG)
  if (!p.accept(W.TABLES)) p.expect(R.TABLE)
  const tables = parseList(p, (p) => parseObjectName(p))
  if (p.kind === R.UPDATE || p.kind === R.DROP) throw p.unsupported('ANALYZE TABLE … HISTOGRAM')
  const options: string[] = []
  for (;;) {
    const word = p.text.toLowerCase()
    if (p.accept2(R.FOR, W.UPGRADE)) options.push('for upgrade')
    else if (maintenanceOptions.has(word)) {
      options.push(word)
      p.advance()
    } else break
  }
  return { kind: 'maintain_tables', action, tables, options, span: p.spanFrom(start) }
}

/** KILL [CONNECTION | QUERY] id. */
export function parseKill(p: Parser): Statement {
  const start = p.start
  p.advance()
  const query = p.accept(W.QUERY)
  if (!query) p.accept(W.CONNECTION)
  const id = p.expression()
  return { kind: 'kill', target: query ? 'query' : 'connection', id, span: p.spanFrom(start) }
}

/** USE database. */
export function parseUse(p: Parser): Statement {
  const start = p.start
  p.advance()
  const database = parseIdentifier(p, 'the name of a database')
  return { kind: 'use', database, span: p.spanFrom(start) }
}
