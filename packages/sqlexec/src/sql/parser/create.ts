import type { CreateIndex, Statement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseCreateTable, parseIfNotExists } from './create-table.ts'
import { parseCreateDatabase } from './database.ts'
import { parseIndexPrefix, parseIndexTail, parseUsing } from './index-definition.ts'
import { parseIdentifier, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'
import { parseCreateRoutine, parseCreateTrigger } from './routine.ts'
import { parseCreateView, parseDefiner } from './view.ts'

/** CREATE …. */
export function parseCreate(p: Parser): Statement {
  const start = p.start
  p.expect(R.CREATE)
  const temporary = p.accept(W.TEMPORARY)
  if (temporary || p.kind === R.TABLE) {
    p.expect(R.TABLE)
    return parseCreateTable(p, start, temporary)
  }
  if (p.accept(R.DATABASE) || p.accept(R.SCHEMA)) return parseCreateDatabase(p, start, false)
  if (startsIndex(p)) return parseCreateIndex(p, start)
  const orReplace = p.accept2(R.OR, R.REPLACE)
  if (p.kind === W.ALGORITHM || p.kind === R.SQL || p.kind === W.VIEW) {
    return parseCreateView(p, start, orReplace, null, false)
  }
  const definer = p.kind === W.DEFINER ? parseDefiner(p) : null
  if (p.kind === R.SQL || p.kind === W.VIEW) {
    return parseCreateView(p, start, orReplace, definer, false)
  }
  if (p.accept(R.TRIGGER)) return parseCreateTrigger(p, start, definer)
  if (p.kind === R.PROCEDURE || p.kind === R.FUNCTION) return parseCreateRoutine(p, start, definer)
  const unsupported = ['event', 'user', 'role', 'server', 'tablespace', 'aggregate', 'spatial']
  const word = p.text.toLowerCase()
  if (unsupported.includes(word)) throw p.unsupported(`CREATE ${word.toUpperCase()}`)
  throw p.expected('TABLE, INDEX, VIEW, DATABASE, TRIGGER, PROCEDURE or FUNCTION')
}

function startsIndex(p: Parser): boolean {
  const kind = p.kind
  return (
    kind === R.INDEX ||
    ((kind === R.UNIQUE || kind === R.FULLTEXT || kind === R.SPATIAL || kind === W.VECTOR) &&
      p.peek(1) === R.INDEX)
  )
}

/** CREATE [UNIQUE | FULLTEXT | SPATIAL | VECTOR] INDEX [IF NOT EXISTS] name [USING …] ON table (…) [options]. */
function parseCreateIndex(p: Parser, start: number): CreateIndex {
  const type = parseIndexPrefix(p)
  p.expect(R.INDEX)
  const ifNotExists = parseIfNotExists(p)
  const indexStart = p.start
  const name = parseIdentifier(p, 'the name of an index')
  const using = parseUsing(p)
  p.expect(R.ON)
  const table = parseObjectName(p)
  const index = parseIndexTail(p, indexStart, type, name, using)
  skipLockHints(p)
  return { kind: 'create_index', table, ifNotExists, index, span: p.spanFrom(start) }
}

/** ALGORITHM = …, LOCK = …: how MySQL is to go about it, which means nothing here. */
export function skipLockHints(p: Parser): void {
  while (p.kind === W.ALGORITHM || p.kind === R.LOCK) {
    p.advance()
    p.accept(T.EQUAL)
    if (!p.accept(R.DEFAULT)) parseIdentifier(p, 'a value')
  }
}
