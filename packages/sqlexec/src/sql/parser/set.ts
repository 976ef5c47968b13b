import type { Expression, Statement, VariableAssignment, VariableScope } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import {
  isName,
  parseIdentifier,
  parseIdentifierAfterDot,
  parseList,
  parseSettingName,
} from './names.ts'
import type { Parser } from './parser.ts'
import { parseSetTransaction } from './transaction.ts'
import { parseSystemVariable, parseUserVariable } from './variables.ts'

/** SET variables, SET TRANSACTION, SET NAMES, SET CHARACTER SET. */
export function parseSet(p: Parser): Statement {
  const start = p.start
  p.expect(R.SET)
  if (p.accept(W.TRANSACTION)) return parseSetTransaction(p, start, null)
  refuseAccounts(p)
  const scope = p.kind === W.GLOBAL ? 'global' : 'session'
  const scoped = p.kind === W.GLOBAL || p.kind === W.SESSION || p.kind === W.LOCAL
  if (scoped && p.peek(1) === W.TRANSACTION) {
    p.advance()
    p.advance()
    return parseSetTransaction(p, start, scope)
  }
  const names = p.kind === W.NAMES && p.peek(1) !== T.EQUAL
  if (names || p.kind === R.CHARACTER || (p.kind === W.CHARSET && p.peek(1) !== T.EQUAL)) {
    return parseSetNames(p, start, !names)
  }
  const assignments = parseList(p, parseAssignment)
  return { kind: 'set_variables', assignments, span: p.spanFrom(start) }
}

/** SET ROLE, SET DEFAULT ROLE, SET PASSWORD: there are no accounts. */
function refuseAccounts(p: Parser): void {
  const isRole = (p.isWord('role') || p.kind === R.DEFAULT) && p.peek(1) !== T.EQUAL
  if (isRole || p.isWord('password')) throw p.unsupported(`SET ${p.text.toUpperCase()}`)
}

function parseSetNames(p: Parser, start: number, characterSetOnly: boolean): Statement {
  if (p.accept(R.CHARACTER)) p.expect(R.SET)
  else p.advance()
  const charset = p.accept(R.DEFAULT) ? null : parseSettingName(p, 'a character set')
  const collation = p.accept(R.COLLATE) ? parseSettingName(p, 'a collation') : null
  return { kind: 'set_names', characterSetOnly, charset, collation, span: p.spanFrom(start) }
}

function parseAssignment(p: Parser): VariableAssignment {
  if (p.kind === T.USER_VARIABLE) {
    const variable = parseUserVariable(p)
    takeEquals(p)
    return { kind: 'user', variable, value: p.expression() }
  }
  let scope: VariableScope | null
  let name: string
  if (p.kind === T.SYSTEM_VARIABLE) {
    const variable = parseSystemVariable(p)
    scope = variable.scope
    name = variable.name
  } else {
    scope = parseScope(p)
    name = parseVariableName(p)
  }
  takeEquals(p)
  return { kind: 'system', scope, name, value: parseValue(p) }
}

function takeEquals(p: Parser): void {
  if (!p.accept(T.ASSIGN)) p.expect(T.EQUAL)
}

/** GLOBAL, SESSION, LOCAL, PERSIST, PERSIST_ONLY in front of a name. */
function parseScope(p: Parser): VariableScope | null {
  if (p.peek(1) === T.EQUAL || p.peek(1) === T.ASSIGN || p.peek(1) === T.DOT) return null
  if (p.accept(W.GLOBAL)) return 'global'
  if (p.accept(W.SESSION) || p.accept(W.LOCAL)) return 'session'
  if (p.accept(W.PERSIST)) return 'persist'
  return p.accept(W.PERSIST_ONLY) ? 'persist_only' : null
}

function parseVariableName(p: Parser): string {
  let name = parseIdentifier(p, 'the name of a variable').name
  if (p.accept(T.DOT)) name += `.${parseIdentifierAfterDot(p).name}`
  return name.toLowerCase()
}

/** An expression; DEFAULT is `null`; a bare word such as ON, BINARY or utf8mb4 is a string. */
function parseValue(p: Parser): Expression | null {
  const next = p.peek(1)
  const last = next === T.END || next === T.COMMA || next === T.SEMICOLON
  if (!last) return p.expression()
  if (p.accept(R.DEFAULT)) return null
  const bare = isName(p.kind) || p.kind === R.ON || p.kind === R.ALL || p.kind === R.BINARY
  if (!bare || p.kind === T.QUOTED_IDENTIFIER) return p.expression()
  const span = p.tokenSpan()
  const value = p.text
  p.advance()
  return { kind: 'literal', type: 'string', value, charset: null, lift: -1, span }
}
