import type {
  Identifier,
  IndexDefinition,
  IndexKind,
  IndexOptions,
  IndexPart,
  OptionParameter,
} from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { isString, parseNumber, parseStringText } from './literals.ts'
import { isName, parseIdentifier, parseList, parseParenthesized } from './names.ts'
import type { Parser } from './parser.ts'

/** A key within CREATE TABLE or ALTER TABLE. `name` is that of a CONSTRAINT in front, which began at `start`. */
export function parseIndexDefinition(
  p: Parser,
  start: number,
  name: Identifier | null,
): IndexDefinition {
  const type = parseIndexKind(p)
  let ownName: Identifier | null = null
  if (isName(p.kind) && !startsUsing(p)) ownName = parseIdentifier(p)
  return parseIndexTail(p, start, type, ownName ?? name, null)
}

/** PRIMARY KEY, UNIQUE [KEY], FULLTEXT [KEY], SPATIAL [KEY], VECTOR [KEY], KEY. */
function parseIndexKind(p: Parser): IndexKind {
  if (p.accept(R.PRIMARY)) {
    p.expect(R.KEY)
    return 'primary'
  }
  const type = parseIndexPrefix(p)
  if (!p.accept(R.INDEX) && !p.accept(R.KEY) && type === 'index') {
    throw p.expected('PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK or INDEX')
  }
  return type
}

/** The word in front of INDEX, or none. */
export function parseIndexPrefix(p: Parser): IndexKind {
  if (p.accept(R.UNIQUE)) return 'unique'
  if (p.accept(R.FULLTEXT)) return 'fulltext'
  if (p.accept(R.SPATIAL)) return 'spatial'
  return p.accept(W.VECTOR) ? 'vector' : 'index'
}

/** USING or TYPE with the name of a method. */
function startsUsing(p: Parser): boolean {
  return p.kind === R.USING || (p.kind === W.TYPE && isName(p.peek(1)))
}

/** From the index's parts on: `[USING …] (parts) [options]`. `using` may have been read before. */
export function parseIndexTail(
  p: Parser,
  start: number,
  type: IndexKind,
  name: Identifier | null,
  using: string | null,
): IndexDefinition {
  const early = parseUsing(p) ?? using
  const parts = parseParenthesized(p, parseIndexPart)
  const options = parseIndexOptions(p, early)
  return { kind: 'index_definition', type, name, parts, options, span: p.spanFrom(start) }
}

/** USING BTREE where it stands, in lower case. */
export function parseUsing(p: Parser): string | null {
  if (!startsUsing(p)) return null
  p.advance()
  return parseIdentifier(p, 'a kind of index').name.toLowerCase()
}

/** `column [(length)] [ASC | DESC]`, or `(expression) [ASC | DESC]`. */
function parseIndexPart(p: Parser): IndexPart {
  const start = p.start
  let length: number | null = null
  let expression: IndexPart['expression']
  if (p.accept(T.LEFT_PAREN)) {
    expression = p.expression()
    p.expect(T.RIGHT_PAREN)
  } else {
    const name = parseIdentifier(p, "a column name or '('")
    expression = { kind: 'column', database: null, table: null, name, span: name.span }
    if (p.accept(T.LEFT_PAREN)) {
      length = parseNumber(p, 'a length')
      p.expect(T.RIGHT_PAREN)
    }
  }
  const descending = p.accept(R.DESC)
  if (!descending) p.accept(R.ASC)
  return { kind: 'index_part', expression, length, descending, span: p.spanFrom(start) }
}

function parseIndexOptions(p: Parser, using: string | null): IndexOptions {
  const options = {
    using,
    comment: null as string | null,
    parser: null as string | null,
    invisible: false,
    keyBlockSize: null as number | null,
    parameters: [] as OptionParameter[],
  }
  for (;;) {
    if (startsUsing(p)) options.using = parseUsing(p)
    else if (p.accept(W.COMMENT)) options.comment = parseStringText(p)
    else if (p.accept(W.KEY_BLOCK_SIZE)) {
      p.accept(T.EQUAL)
      options.keyBlockSize = parseNumber(p)
    } else if (p.accept2(R.WITH, W.PARSER)) options.parser = parseIdentifier(p).name
    else if (p.accept2(R.WITH, T.LEFT_PAREN)) {
      options.parameters.push(...parseList(p, parseParameter))
      p.expect(T.RIGHT_PAREN)
    } else if (p.accept(W.VISIBLE)) options.invisible = false
    else if (p.accept(W.INVISIBLE)) options.invisible = true
    else if (p.kind === T.IDENTIFIER && (p.peek(1) === T.EQUAL || isValue(p.peek(1)))) {
      options.parameters.push(parseParameter(p))
    } else return options
  }
}

function isValue(kind: number): boolean {
  return kind === T.INTEGER || kind === T.DECIMAL_NUMBER || isString(kind)
}

/** `name [=] value`: a number, a string, a word, TRUE or FALSE. */
function parseParameter(p: Parser): OptionParameter {
  const name = parseIdentifier(p, 'the name of an option').name.toLowerCase()
  p.accept(T.EQUAL)
  return { name, value: parseParameterValue(p) }
}

function parseParameterValue(p: Parser): OptionParameter['value'] {
  if (isString(p.kind)) return parseStringText(p)
  const text = p.text
  if (p.accept(R.TRUE)) return true
  if (p.accept(R.FALSE)) return false
  const sign = p.accept(T.MINUS) ? -1 : 1
  const number = p.text
  const span = p.tokenSpan()
  if (p.accept(T.INTEGER) || p.accept(T.DECIMAL_NUMBER) || p.accept(T.FLOAT_NUMBER)) {
    const value = sign * Number(number)
    if (!Number.isFinite(value)) throw p.error('syntax', span, 'the number is too large')
    return value
  }
  if (sign < 0 || !isName(p.kind)) throw p.expected('a value')
  p.advance()
  return text.toLowerCase()
}
