import type { OrderItem } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import { parseList } from './names.ts'
import type { Parser } from './parser.ts'

/** ORDER BY item, …. Its literals may be positions or repeat select items, so they stay in the plan. */
export function parseOrderItems(p: Parser): OrderItem[] {
  p.expect(R.ORDER)
  p.expect(R.BY)
  p.keepLiterals++
  const items = parseList(p, parseOrderItem)
  p.keepLiterals--
  return items
}

function parseOrderItem(p: Parser): OrderItem {
  const start = p.start
  const expression = p.expression()
  const descending = p.accept(R.DESC)
  if (!descending) p.accept(R.ASC)
  let nulls: 'first' | 'last' | null = null
  if (p.accept(W.NULLS)) {
    if (p.accept(W.FIRST)) nulls = 'first'
    else if (p.accept(W.LAST)) nulls = 'last'
    else throw p.expected('FIRST or LAST')
  }
  return { kind: 'order_item', expression, descending, nulls, span: p.spanFrom(start) }
}
