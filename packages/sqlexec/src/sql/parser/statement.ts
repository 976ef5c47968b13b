import type { Statement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseAlter, parseRenameTable, parseTruncate } from './alter.ts'
import { parseCopy } from './copy.ts'
import { parseCreate } from './create.ts'
import { parseDelete } from './delete.ts'
import { parseDrop } from './drop.ts'
import { parseExplain } from './explain.ts'
import { parseInsert } from './insert.ts'
import { parseLoadData } from './load-data.ts'
import * as maintenance from './maintenance.ts'
import { parseList, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'
import * as prepare from './prepare.ts'
import { parseQuery, parseQueryAfterWith, parseWith } from './query.ts'
import { parseSet } from './set.ts'
import { parseShow } from './show.ts'
import { suggestStatement } from './suggestion.ts'
import * as transaction from './transaction.ts'
import { parseUpdate } from './update.ts'

/** A rule and whether the literals of its statements stay in the plan. */
interface StatementRule {
  readonly parse: (p: Parser) => Statement
  readonly keepsLiterals: boolean
}

/** The rule by the kind of the first token. */
const rules: (StatementRule | undefined)[] = []

function define(kinds: readonly number[], parse: (p: Parser) => Statement, lifts = false): void {
  for (const kind of kinds) rules[kind] = { parse, keepsLiterals: !lifts }
}

define([R.SELECT, R.VALUES, R.TABLE, T.LEFT_PAREN], parseQuery, true)
define([R.WITH], parseWithStatement, true)
define([R.INSERT, R.REPLACE], parseInsert, true)
define([R.UPDATE], (p) => parseUpdate(p, p.start, null), true)
define([R.DELETE], (p) => parseDelete(p, p.start, null), true)
define([R.EXPLAIN, R.DESCRIBE, R.DESC], parseExplain, true)
define([R.CREATE], parseCreate)
define([R.DROP], parseDrop)
define([R.ALTER], parseAlter)
define([R.RENAME], parseRenameTable)
define([W.TRUNCATE], parseTruncate)
define([W.BEGIN], transaction.parseBegin)
define([W.START], transaction.parseStart)
define([W.COMMIT], transaction.parseCommit)
define([W.ROLLBACK], transaction.parseRollback)
define([W.SAVEPOINT], transaction.parseSavepoint)
define([R.RELEASE], transaction.parseRelease)
define([R.LOCK], transaction.parseLockTables)
define([R.UNLOCK], transaction.parseUnlockTables)
define([R.SET], parseSet)
define([R.SHOW], parseShow)
define([R.USE], maintenance.parseUse)
define([W.FLUSH], maintenance.parseFlush)
define([W.CHECKPOINT], maintenance.parseCheckpoint)
define([R.KILL], maintenance.parseKill)
define([R.ANALYZE, R.CHECK, R.OPTIMIZE, W.REPAIR, W.CHECKSUM], maintenance.parseMaintenance)
define([W.PREPARE], prepare.parsePrepare)
define([W.EXECUTE], prepare.parseExecute)
define([W.DEALLOCATE], prepare.parseDeallocate)
define([R.CALL], parseCall)
define([W.DO], parseDo)
define([R.LOAD], parseLoadData)
define([W.COPY], parseCopy)

/** Statements of MySQL that have no meaning for an embedded engine, by their first word. */
const unsupportedWords = [
  'grant revoke handler xa install uninstall reset purge change binlog signal resignal get help import cache stop',
  'clone restart shutdown declare fetch iterate leave loop repeat return while',
].flatMap((line) => line.split(' '))

/** One statement, without its delimiter. */
export function parseStatementRule(p: Parser): Statement {
  const rule = rules[p.kind]
  if (rule === undefined) throw unknownStatement(p)
  const keeps = rule.keepsLiterals ? 1 : 0
  p.keepLiterals += keeps
  p.enter(1)
  const statement = rule.parse(p)
  p.leave(1)
  p.keepLiterals -= keeps
  return statement
}

function unknownStatement(p: Parser) {
  const word = p.text.toLowerCase()
  if (unsupportedWords.includes(word)) return p.unsupported(word.toUpperCase())
  const suggestion = p.kind === T.IDENTIFIER ? suggestStatement(word) : null
  const hint = suggestion === null ? '' : ` (did you mean ${suggestion}?)`
  return p.expected(`a statement${hint}`)
}

/** WITH in front of a query, UPDATE or DELETE. */
function parseWithStatement(p: Parser): Statement {
  const start = p.start
  const withClause = parseWith(p)
  if (p.kind === R.UPDATE) return parseUpdate(p, start, withClause)
  if (p.kind === R.DELETE) return parseDelete(p, start, withClause)
  return parseQueryAfterWith(p, start, withClause)
}

/** CALL name [(args)]. */
function parseCall(p: Parser): Statement {
  const start = p.start
  p.advance()
  const name = parseObjectName(p, 'the name of a procedure')
  const args = []
  if (p.accept(T.LEFT_PAREN) && !p.accept(T.RIGHT_PAREN)) {
    args.push(...parseList(p, (p) => p.expression()))
    p.expect(T.RIGHT_PAREN)
  }
  return { kind: 'call', name, args, span: p.spanFrom(start) }
}

/** DO expression, …. */
function parseDo(p: Parser): Statement {
  const start = p.start
  p.advance()
  const expressions = parseList(p, (p) => p.expression())
  return { kind: 'do', expressions, span: p.spanFrom(start) }
}
