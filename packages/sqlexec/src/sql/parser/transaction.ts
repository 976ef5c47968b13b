import type { IsolationLevel, SetTransaction, Statement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseTableAlias } from './named-table.ts'
import { parseIdentifier, parseList, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'

/** BEGIN [WORK]. */
export function parseBegin(p: Parser): Statement {
  const start = p.start
  p.advance()
  p.accept(W.WORK)
  const span = p.spanFrom(start)
  return { kind: 'start_transaction', consistentSnapshot: false, access: null, span }
}

/** START TRANSACTION [WITH CONSISTENT SNAPSHOT] [READ ONLY | READ WRITE]. */
export function parseStart(p: Parser): Statement {
  const start = p.start
  p.advance()
  for (const word of ['replica', 'slave', 'group_replication']) {
    if (p.isWord(word)) throw p.unsupported(`START ${word.toUpperCase()}`)
  }
  p.expect(W.TRANSACTION)
  let consistentSnapshot = false
  let access: 'read_only' | 'read_write' | null = null
  if (p.kind === R.WITH || p.kind === R.READ) {
    do {
      if (p.accept(R.WITH)) {
        p.expect(W.CONSISTENT)
        p.expect(W.SNAPSHOT)
        consistentSnapshot = true
      } else {
        access = parseAccess(p)
      }
    } while (p.accept(T.COMMA))
  }
  return { kind: 'start_transaction', consistentSnapshot, access, span: p.spanFrom(start) }
}

function parseAccess(p: Parser): 'read_only' | 'read_write' {
  p.expect(R.READ)
  if (p.accept(W.ONLY)) return 'read_only'
  p.expect(R.WRITE)
  return 'read_write'
}

export function parseCommit(p: Parser): Statement {
  const start = p.start
  p.advance()
  p.accept(W.WORK)
  return { kind: 'commit', ...parseCompletion(p), span: p.spanFrom(start) }
}

/** ROLLBACK, ROLLBACK TO [SAVEPOINT] name. */
export function parseRollback(p: Parser): Statement {
  const start = p.start
  p.advance()
  p.accept(W.WORK)
  if (p.accept(R.TO)) {
    p.accept(W.SAVEPOINT)
    const savepoint = parseIdentifier(p, 'the name of a savepoint')
    return { kind: 'rollback', savepoint, chain: false, release: false, span: p.spanFrom(start) }
  }
  return { kind: 'rollback', savepoint: null, ...parseCompletion(p), span: p.spanFrom(start) }
}

/** [AND [NO] CHAIN] [[NO] RELEASE]. */
function parseCompletion(p: Parser): { chain: boolean; release: boolean } {
  let chain = false
  if (p.accept(R.AND)) {
    chain = !p.accept(W.NO)
    p.expect(W.CHAIN)
  }
  const release = !p.accept2(W.NO, R.RELEASE) && p.accept(R.RELEASE)
  return { chain, release }
}

export function parseSavepoint(p: Parser): Statement {
  const start = p.start
  p.advance()
  const name = parseIdentifier(p, 'the name of a savepoint')
  return { kind: 'savepoint', name, span: p.spanFrom(start) }
}

/** RELEASE SAVEPOINT name. */
export function parseRelease(p: Parser): Statement {
  const start = p.start
  p.advance()
  p.expect(W.SAVEPOINT)
  const name = parseIdentifier(p, 'the name of a savepoint')
  return { kind: 'release_savepoint', name, span: p.spanFrom(start) }
}

/** SET [GLOBAL | SESSION] TRANSACTION …; the word TRANSACTION was the last one taken. */
export function parseSetTransaction(
  p: Parser,
  start: number,
  scope: SetTransaction['scope'],
): SetTransaction {
  let isolation: IsolationLevel | null = null
  let access: SetTransaction['access'] = null
  do {
    if (p.accept(W.ISOLATION)) {
      p.expect(W.LEVEL)
      isolation = parseIsolation(p)
    } else {
      access = parseAccess(p)
    }
  } while (p.accept(T.COMMA))
  return { kind: 'set_transaction', scope, isolation, access, span: p.spanFrom(start) }
}

function parseIsolation(p: Parser): IsolationLevel {
  if (p.accept(W.SERIALIZABLE)) return 'serializable'
  if (p.accept2(W.REPEATABLE, R.READ)) return 'repeatable_read'
  if (p.accept2(R.READ, W.COMMITTED)) return 'read_committed'
  if (p.accept2(R.READ, W.UNCOMMITTED)) return 'read_uncommitted'
  throw p.expected('an isolation level')
}

/** LOCK TABLES t [AS a] READ | WRITE, …. */
export function parseLockTables(p: Parser): Statement {
  const start = p.start
  p.expect(R.LOCK)
  if (p.isWord('instance')) throw p.unsupported('LOCK INSTANCE')
  if (!p.accept(W.TABLES)) p.expect(R.TABLE)
  const tables = parseList(p, (p) => {
    const name = parseObjectName(p)
    const alias = parseTableAlias(p)
    return { name, alias, mode: parseLockMode(p) }
  })
  return { kind: 'lock_tables', tables, span: p.spanFrom(start) }
}

function parseLockMode(p: Parser): 'read' | 'read_local' | 'write' | 'low_priority_write' {
  if (p.accept(R.READ)) return p.accept(W.LOCAL) ? 'read_local' : 'read'
  const lowPriority = p.accept(R.LOW_PRIORITY)
  if (!p.accept(R.WRITE)) throw p.expected('READ or WRITE')
  return lowPriority ? 'low_priority_write' : 'write'
}

export function parseUnlockTables(p: Parser): Statement {
  const start = p.start
  p.expect(R.UNLOCK)
  if (!p.accept(W.TABLES)) p.expect(R.TABLE)
  return { kind: 'unlock_tables', span: p.spanFrom(start) }
}
