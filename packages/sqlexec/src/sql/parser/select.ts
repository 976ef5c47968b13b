import type { Expression, GroupBy, Select, SelectItem, SelectOption } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseList, parseParenthesized } from './names.ts'
import type { Parser } from './parser.ts'
import { parseInto } from './query-clauses.ts'
import { parseSelectItems } from './select-items.ts'
import { parseTableReferences } from './table-reference.ts'
import { parseNamedWindows } from './window.ts'

const optionOfKind = new Map<number, SelectOption>([
  [R.HIGH_PRIORITY, 'high_priority'],
  [R.STRAIGHT_JOIN, 'straight_join'],
  [R.SQL_SMALL_RESULT, 'sql_small_result'],
  [R.SQL_BIG_RESULT, 'sql_big_result'],
  [W.SQL_BUFFER_RESULT, 'sql_buffer_result'],
  [W.SQL_NO_CACHE, 'sql_no_cache'],
  [R.SQL_CALC_FOUND_ROWS, 'sql_calc_found_rows'],
])

const noOptions: readonly SelectOption[] = []
const noItems: readonly never[] = []

/** SELECT … up to QUALIFY; what comes behind belongs to the query expression. */
export function parseSelect(p: Parser): Select {
  const start = p.start
  p.advance()
  const options = optionOfKind.has(p.kind) ? parseOptions(p) : noOptions
  const distinct = p.accept(R.DISTINCT) || p.accept(R.DISTINCTROW)
  if (!distinct) p.accept(R.ALL)
  const moreOptions = optionOfKind.has(p.kind) ? parseOptions(p) : noOptions
  const items = parseSelectItems(p)
  if (p.kind === R.INTO) p.into = parseInto(p)
  const from = p.accept(R.FROM) && !p.accept(R.DUAL) ? parseTableReferences(p) : noItems
  const where = p.accept(R.WHERE) ? p.expression() : null
  const groupBy = p.kind === R.GROUP ? parseGroupBy(p) : null
  const having = p.accept(R.HAVING) ? parseHaving(p, groupBy, items) : null
  const windows = p.kind === R.WINDOW ? parseNamedWindows(p) : noItems
  const qualify = p.accept(R.QUALIFY) ? parseKept(p) : null
  return {
    kind: 'select',
    distinct,
    options: options.length > 0 ? [...options, ...moreOptions] : moreOptions,
    items,
    from,
    where,
    groupBy,
    having,
    windows,
    qualify,
    span: p.spanFrom(start),
  }
}

/** Options in any order, each once. */
function parseOptions(p: Parser): SelectOption[] {
  const options: SelectOption[] = []
  for (;;) {
    const option = optionOfKind.get(p.kind)
    if (option === undefined) return options
    if (!options.includes(option)) options.push(option)
    p.advance()
  }
}

/** An expression whose literals stay in the plan. */
function parseKept(p: Parser): Expression {
  p.keepLiterals++
  const expression = p.expression()
  p.keepLiterals--
  return expression
}

/**
 * HAVING may repeat an expression of GROUP BY, `a + 1`, and must then be recognized; so its literals are lifted only
 * where every group key is a plain column.
 */
function parseHaving(p: Parser, groupBy: GroupBy | null, items: readonly SelectItem[]): Expression {
  const plainKeys =
    groupBy !== null &&
    groupBy.mode === 'plain' &&
    groupBy.keys.every((key) => key.kind === 'column' && !namesComputedItem(key.name.name, items))
  return plainKeys || groupBy === null ? p.expression() : parseKept(p)
}

/** Whether a group key may be the alias of an expression in the select list. */
function namesComputedItem(name: string, items: readonly SelectItem[]): boolean {
  const lower = name.toLowerCase()
  return items.some(
    (item) =>
      item.kind === 'expression_item' &&
      item.expression.kind !== 'column' &&
      item.alias?.name.toLowerCase() === lower,
  )
}

/** GROUP BY keys [WITH ROLLUP], ROLLUP (keys), CUBE (keys), GROUPING SETS (…). */
function parseGroupBy(p: Parser): GroupBy {
  const start = p.start
  p.advance()
  p.expect(R.BY)
  p.keepLiterals++
  let mode: GroupBy['mode'] = 'plain'
  let keys: Expression[] = []
  let sets: Expression[][] = []
  if (p.accept2(R.GROUPING, W.SETS)) {
    mode = 'sets'
    sets = parseParenthesized(p, parseGroupingSet)
  } else if (p.peek(1) === T.LEFT_PAREN && (p.kind === W.ROLLUP || p.kind === R.CUBE)) {
    mode = p.kind === W.ROLLUP ? 'rollup' : 'cube'
    p.advance()
    keys = parseParenthesized(p, (p) => p.expression())
  } else {
    keys = parseList(p, (p) => p.expression())
    if (p.accept2(R.WITH, W.ROLLUP)) mode = 'rollup'
    else if (p.accept2(R.WITH, R.CUBE)) mode = 'cube'
  }
  p.keepLiterals--
  return { kind: 'group_by', keys, mode, sets, span: p.spanFrom(start) }
}

/** `()`, `key` or `(key, …)`. */
function parseGroupingSet(p: Parser): Expression[] {
  if (p.accept2(T.LEFT_PAREN, T.RIGHT_PAREN)) return []
  const key = p.expression()
  return key.kind === 'row' ? [...key.items] : [key]
}
