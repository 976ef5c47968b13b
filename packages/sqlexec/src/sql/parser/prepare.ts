import type { Statement } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseStringText } from './literals.ts'
import { parseIdentifier, parseList } from './names.ts'
import type { Parser } from './parser.ts'
import { parseUserVariable } from './variables.ts'

/** PREPARE name FROM 'text' or @variable. */
export function parsePrepare(p: Parser): Statement {
  const start = p.start
  p.advance()
  const name = parseIdentifier(p, 'the name of a statement')
  p.expect(R.FROM)
  const source = p.kind === T.USER_VARIABLE ? parseUserVariable(p) : parseStringText(p)
  return { kind: 'prepare', name, source, span: p.spanFrom(start) }
}

/** EXECUTE name [USING @a, @b]. */
export function parseExecute(p: Parser): Statement {
  const start = p.start
  p.advance()
  const name = parseIdentifier(p, 'the name of a statement')
  const using = p.accept(R.USING) ? parseList(p, parseUserVariable) : []
  return { kind: 'execute', name, using, span: p.spanFrom(start) }
}

/** DEALLOCATE PREPARE name. */
export function parseDeallocate(p: Parser): Statement {
  const start = p.start
  p.advance()
  p.expect(W.PREPARE)
  const name = parseIdentifier(p, 'the name of a statement')
  return { kind: 'deallocate', name, span: p.spanFrom(start) }
}
