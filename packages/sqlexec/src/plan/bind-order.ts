import type * as ast from '../sql/index.ts'
import type { AggregateCollector } from './aggregate-collector.ts'
import type { Source } from './bind-from.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { Expression } from './expression.ts'
import { type AliasLookup, ExpressionBinder } from './expression-binder.ts'
import { expressionKey } from './expression-key.ts'
import {
  columnsOf,
  hasSideEffect,
  isColumnFree,
  isVolatile,
  mapOperands,
} from './expression-walk.ts'
import type { LogicalOperator, OutputColumn, SortKey } from './logical-plan.ts'
import { distinct, project, sort } from './operators.ts'
import { type OrderKey, orderKey } from './order-key.ts'
import { entryAtPosition, entryNamed, type SelectEntry } from './select-list.ts'
import type { WindowCollector } from './window-collector.ts'

/**
 * The keys of ORDER BY: positions, names and expressions. A lone name is an alias of the select list before it is a column of FROM; within an
 * expression it is the other way round.
 */
export function bindOrder(
  binder: Binder,
  orderBy: readonly ast.OrderItem[],
  source: Source,
  entries: readonly SelectEntry[],
  collector: AggregateCollector | null,
  windows: WindowCollector | null = null,
): OrderKey[] {
  const aliases: AliasLookup = {
    after: (reference) => entryNamed(binder, reference, entries, 'order clause')?.expression,
  }
  const expressions = new ExpressionBinder(
    binder,
    source.scope,
    'order clause',
    collector,
    aliases,
    windows,
  )
  return orderBy.flatMap((item) => {
    const node = item.expression
    const entry =
      entryAtPosition(binder, node, entries, 'order clause') ??
      (node.kind === 'column' ? entryNamed(binder, node, entries, 'order clause') : undefined)
    const expression = entry?.expression ?? expressions.bind(node)
    return isColumnFree(expression) ? [] : [orderKey(item, expression)]
  })
}

/** A sorted operator that may still carry columns to sort by; `finish` drops them, above a LIMIT. */
export interface Sorted {
  readonly operator: LogicalOperator
  finish(operator: LogicalOperator): LogicalOperator
}

/** The select list, DISTINCT, then ORDER BY over the columns of the result or hidden ones beside them. */
export function projectAndSort(
  binder: Binder,
  input: LogicalOperator,
  entries: readonly SelectEntry[],
  order: readonly OrderKey[],
  isDistinct: boolean,
): Sorted {
  const columns = outputColumns(binder, input, entries)
  const assigns = entries.some(({ expression }) => hasSideEffect(expression))
  if (assigns && !isDistinct && !order.some(({ expression }) => isVolatile(expression))) {
    return sortThenProject(input, entries, columns, order)
  }
  const byKey = new Map<string, OutputColumn>()
  const volatile = new Map<Expression, OutputColumn>()
  entries.forEach(({ expression }, i) => {
    const key = expressionKey(expression)
    if (isVolatile(expression)) volatile.set(expression, columns[i])
    else if (!byKey.has(key)) byKey.set(key, columns[i])
  })
  const ids = new Set(columns.map((column) => column.id))
  const hidden: { column: OutputColumn; expression: Expression }[] = []
  const keys = order.map((key, i): SortKey => {
    const { descending, nullsFirst } = key
    // A name or a position means the very value of the list, whatever another evaluation would yield.
    const listed = volatile.get(key.expression)
    const overResult = listed ? columnExpression(listed) : throughResult(key.expression, byKey)
    if ([...columnsOf(overResult)].every((id) => ids.has(id))) {
      return { expression: overResult, descending, nullsFirst }
    }
    if (isDistinct) throw notSelected(binder, key, i)
    const { type, nullable } = key.expression
    const column = binder.column('sort key', type, nullable)
    hidden.push({ column, expression: key.expression })
    return { expression: columnExpression(column), descending, nullsFirst }
  })
  const projected = project(
    input,
    [...columns, ...hidden.map(({ column }) => column)],
    [...entries.map((entry) => entry.expression), ...hidden.map(({ expression }) => expression)],
  )
  const operator = sort(isDistinct ? distinct(projected) : projected, keys)
  const finish = (sorted: LogicalOperator) =>
    hidden.length === 0 ? sorted : project(sorted, columns, columns.map(columnExpression))
  return { operator, finish }
}

/**
 * A select list that assigns variables is evaluated for the rows that are left, in their final order, so that
 * `SELECT @n := @n + 1 … ORDER BY … LIMIT …` numbers the result.
 */
function sortThenProject(
  input: LogicalOperator,
  entries: readonly SelectEntry[],
  columns: readonly OutputColumn[],
  order: readonly OrderKey[],
): Sorted {
  const keys = order.map(({ expression, descending, nullsFirst }) => ({
    expression,
    descending,
    nullsFirst,
  }))
  const operator = sort(input, keys)
  const expressions = entries.map(({ expression }) => expression)
  return { operator, finish: (sorted) => project(sorted, columns, expressions) }
}

/** A bare column keeps its id, the first time that it stands in the list. */
function outputColumns(
  binder: Binder,
  input: LogicalOperator,
  entries: readonly SelectEntry[],
): readonly OutputColumn[] {
  const own = new Set(input.columns.map((column) => column.id))
  return entries.map(({ name, expression }) => {
    const { type, nullable } = expression
    if (expression.kind === 'column' && own.delete(expression.column)) {
      return { id: expression.column, name, type, nullable }
    }
    return binder.column(name, type, nullable)
  })
}

/** The expression with what the result already has replaced by the result's columns. */
function throughResult(
  expression: Expression,
  byKey: ReadonlyMap<string, OutputColumn>,
): Expression {
  const column = byKey.get(expressionKey(expression))
  if (column !== undefined) return columnExpression(column)
  return mapOperands(expression, (operand) => throughResult(operand, byKey))
}

function notSelected(binder: Binder, key: OrderKey, i: number) {
  const message = `Expression #${i + 1} of ORDER BY clause is not in SELECT list; this is incompatible with DISTINCT`
  return binder.error('not_selected', message, key.node.span)
}
