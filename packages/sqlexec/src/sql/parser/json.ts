import type { JsonFallback, Literal, StringLiteral } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import { parseStringLiteral } from './literals.ts'
import type { Parser } from './parser.ts'

/** A JSON path, which is part of the plan. */
export function parseJsonPath(p: Parser): StringLiteral {
  p.keepLiterals++
  const path = parseStringLiteral(p)
  p.keepLiterals--
  return path
}

/** NULL, ERROR or DEFAULT literal, in front of ON EMPTY and ON ERROR. */
export function parseJsonFallback(p: Parser): JsonFallback {
  if (p.accept(R.NULL)) return { kind: 'null' }
  if (p.accept(W.ERROR)) return { kind: 'error' }
  if (!p.accept(R.DEFAULT)) throw p.expected('NULL, ERROR or DEFAULT')
  return { kind: 'default', value: parseFallbackLiteral(p) }
}

function parseFallbackLiteral(p: Parser): Literal {
  const span = p.tokenSpan()
  p.keepLiterals++
  const value = p.expression()
  p.keepLiterals--
  if (value.kind !== 'literal') throw p.error('syntax', span, 'expected a literal after DEFAULT')
  return value
}
