import type { DropRoutine, Statement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { skipLockHints } from './create.ts'
import { parseIfExists } from './create-table.ts'
import { parseIdentifier, parseList, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'

/** What MySQL drops and an embedded engine does not have. */
const unsupported = [
  'user',
  'role',
  'tablespace',
  'undo',
  'server',
  'resource',
  'spatial',
  'logfile',
]

/** DROP …. */
export function parseDrop(p: Parser): Statement {
  const start = p.start
  p.expect(R.DROP)
  if (p.kind === W.PREPARE) {
    p.advance()
    const name = parseIdentifier(p)
    return { kind: 'deallocate', name, span: p.spanFrom(start) }
  }
  const temporary = p.accept(W.TEMPORARY)
  if (temporary || p.kind === R.TABLE || p.kind === W.TABLES) {
    if (!p.accept(W.TABLES)) p.expect(R.TABLE)
    return parseDropTable(p, start, temporary)
  }
  if (p.accept(W.VIEW)) {
    const ifExists = parseIfExists(p)
    const names = parseList(p, (p) => parseObjectName(p, 'the name of a view'))
    acceptBehavior(p)
    return { kind: 'drop_view', ifExists, names, span: p.spanFrom(start) }
  }
  if (p.accept(R.INDEX)) return parseDropIndex(p, start)
  if (p.accept(R.DATABASE) || p.accept(R.SCHEMA)) {
    const ifExists = parseIfExists(p)
    const name = parseIdentifier(p, 'the name of a database')
    return { kind: 'drop_database', ifExists, name, span: p.spanFrom(start) }
  }
  const type = parseRoutineType(p)
  const word = p.text.toLowerCase()
  if (type === null && unsupported.includes(word)) {
    throw p.unsupported(`DROP ${word.toUpperCase()}`)
  }
  if (type === null)
    throw p.expected('TABLE, INDEX, VIEW, DATABASE, TRIGGER, PROCEDURE or FUNCTION')
  const ifExists = parseIfExists(p)
  const name = parseObjectName(p, 'a name')
  return { kind: 'drop_routine', type, ifExists, name, span: p.spanFrom(start) }
}

function parseDropTable(p: Parser, start: number, temporary: boolean): Statement {
  const ifExists = parseIfExists(p)
  const names = parseList(p, (p) => parseObjectName(p))
  const cascade = acceptBehavior(p)
  return { kind: 'drop_table', temporary, ifExists, names, cascade, span: p.spanFrom(start) }
}

/** RESTRICT or CASCADE; whether it was CASCADE. */
function acceptBehavior(p: Parser): boolean {
  return !p.accept(R.RESTRICT) && p.accept(R.CASCADE)
}

function parseDropIndex(p: Parser, start: number): Statement {
  const ifExists = parseIfExists(p)
  const span = p.tokenSpan()
  const name = p.accept(R.PRIMARY)
    ? ({ kind: 'identifier', name: 'PRIMARY', span } as const)
    : parseIdentifier(p, 'the name of an index')
  if (p.kind === T.END) throw p.expected('ON and the table of the index')
  p.expect(R.ON)
  const table = parseObjectName(p)
  skipLockHints(p)
  return { kind: 'drop_index', ifExists, name, table, span: p.spanFrom(start) }
}

function parseRoutineType(p: Parser): DropRoutine['type'] | null {
  if (p.accept(R.TRIGGER)) return 'trigger'
  if (p.accept(R.PROCEDURE)) return 'procedure'
  if (p.accept(R.FUNCTION)) return 'function'
  return p.accept(W.EVENT) ? 'event' : null
}
