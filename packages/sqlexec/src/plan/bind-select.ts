import type * as ast from '../sql/index.ts'
import { AggregateCollector } from './aggregate-collector.ts'
import { bindFrom, type Source } from './bind-from.ts'
import { Grouping } from './bind-group.ts'
import { bindGroupKeys, type GroupKeys } from './bind-group-keys.ts'
import { bindLimit } from './bind-limit.ts'
import { bindOrder, projectAndSort } from './bind-order.ts'
import type { Binder } from './binder.ts'
import { conjuncts } from './build-expression.ts'
import type { Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import { expressionKey } from './expression-key.ts'
import { firstSelect } from './found-rows.ts'
import type { LogicalOperator } from './logical-plan.ts'
import { filter } from './operators.ts'
import type { OrderKey } from './order-key.ts'
import type { Environment } from './scope.ts'
import { bindSelectList, entryNamed, type SelectEntry } from './select-list.ts'
import { type CollectedWindow, WindowCollector } from './window-collector.ts'
import { windowOperators } from './window-operators.ts'
import { mapSortKeys, mapWindowCall } from './window-walk.ts'

/**
 * A SELECT with the ORDER BY and LIMIT that follow it:
 * FROM → WHERE → groups → HAVING → windows → QUALIFY → select list → DISTINCT → ORDER BY → LIMIT.
 */
export function bindSelect(
  binder: Binder,
  select: ast.Select,
  orderBy: readonly ast.OrderItem[],
  limit: ast.Limit | null,
  environment: Environment,
): LogicalOperator {
  refuseUnsupported(binder, select)
  const source = bindFrom(binder, select.from, environment)
  const input = bindWhere(binder, select.where, source)
  const collector = new AggregateCollector()
  const windows = new WindowCollector(binder, select.windows)
  const fields = new ExpressionBinder(binder, source.scope, 'field list', collector, {}, windows)
  const entries = bindSelectList(binder, select.items, fields)
  const keys =
    select.groupBy === null
      ? null
      : bindGroupKeys(binder, select.groupBy, source, entries, collector, windows)
  const having = bindHaving(binder, select.having, source, entries, keys, collector, windows)
  const qualify = bindQualify(binder, select.qualify, source, entries, collector, windows)
  const order = bindOrder(binder, orderBy, source, entries, collector, windows)

  const bound = { input, entries, having, windows: windows.collected, qualify, order }
  const isGrouped = keys !== null || collector.calls.length > 0 || collector.groupings.length > 0
  const grouping = isGrouped ? new Grouping(binder, source, input, collector, keys) : null
  const parts = grouping === null ? bound : regroup(bound, grouping)
  const filtered = filter(parts.input, parts.having)
  const qualified = filter(windowOperators(filtered, parts.windows), parts.qualify)
  const sorted = projectAndSort(binder, qualified, parts.entries, parts.order, select.distinct)
  const limited = bindLimit(binder, sorted.operator, limit)
  return sorted.finish(limited)
}

function refuseUnsupported(binder: Binder, select: ast.Select): void {
  if (!select.options.includes('sql_calc_found_rows')) return
  const { outermost } = binder
  if (outermost === null || select !== firstSelect(outermost.body)) {
    const message = "Incorrect usage/placement of 'SQL_CALC_FOUND_ROWS'"
    throw binder.error('wrong_placement', message, select.span)
  }
}

export function bindWhere(
  binder: Binder,
  where: ast.Expression | null,
  source: Source,
): LogicalOperator {
  if (where === null) return source.operator
  const expressions = new ExpressionBinder(binder, source.scope, 'where clause')
  return filter(source.operator, conjuncts(expressions.condition(where)))
}

/** In HAVING a name is a grouped column, then an alias of the select list, then any column of FROM. */
function bindHaving(
  binder: Binder,
  having: ast.Expression | null,
  source: Source,
  entries: readonly SelectEntry[],
  groupKeys: GroupKeys | null,
  collector: AggregateCollector,
  windows: WindowCollector,
): readonly Expression[] {
  if (having === null) return []
  const keys = groupKeys?.keys ?? []
  const keyTexts = new Set(keys.map(expressionKey))
  const before = (reference: ast.ColumnReference) => {
    const entry = entryNamed(binder, reference, entries, 'having clause')
    if (entry === undefined) return undefined
    const column = reference.table === null && keys.length > 0 ? probe(reference) : undefined
    if (column !== undefined && keyTexts.has(expressionKey(column))) return column
    windows.refuseAlias(binder, entry)
    return entry.expression
  }
  const probe = (reference: ast.ColumnReference) => {
    const known = source.scope.visible.filter(
      ({ name }) => name.toLowerCase() === reference.name.name.toLowerCase(),
    )
    return known.length === 1 ? known[0].expression : undefined
  }
  const expressions = new ExpressionBinder(binder, source.scope, 'having clause', collector, {
    before,
  })
  return conjuncts(expressions.condition(having))
}

/** In QUALIFY a name is a column of FROM, then an alias of the select list, which may be of a window function. */
function bindQualify(
  binder: Binder,
  qualify: ast.Expression | null,
  source: Source,
  entries: readonly SelectEntry[],
  collector: AggregateCollector,
  windows: WindowCollector,
): readonly Expression[] {
  if (qualify === null) return []
  const clause = 'qualify clause'
  const aliases = {
    after: (reference: ast.ColumnReference) =>
      entryNamed(binder, reference, entries, clause)?.expression,
  }
  const { scope } = source
  const expressions = new ExpressionBinder(binder, scope, clause, collector, aliases, windows)
  return conjuncts(expressions.condition(qualify))
}

interface BoundParts {
  readonly input: LogicalOperator
  readonly entries: readonly SelectEntry[]
  readonly having: readonly Expression[]
  readonly windows: readonly CollectedWindow[]
  readonly qualify: readonly Expression[]
  readonly order: readonly OrderKey[]
}

function regroup(parts: BoundParts, grouping: Grouping): BoundParts {
  const entries = parts.entries.map((entry, i) => ({
    ...entry,
    expression: grouping.rewrite(entry.expression, `Expression #${i + 1} of SELECT list`),
  }))
  const having = parts.having.map((part) => grouping.rewrite(part, 'Expression of HAVING clause'))
  const qualify = parts.qualify.map((part) =>
    grouping.rewrite(part, 'Expression of QUALIFY clause'),
  )
  const windows = parts.windows.map((window) => regroupWindow(window, grouping))
  // Without GROUP BY there is one row, and nothing to order.
  const keys = grouping.isSingle ? [] : parts.order
  const order = keys.map((key, i) => ({
    ...key,
    expression: grouping.rewrite(key.expression, `Expression #${i + 1} of ORDER BY`),
  }))
  // Nobody asks for another order, and this is how MySQL shows totals.
  const input = order.length === 0 ? grouping.report() : grouping.operator()
  return { input, entries, having, windows, qualify, order }
}

function regroupWindow(window: CollectedWindow, grouping: Grouping): CollectedWindow {
  const change = (expression: Expression) =>
    grouping.rewrite(expression, 'Expression of window function')
  return {
    call: mapWindowCall(window.call, change),
    partition: window.partition.map(change),
    order: mapSortKeys(window.order, change),
    column: window.column,
  }
}
