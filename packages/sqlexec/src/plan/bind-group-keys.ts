import type * as ast from '../sql/index.ts'
import type { AggregateCollector } from './aggregate-collector.ts'
import type { Source } from './bind-from.ts'
import type { Binder } from './binder.ts'
import type { Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import { someExpression } from './expression-walk.ts'
import { entryAtPosition, entryNamed, type SelectEntry } from './select-list.ts'
import type { WindowCollector } from './window-collector.ts'

/** What GROUP BY names. */
export interface GroupKeys {
  readonly keys: readonly Expression[]
  /** The sets of GROUPING SETS, ROLLUP or CUBE, as numbers of keys; `null`: one group per combination of all keys. */
  readonly sets: readonly (readonly number[])[] | null
  /** Whether the set without keys has a group even where there is no row. */
  readonly totalOfNothing: boolean
}

/** Each set is a pass over the groups of every row. */
const maxSets = 256

/**
 * The keys of GROUP BY: expressions, positions, and names. A name is a column of FROM before it is an alias of the select
 * list (reference manual, "Problems with Column Aliases").
 */
export function bindGroupKeys(
  binder: Binder,
  groupBy: ast.GroupBy,
  source: Source,
  entries: readonly SelectEntry[],
  collector: AggregateCollector,
  windows: WindowCollector,
): GroupKeys {
  const calls = [...collector.columns, ...collector.groupings.map(({ column }) => column)]
  const aggregateIds = new Set(calls.map((column) => column.id))
  const named = (entry: SelectEntry | undefined): Expression | undefined => {
    if (entry !== undefined) windows.refuseAlias(binder, entry)
    return entry?.expression
  }
  const expressions = new ExpressionBinder(binder, source.scope, 'group statement', null, {
    after: (reference) => named(entryNamed(binder, reference, entries, 'group statement')),
  })
  const bindKey = (node: ast.Expression): Expression => {
    const entry = entryAtPosition(binder, node, entries, 'group statement')
    const key = named(entry) ?? expressions.bind(node)
    const hasAggregate = someExpression(
      key,
      (part) => part.kind === 'column' && aggregateIds.has(part.column),
    )
    if (hasAggregate) {
      const name = entry?.name ?? binder.context.sql.slice(node.span.start, node.span.end)
      throw binder.error('group_on_aggregate', `Can't group on '${name}'`, node.span)
    }
    return key
  }
  if (groupBy.mode === 'plain') {
    return { keys: groupBy.keys.map(bindKey), sets: null, totalOfNothing: true }
  }
  const keys: Expression[] = []
  const units = (groupBy.mode === 'sets' ? groupBy.sets : groupBy.keys.map(unitOf)).map((unit) =>
    unit.map((node) => keys.push(bindKey(node)) - 1),
  )
  const sets = groupingSets(binder, groupBy, units)
  return { keys, sets, totalOfNothing: groupBy.mode !== 'rollup' }
}

/** Keys in parentheses come and go together. */
function unitOf(key: ast.Expression): readonly ast.Expression[] {
  return key.kind === 'row' ? key.items : [key]
}

function groupingSets(
  binder: Binder,
  { mode, span }: ast.GroupBy,
  units: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const count =
    mode === 'cube' ? 2 ** units.length : mode === 'rollup' ? units.length + 1 : units.length
  if (count > maxSets) {
    const message = `GROUP BY has ${count} grouping sets, more than ${maxSets}`
    throw binder.error('limit_exceeded', message, span)
  }
  if (mode === 'sets') return units
  if (mode === 'rollup') {
    return Array.from({ length: count }, (_, left) => units.slice(0, units.length - left).flat())
  }
  // From all units down to none, the first unit being the last to go.
  return Array.from({ length: count }, (_, mask) =>
    units.filter((_, i) => (mask & (1 << (units.length - 1 - i))) === 0).flat(),
  )
}
