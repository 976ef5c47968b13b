import type { Statement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import { parseAlterTable } from './alter-table.ts'
import { parseCreateDatabase } from './database.ts'
import { parseList, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'
import { parseCreateView, parseDefiner } from './view.ts'

/** ALTER …. */
export function parseAlter(p: Parser): Statement {
  const start = p.start
  p.expect(R.ALTER)
  if (p.accept(R.TABLE)) return parseAlterTable(p, start)
  if (p.accept(R.DATABASE) || p.accept(R.SCHEMA)) return parseCreateDatabase(p, start, true)
  const definer = p.kind === W.DEFINER ? parseDefiner(p) : null
  if (p.kind === W.VIEW || p.kind === W.ALGORITHM || p.kind === R.SQL) {
    return parseCreateView(p, start, false, definer, true)
  }
  const unsupported = ['event', 'user', 'procedure', 'function', 'server', 'tablespace', 'instance']
  const word = p.text.toLowerCase()
  if (unsupported.includes(word)) throw p.unsupported(`ALTER ${word.toUpperCase()}`)
  throw p.expected('TABLE, VIEW or DATABASE')
}

/** RENAME TABLE a TO b, …. */
export function parseRenameTable(p: Parser): Statement {
  const start = p.start
  p.expect(R.RENAME)
  if (p.kind === W.USER) throw p.unsupported('RENAME USER')
  if (!p.accept(W.TABLES)) p.expect(R.TABLE)
  const renames = parseList(p, (p) => {
    const from = parseObjectName(p)
    p.expect(R.TO)
    return { from, to: parseObjectName(p) }
  })
  return { kind: 'rename_table', renames, span: p.spanFrom(start) }
}

/** TRUNCATE [TABLE] t. */
export function parseTruncate(p: Parser): Statement {
  const start = p.start
  p.expect(W.TRUNCATE)
  p.accept(R.TABLE)
  const name = parseObjectName(p)
  return { kind: 'truncate_table', name, span: p.spanFrom(start) }
}
