import type { Identifier, ShowFilter, ShowList, Statement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseIfNotExists } from './create-table.ts'
import { parseNumber, parseStringText } from './literals.ts'
import { parseIdentifier, parseObjectName } from './names.ts'
import type { Parser } from './parser.ts'

/** SHOW …. */
export function parseShow(p: Parser): Statement {
  const start = p.start
  p.expect(R.SHOW)
  if (p.accept(R.CREATE)) return parseShowCreate(p, start)
  if (p.kind === W.WARNINGS || p.kind === W.ERRORS || p.kind === W.COUNT) {
    return parseDiagnostics(p, start)
  }
  const extended = p.accept(W.EXTENDED)
  const full = p.accept(W.FULL)
  if (p.accept(W.COLUMNS) || p.accept(W.FIELDS)) {
    const table = parseOwner(p)
    const filter = parseFilter(p)
    return { kind: 'show_columns', full, extended, table, filter, span: p.spanFrom(start) }
  }
  if (p.accept(R.INDEX) || p.accept(W.INDEXES) || p.accept(R.KEYS)) {
    const table = parseOwner(p)
    const filter = parseFilter(p)
    return { kind: 'show_indexes', extended, table, filter, span: p.spanFrom(start) }
  }
  return parseShowList(p, start, full, extended)
}

function parseShowList(p: Parser, start: number, full: boolean, extended: boolean): ShowList {
  let scope: ShowList['scope'] = null
  if (p.accept(W.GLOBAL)) scope = 'global'
  else if (p.accept(W.SESSION) || p.accept(W.LOCAL)) scope = 'session'
  const subject = parseSubject(p)
  let database: Identifier | null = null
  if (p.accept(R.FROM) || p.accept(R.IN)) database = parseIdentifier(p, 'the name of a database')
  else if (subject === 'grants') skipGrantee(p)
  const filter = parseFilter(p)
  return {
    kind: 'show_list',
    subject,
    full,
    extended,
    scope,
    database,
    filter,
    span: p.spanFrom(start),
  }
}

/** Subjects of one word by kind. */
const subjects = new Map<number, ShowList['subject']>([
  [R.DATABASES, 'databases'],
  [R.SCHEMAS, 'databases'],
  [W.TABLES, 'tables'],
  [W.TRIGGERS, 'triggers'],
  [W.EVENTS, 'events'],
  [W.VARIABLES, 'variables'],
  [W.STATUS, 'status'],
  [W.COLLATION, 'collation'],
  [W.CHARSET, 'character_set'],
  [W.ENGINES, 'engines'],
  [W.PLUGINS, 'plugins'],
  [W.PRIVILEGES, 'privileges'],
  [W.PROCESSLIST, 'processlist'],
  [W.GRANTS, 'grants'],
])

function parseSubject(p: Parser): ShowList['subject'] {
  const subject = subjects.get(p.kind)
  if (subject !== undefined) {
    p.advance()
    return subject
  }
  if (p.accept2(R.CHARACTER, R.SET)) return 'character_set'
  if (p.accept2(R.CHAR, R.SET)) return 'character_set'
  if (p.accept2(R.TABLE, W.STATUS)) return 'table_status'
  if (p.accept2(W.OPEN, W.TABLES)) return 'open_tables'
  if (p.accept2(R.PROCEDURE, W.STATUS)) return 'procedure_status'
  if (p.accept2(R.FUNCTION, W.STATUS)) return 'function_status'
  if (p.accept2(R.BINARY, W.LOGS)) return 'binary_logs'
  if (p.isWord('storage') && p.peek(1) === W.ENGINES) {
    p.advance()
    p.advance()
    return 'engines'
  }
  throw p.expected('TABLES, COLUMNS, INDEX, DATABASES, VARIABLES, STATUS or another list')
}

/** FOR user of SHOW GRANTS: there is one user here. */
function skipGrantee(p: Parser): void {
  if (!p.accept(R.FOR)) return
  if (p.accept(R.CURRENT_USER)) {
    if (p.accept(T.LEFT_PAREN)) p.expect(T.RIGHT_PAREN)
    return
  }
  if (p.kind === T.STRING) p.advance()
  else parseIdentifier(p, 'a user')
  p.accept(T.USER_VARIABLE)
}

/** FROM table [FROM database], or FROM database.table. */
function parseOwner(p: Parser): ReturnType<typeof parseObjectName> {
  const start = p.start
  if (!p.accept(R.FROM) && !p.accept(R.IN)) throw p.expected('FROM')
  const table = parseObjectName(p)
  if (!p.accept(R.FROM) && !p.accept(R.IN)) return table
  const database = parseIdentifier(p, 'the name of a database')
  return { kind: 'object_name', database, name: table.name, span: p.spanFrom(start) }
}

/** LIKE 'pattern' or WHERE condition. */
export function parseFilter(p: Parser): ShowFilter | null {
  if (p.accept(R.LIKE)) return { kind: 'like', pattern: parseStringText(p) }
  if (!p.accept(R.WHERE)) return null
  return { kind: 'where', condition: p.expression() }
}

function parseShowCreate(p: Parser, start: number): Statement {
  let type: 'table' | 'view' | 'database' | 'procedure' | 'function' | 'trigger' | 'event'
  if (p.accept(R.TABLE)) type = 'table'
  else if (p.accept(W.VIEW)) type = 'view'
  else if (p.accept(R.DATABASE) || p.accept(R.SCHEMA)) type = 'database'
  else if (p.accept(R.PROCEDURE)) type = 'procedure'
  else if (p.accept(R.FUNCTION)) type = 'function'
  else if (p.accept(R.TRIGGER)) type = 'trigger'
  else if (p.accept(W.EVENT)) type = 'event'
  else throw p.expected('TABLE, VIEW or DATABASE')
  const ifNotExists = parseIfNotExists(p)
  const name = parseObjectName(p, 'a name')
  return { kind: 'show_create', type, ifNotExists, name, span: p.spanFrom(start) }
}

/** SHOW WARNINGS [LIMIT …], SHOW COUNT(*) WARNINGS, and the same of ERRORS. */
function parseDiagnostics(p: Parser, start: number): Statement {
  const count = p.accept(W.COUNT)
  if (count) {
    p.expect(T.LEFT_PAREN)
    p.expect(T.STAR)
    p.expect(T.RIGHT_PAREN)
  }
  const type = p.accept(W.WARNINGS) ? 'warnings' : 'errors'
  if (type === 'errors') p.expect(W.ERRORS)
  let limit: number | null = null
  let offset: number | null = null
  if (p.accept(R.LIMIT)) {
    limit = parseNumber(p)
    if (p.accept(T.COMMA)) {
      offset = limit
      limit = parseNumber(p)
    } else if (p.accept(W.OFFSET)) {
      offset = parseNumber(p)
    }
  }
  return { kind: 'show_diagnostics', type, count, limit, offset, span: p.spanFrom(start) }
}
