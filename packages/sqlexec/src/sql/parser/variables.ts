import type { SystemVariable, UserVariable, VariableScope } from '../ast/index.ts'
import * as T from '../lexer/token-kinds.ts'
import { unquoteName } from './names.ts'
import type { Parser } from './parser.ts'
import { decodeString } from './strings.ts'

/** `@name`. */
export function parseUserVariable(p: Parser): UserVariable {
  if (p.kind !== T.USER_VARIABLE) throw p.expected('a user variable')
  const span = p.tokenSpan()
  const name = variableName(p, span.start + 1, span.end)
  p.advance()
  return { kind: 'user_variable', name, span }
}

const scopes: Record<string, VariableScope> = {
  global: 'global',
  session: 'session',
  local: 'session',
  persist: 'persist',
  persist_only: 'persist_only',
}

/** One part, or two with a dot between. */
const variableNamePattern = /^[^.]+(\.[^.]+)?$/

/** `@@name` or `@@scope.name`. */
export function parseSystemVariable(p: Parser): SystemVariable {
  const span = p.tokenSpan()
  const text = variableName(p, span.start + 2, span.end).toLowerCase()
  p.advance()
  const dot = text.indexOf('.')
  const scope = dot < 0 ? undefined : scopes[text.slice(0, dot)]
  const name = scope === undefined ? text : text.slice(dot + 1)
  if (!variableNamePattern.test(name)) {
    throw p.error('syntax', span, 'expected the name of a system variable')
  }
  return { kind: 'system_variable', scope: scope ?? null, name, span }
}

function variableName(p: Parser, start: number, end: number): string {
  const first = p.sql[start]
  if (first === '`') return unquoteName(p.sql, start, end)
  if (first === "'" || first === '"') {
    return decodeString(p.sql, start, end, !p.modes.noBackslashEscapes)
  }
  return p.sql.slice(start, end)
}
