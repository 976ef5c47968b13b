import type { Span } from '../../base/errors.ts'
import type { Expression, FunctionCall, Identifier, OrderItem } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseStringText } from './literals.ts'
import { parseOrderItems } from './order-by.ts'
import { parseQueryOrExpression, startsQuery } from './parenthesized.ts'
import type { Parser } from './parser.ts'
import { parseOver } from './window.ts'

/**
 * Functions whose result type or meaning hangs on the value of an argument (a number of digits, a format, a path, a
 * pattern), so that their literals stay in the plan.
 */
const shapedByArguments: ReadonlySet<string> = new Set(
  (
    'round truncate format date_format str_to_date time_format from_unixtime now sysdate curtime ' +
    'current_timestamp current_time localtime localtimestamp utc_time utc_timestamp json_extract ' +
    'json_contains json_contains_path json_keys json_length json_search json_set json_insert ' +
    'json_replace json_remove json_unquote convert_tz regexp_like regexp_replace regexp_instr ' +
    'regexp_substr conv nth_value ntile lag lead percentile_cont percentile_disc string_agg listagg'
  ).split(' '),
)

const noExpressions: readonly Expression[] = []
const noOrder: readonly OrderItem[] = []

/** A call with nothing but arguments. `name` in lower case. */
export function functionCall(
  name: string,
  args: readonly Expression[],
  span: Span,
  database: Identifier | null = null,
): FunctionCall {
  return {
    kind: 'function',
    database,
    name,
    args,
    star: false,
    distinct: false,
    orderBy: noOrder,
    withinGroup: false,
    separator: null,
    filter: null,
    nulls: null,
    from: null,
    over: null,
    span,
  }
}

/** The rest of a call from its opening parenthesis on: arguments, and what aggregates and windows add. */
export function parseCallArguments(
  p: Parser,
  start: number,
  database: Identifier | null,
  writtenName: string,
): FunctionCall {
  const name = writtenName.toLowerCase()
  const keeps = shapedByArguments.has(name) ? 1 : 0
  p.keepLiterals += keeps
  p.expect(T.LEFT_PAREN)
  const distinct = p.accept(R.DISTINCT)
  if (!distinct) p.accept(R.ALL)
  const star = p.kind === T.STAR && p.peek(1) === T.RIGHT_PAREN && p.accept(T.STAR)
  const args = star || p.kind === T.RIGHT_PAREN ? noExpressions : parseArguments(p)
  let orderBy = p.kind === R.ORDER ? parseOrderItems(p) : noOrder
  const separator = p.accept(R.SEPARATOR) ? parseStringText(p) : null
  p.expect(T.RIGHT_PAREN)
  p.keepLiterals -= keeps
  const withinGroup = orderBy.length === 0 && p.kind === W.WITHIN && p.peek(1) === R.GROUP
  if (withinGroup) orderBy = parseWithinGroup(p)
  const tail = hasTail(p)
  const from = tail ? parseFrom(p) : null
  const nulls = tail ? parseNulls(p) : null
  const filter = tail ? parseFilter(p) : null
  const over = p.kind === R.OVER ? parseOver(p) : null
  const span = p.spanFrom(start)
  return {
    kind: 'function',
    database,
    name,
    args,
    star,
    distinct,
    orderBy,
    withinGroup,
    separator,
    filter,
    nulls,
    from,
    over,
    span,
  }
}

function parseArguments(p: Parser): Expression[] {
  const args = [startsQuery(p) ? parseQueryOrExpression(p) : p.expression()]
  while (p.accept(T.COMMA)) args.push(p.expression())
  return args
}

/** WITHIN GROUP (ORDER BY …). */
function parseWithinGroup(p: Parser): readonly OrderItem[] {
  p.advance()
  p.advance()
  p.expect(T.LEFT_PAREN)
  const items = parseOrderItems(p)
  p.expect(T.RIGHT_PAREN)
  return items
}

/** Whether the next token may belong to FROM LAST, RESPECT NULLS or FILTER (WHERE …). */
function hasTail(p: Parser): boolean {
  const kind = p.kind
  return kind === R.FROM || kind === R.IGNORE || kind === W.RESPECT || kind === W.FILTER
}

/** FROM FIRST or FROM LAST, unless FROM begins the clause. */
function parseFrom(p: Parser): 'first' | 'last' | null {
  const word = p.peek(1)
  if (p.kind !== R.FROM || (word !== W.FIRST && word !== W.LAST)) return null
  const next = p.peek(2)
  if (next !== R.OVER && next !== R.IGNORE && next !== W.RESPECT) return null
  p.advance()
  p.advance()
  return word === W.FIRST ? 'first' : 'last'
}

function parseNulls(p: Parser): 'respect' | 'ignore' | null {
  if (p.accept2(W.RESPECT, W.NULLS)) return 'respect'
  return p.accept2(R.IGNORE, W.NULLS) ? 'ignore' : null
}

function parseFilter(p: Parser): Expression | null {
  if (p.kind !== W.FILTER || p.peek(1) !== T.LEFT_PAREN || p.peek(2) !== R.WHERE) return null
  p.advance()
  p.advance()
  p.advance()
  const filter = p.expression()
  p.expect(T.RIGHT_PAREN)
  return filter
}

/** Reserved words that call a function without parentheses. */
const niladic = new Set<number>([
  R.CURRENT_DATE,
  R.CURRENT_TIME,
  R.CURRENT_TIMESTAMP,
  R.CURRENT_USER,
  R.LOCALTIME,
  R.LOCALTIMESTAMP,
  R.UTC_DATE,
  R.UTC_TIME,
  R.UTC_TIMESTAMP,
])

/** Reserved words that name a function where a parenthesis follows. */
const reservedFunctions = new Set<number>([
  R.CHAR,
  R.CUME_DIST,
  R.DATABASE,
  R.DENSE_RANK,
  R.FIRST_VALUE,
  R.GROUPING,
  R.IF,
  R.INSERT,
  R.LAG,
  R.LAST_VALUE,
  R.LEAD,
  R.LEFT,
  R.MOD,
  R.NTH_VALUE,
  R.NTILE,
  R.PERCENT_RANK,
  R.RANK,
  R.REPEAT,
  R.REPLACE,
  R.RIGHT,
  R.ROW_NUMBER,
  R.SCHEMA,
])

/** Whether this reserved word names a function where a parenthesis follows. */
export function isReservedFunction(kind: number): boolean {
  return niladic.has(kind) || reservedFunctions.has(kind)
}

/** A call that begins with a reserved word, or `null` where that word calls nothing. */
export function parseReservedCall(p: Parser, kind: number): Expression | null {
  const parenthesized = p.peek(1) === T.LEFT_PAREN
  const known = niladic.has(kind)
  if (!known && !(parenthesized && reservedFunctions.has(kind))) return null
  const start = p.start
  const name = p.text.toLowerCase()
  p.advance()
  if (parenthesized) return parseCallArguments(p, start, null, name)
  return functionCall(name, noExpressions, p.spanFrom(start))
}
