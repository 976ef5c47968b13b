import type { BinaryOperator, Expression } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseStringLiteral } from './literals.ts'
import { parseSettingName } from './names.ts'
import type { Parser } from './parser.ts'
import * as P from './powers.ts'
import { parsePredicate, startsPredicate } from './predicates.ts'
import { parsePrimary } from './primary.ts'

/**
 * An expression whose operators all bind tighter than `minPower` (see powers.ts), by precedence climbing.
 * 0 takes every operator.
 */
export function parseExpression(p: Parser, minPower: number): Expression {
  p.enter(1)
  const start = p.start
  let left = parsePrimary(p)
  for (;;) {
    const kind = p.kind
    let power = P.infixPower[kind]
    if (power <= minPower) {
      // `||` binds tightly where it joins strings.
      if (kind !== T.DOUBLE_BAR || !p.modes.pipesAsConcat || P.CONCAT_POWER <= minPower) break
    }
    let rule = P.infixRule[kind]
    if (kind === T.DOUBLE_BAR && p.modes.pipesAsConcat) {
      rule = P.BINARY_INFIX
      power = P.CONCAT_POWER
    }
    if (rule === P.LOGICAL_INFIX) {
      left = parseLogical(p, start, left, power)
      continue
    }
    p.links++
    if (rule === P.COMPARISON_INFIX) {
      left = parseComparison(p, start, left)
    } else if (rule === P.BINARY_INFIX) {
      const operator = P.binaryOperator[kind] ?? 'concat'
      left = parseBinary(p, start, left, operator, power)
    } else if (rule === P.PREDICATE_INFIX) {
      if (!startsPredicate(p)) break
      left = parsePredicate(p, start, left)
    } else {
      left = rule === P.COLLATE_INFIX ? parseCollate(p, start, left) : parseArrow(p, start, left)
    }
  }
  p.leave(1)
  return left
}

/** A chain of one operator becomes one node, so that ten thousand ANDs are not ten thousand levels. */
function parseLogical(p: Parser, start: number, first: Expression, power: number): Expression {
  const operator = P.logicalOperator[p.kind]
  const operands = [first]
  do {
    p.advance()
    operands.push(parseExpression(p, power))
  } while (P.logicalOperator[p.kind] === operator && P.infixPower[p.kind] === power && !isConcat(p))
  return { kind: 'logical', operator, operands, span: p.spanFrom(start) }
}

function isConcat(p: Parser): boolean {
  return p.kind === T.DOUBLE_BAR && p.modes.pipesAsConcat === true
}

function parseComparison(p: Parser, start: number, left: Expression): Expression {
  const operator = P.comparisonOperator[p.kind]
  p.advance()
  const quantified = p.kind === R.ALL || p.kind === W.ANY || p.kind === W.SOME
  if (quantified && p.peek(1) === T.LEFT_PAREN) {
    const quantifier = p.kind === R.ALL ? 'all' : 'any'
    p.advance()
    p.advance()
    const query = p.query()
    p.expect(T.RIGHT_PAREN)
    const span = p.spanFrom(start)
    return { kind: 'quantified', operand: left, operator, quantifier, query, span }
  }
  const right = parseExpression(p, P.COMPARISON_POWER)
  return { kind: 'comparison', operator, left, right, span: p.spanFrom(start) }
}

function parseBinary(
  p: Parser,
  start: number,
  left: Expression,
  operator: BinaryOperator,
  power: number,
): Expression {
  p.advance()
  const right = parseExpression(p, power)
  return { kind: 'binary', operator, left, right, span: p.spanFrom(start) }
}

function parseCollate(p: Parser, start: number, operand: Expression): Expression {
  p.advance()
  const collation = parseSettingName(p, 'a collation')
  return { kind: 'collate', operand, collation, span: p.spanFrom(start) }
}

function parseArrow(p: Parser, start: number, operand: Expression): Expression {
  const unquote = p.kind === T.DOUBLE_ARROW
  p.advance()
  p.keepLiterals++
  const path = parseStringLiteral(p)
  p.keepLiterals--
  return { kind: 'json_arrow', operand, path, unquote, span: p.spanFrom(start) }
}
