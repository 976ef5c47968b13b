import type { CreateView } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseIfNotExists } from './create-table.ts'
import { isString, parseStringText } from './literals.ts'
import { parseIdentifier, parseObjectName, parseOptionalColumnNames } from './names.ts'
import type { Parser } from './parser.ts'
import { parseUserVariable } from './variables.ts'

/** CREATE or ALTER VIEW, from ALGORITHM, DEFINER, SQL SECURITY or VIEW on. */
export function parseCreateView(
  p: Parser,
  start: number,
  orReplace: boolean,
  knownDefiner: string | null,
  alter: boolean,
): CreateView {
  let algorithm: CreateView['algorithm'] = null
  if (p.accept(W.ALGORITHM)) {
    p.expect(T.EQUAL)
    if (p.accept(W.UNDEFINED)) algorithm = 'undefined'
    else if (p.accept(W.MERGE)) algorithm = 'merge'
    else if (p.accept(W.TEMPTABLE)) algorithm = 'temptable'
    else throw p.expected('UNDEFINED, MERGE or TEMPTABLE')
  }
  const definer = p.kind === W.DEFINER ? parseDefiner(p) : knownDefiner
  let security: CreateView['security'] = null
  if (p.accept(R.SQL)) {
    p.expect(W.SECURITY)
    security = p.accept(W.DEFINER) ? 'definer' : 'invoker'
    if (security === 'invoker') p.expect(W.INVOKER)
  }
  p.expect(W.VIEW)
  const ifNotExists = parseIfNotExists(p)
  const name = parseObjectName(p, 'the name of a view')
  const columns = parseOptionalColumnNames(p)
  p.expect(R.AS)
  const query = p.query()
  return {
    kind: 'create_view',
    name,
    orReplace,
    alter,
    ifNotExists,
    columns,
    query,
    algorithm,
    definer,
    security,
    check: parseCheckOption(p),
    span: p.spanFrom(start),
  }
}

function parseCheckOption(p: Parser): CreateView['check'] {
  if (!p.accept(R.WITH)) return null
  const local = p.accept(W.LOCAL)
  if (!local) p.accept(W.CASCADED)
  p.expect(R.CHECK)
  p.expect(R.OPTION)
  return local ? 'local' : 'cascaded'
}

/** DEFINER = user@host or CURRENT_USER, as `user@host` without quotes. */
export function parseDefiner(p: Parser): string {
  p.expect(W.DEFINER)
  p.expect(T.EQUAL)
  if (p.accept(R.CURRENT_USER)) {
    if (p.accept(T.LEFT_PAREN)) p.expect(T.RIGHT_PAREN)
    return 'CURRENT_USER'
  }
  const user = isString(p.kind) ? parseStringText(p) : parseIdentifier(p, 'a user').name
  const host = p.kind === T.USER_VARIABLE ? parseUserVariable(p).name : '%'
  return `${user}@${host}`
}
