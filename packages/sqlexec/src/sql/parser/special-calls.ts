import type { Expression, JsonFallback } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseParenthesizedColumn } from './columns.ts'
import { parseCastType } from './data-type.ts'
import { functionCall } from './function-call.ts'
import { parseUnit } from './interval-units.ts'
import { parseJsonFallback, parseJsonPath } from './json.ts'
import { parseList, parseSettingName } from './names.ts'
import { parseQueryOrExpression } from './parenthesized.ts'
import type { Parser } from './parser.ts'
import { PREDICATE_POWER } from './powers.ts'

/** 1 for words whose calls have a syntax of their own. */
export const specialCalls = new Uint8Array(T.KIND_COUNT)
for (const kind of [
  W.CAST,
  R.CONVERT,
  R.CHAR,
  W.EXTRACT,
  W.TRIM,
  W.SUBSTRING,
  W.SUBSTR,
  W.MID,
  W.POSITION,
  W.TIMESTAMPADD,
  W.TIMESTAMPDIFF,
  W.GET_FORMAT,
  W.JSON_VALUE,
  R.VALUES,
]) {
  specialCalls[kind] = 1
}

/** A call of one of `specialCalls`; its word comes next, and a parenthesis behind it. */
export function parseSpecialCall(p: Parser, kind: number): Expression {
  const start = p.start
  const name = p.text.toLowerCase()
  p.advance()
  if (kind === R.VALUES) {
    const column = parseParenthesizedColumn(p)
    return { kind: 'inserted_value', column, span: p.spanFrom(start) }
  }
  p.advance()
  switch (kind) {
    case W.CAST:
      return parseCast(p, start)
    case R.CONVERT:
      return parseConvert(p, start)
    case R.CHAR:
      return parseChar(p, start)
    case W.EXTRACT:
      return parseExtract(p, start)
    case W.TRIM:
      return parseTrim(p, start)
    case W.POSITION:
      return parsePosition(p, start)
    case W.TIMESTAMPADD:
    case W.TIMESTAMPDIFF:
      return parseUnitCall(p, start, name)
    case W.GET_FORMAT:
      return parseGetFormat(p, start)
    case W.JSON_VALUE:
      return parseJsonValue(p, start)
    default:
      return parseSubstring(p, start, name)
  }
}

function parseCast(p: Parser, start: number): Expression {
  const operand = parseQueryOrExpression(p)
  p.expect(R.AS)
  const type = parseCastType(p)
  p.expect(T.RIGHT_PAREN)
  return { kind: 'cast', operand, type, span: p.spanFrom(start) }
}

function parseConvert(p: Parser, start: number): Expression {
  const operand = parseQueryOrExpression(p)
  if (p.accept(R.USING)) {
    const charset = parseSettingName(p, 'a character set')
    p.expect(T.RIGHT_PAREN)
    return { kind: 'convert_charset', operand, charset, span: p.spanFrom(start) }
  }
  p.expect(T.COMMA)
  const type = parseCastType(p)
  p.expect(T.RIGHT_PAREN)
  return { kind: 'cast', operand, type, span: p.spanFrom(start) }
}

/** CHAR(77, 121 USING utf8mb4). */
function parseChar(p: Parser, start: number): Expression {
  const args = parseList(p, (p) => p.expression())
  const charset = p.accept(R.USING) ? parseSettingName(p, 'a character set') : null
  p.expect(T.RIGHT_PAREN)
  const operand = functionCall('char', args, p.spanFrom(start))
  if (charset === null) return operand
  return { kind: 'convert_charset', operand, charset, span: p.spanFrom(start) }
}

function parseExtract(p: Parser, start: number): Expression {
  const unit = parseUnit(p)
  p.expect(R.FROM)
  const source = p.expression()
  p.expect(T.RIGHT_PAREN)
  return { kind: 'extract', unit, source, span: p.spanFrom(start) }
}

/** TRIM(a), TRIM(b FROM a), TRIM([BOTH | LEADING | TRAILING] [b] FROM a). */
function parseTrim(p: Parser, start: number): Expression {
  const side = p.accept(R.LEADING)
    ? 'leading'
    : p.accept(R.TRAILING)
      ? 'trailing'
      : p.accept(R.BOTH)
        ? 'both'
        : null
  let removed: Expression | null = null
  let source: Expression
  if (side !== null && p.accept(R.FROM)) {
    source = p.expression()
  } else {
    source = parseQueryOrExpression(p)
    if (side !== null && p.kind !== R.FROM) throw p.expected('FROM')
    if (p.accept(R.FROM)) {
      removed = source
      source = p.expression()
    }
  }
  p.expect(T.RIGHT_PAREN)
  return { kind: 'trim', side: side ?? 'both', removed, source, span: p.spanFrom(start) }
}

/** SUBSTRING(a, b, c) and SUBSTRING(a FROM b FOR c). */
function parseSubstring(p: Parser, start: number, name: string): Expression {
  const args = [parseQueryOrExpression(p)]
  if (p.accept(R.FROM)) {
    args.push(p.expression())
    if (p.accept(R.FOR)) args.push(p.expression())
  } else {
    while (p.accept(T.COMMA)) args.push(p.expression())
  }
  p.expect(T.RIGHT_PAREN)
  return functionCall(name, args, p.spanFrom(start))
}

/** POSITION(a IN b) is LOCATE(a, b). */
function parsePosition(p: Parser, start: number): Expression {
  const part = p.expression(PREDICATE_POWER)
  p.expect(R.IN)
  const whole = p.expression()
  p.expect(T.RIGHT_PAREN)
  return functionCall('locate', [part, whole], p.spanFrom(start))
}

/** TIMESTAMPDIFF(unit, a, b), TIMESTAMPADD(unit, n, a). */
function parseUnitCall(p: Parser, start: number, name: string): Expression {
  const span = p.tokenSpan()
  const args: Expression[] = [{ kind: 'unit', unit: parseUnit(p), span }]
  while (p.accept(T.COMMA)) args.push(p.expression())
  p.expect(T.RIGHT_PAREN)
  return functionCall(name, args, p.spanFrom(start))
}

/** GET_FORMAT(DATE, 'EUR'): the word becomes a string in lower case. */
function parseGetFormat(p: Parser, start: number): Expression {
  const span = p.tokenSpan()
  const value = p.text.toLowerCase()
  if (!['date', 'time', 'datetime', 'timestamp'].includes(value)) {
    throw p.expected('DATE, TIME or DATETIME')
  }
  p.advance()
  const word: Expression = { kind: 'literal', type: 'string', value, charset: null, lift: -1, span }
  p.expect(T.COMMA)
  p.keepLiterals++
  const args = [word, p.expression()]
  p.keepLiterals--
  p.expect(T.RIGHT_PAREN)
  return functionCall('get_format', args, p.spanFrom(start))
}

function parseJsonValue(p: Parser, start: number): Expression {
  const document = parseQueryOrExpression(p)
  p.expect(T.COMMA)
  const path = parseJsonPath(p)
  const returning = p.accept(W.RETURNING) ? parseCastType(p) : null
  let onEmpty: JsonFallback | null = null
  let onError: JsonFallback | null = null
  while (p.kind !== T.RIGHT_PAREN) {
    const fallback = parseJsonFallback(p)
    p.expect(R.ON)
    if (p.accept(R.EMPTY)) onEmpty = fallback
    else if (p.accept(W.ERROR)) onError = fallback
    else throw p.expected('EMPTY or ERROR')
  }
  p.expect(T.RIGHT_PAREN)
  const span = p.spanFrom(start)
  return { kind: 'json_value', document, path, returning, onEmpty, onError, span }
}
