import type * as ast from '../sql/index.ts'
import type { Expression } from './expression.ts'
import type { SortKey } from './logical-plan.ts'

export interface OrderKey extends SortKey {
  readonly node: ast.OrderItem
}

/** Without NULLS FIRST or LAST, NULL lies below all values. */
export function orderKey(item: ast.OrderItem, expression: Expression): OrderKey {
  const nullsFirst = item.nulls === null ? !item.descending : item.nulls === 'first'
  return { expression, descending: item.descending, nullsFirst, node: item }
}
