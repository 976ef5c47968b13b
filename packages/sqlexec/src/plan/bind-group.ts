import { findAggregateFunction } from '../functions/registry.ts'
import type * as ast from '../sql/index.ts'
import type { AggregateCollector } from './aggregate-collector.ts'
import type { Source } from './bind-from.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { ColumnExpression, ColumnId, Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import { expressionKey } from './expression-key.ts'
import { mapOperands, someExpression } from './expression-walk.ts'
import { determinedColumns } from './functional-dependence.ts'
import type { AggregateOperator, LogicalOperator, OutputColumn } from './logical-plan.ts'
import { entryAtPosition, entryNamed, type SelectEntry } from './select-list.ts'

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
): Expression[] {
  if (groupBy.mode !== 'plain') {
    const name = groupBy.mode === 'sets' ? 'GROUPING SETS' : `WITH ${groupBy.mode.toUpperCase()}`
    throw binder.unsupported(name, groupBy.span)
  }
  const aggregateIds = new Set(collector.columns.map((column) => column.id))
  const expressions = new ExpressionBinder(binder, source.scope, 'group statement', null, {
    after: (reference) => entryNamed(binder, reference, entries, 'group statement')?.expression,
  })
  return groupBy.keys.map((node) => {
    const entry = entryAtPosition(binder, node, entries, 'group statement')
    const key = entry?.expression ?? expressions.bind(node)
    const hasAggregate = someExpression(
      key,
      (part) => part.kind === 'column' && aggregateIds.has(part.column),
    )
    if (hasAggregate) {
      const name = entry?.name ?? binder.context.sql.slice(node.span.start, node.span.end)
      throw binder.error('invalid_group', `Can't group on '${name}'`, node.span)
    }
    return key
  })
}

/** Says where an ungrouped column was found: `Expression #1 of SELECT list`. */
export type Place = string

/** Rewrites expressions over FROM into expressions over the groups, and builds the operator that makes the groups. */
export class Grouping {
  private readonly binder: Binder
  private readonly source: Source
  private readonly input: LogicalOperator
  private readonly collector: AggregateCollector
  private readonly keys: Expression[]
  private readonly keyColumns: OutputColumn[]
  private readonly byKey = new Map<string, ColumnExpression>()
  private readonly grouped: boolean
  private determined: ReadonlySet<ColumnId> | null = null

  /** `keys` `null`: aggregates without GROUP BY. */
  constructor(
    binder: Binder,
    source: Source,
    input: LogicalOperator,
    collector: AggregateCollector,
    keys: readonly Expression[] | null,
  ) {
    this.binder = binder
    this.source = source
    this.input = input
    this.collector = collector
    this.grouped = keys !== null
    this.keys = []
    this.keyColumns = []
    for (const key of keys ?? []) this.addKey(key)
  }

  /** Whether all rows are one group. */
  get isSingle(): boolean {
    return !this.grouped
  }

  /** The expression over the columns of the Aggregate operator; throws `not_grouped`. */
  rewrite(expression: Expression, place: Place): Expression {
    const key = this.byKey.get(expressionKey(expression))
    if (key !== undefined) return { ...key }
    if (expression.kind !== 'column') {
      return mapOperands(expression, (operand) => this.rewrite(operand, place))
    }
    const { column } = expression
    if (!this.belongsToInput(column)) return expression
    this.determined ??= determinedColumns(this.keys, this.source.scope.relations, this.input)
    if (!this.determined.has(column)) {
      if (this.binder.context.onlyFullGroupBy !== false) throw this.notGrouped(expression, place)
      return this.anyValue(expression)
    }
    return this.grouped ? this.addKey(expression) : this.anyValue(expression)
  }

  operator(): AggregateOperator {
    const columns = [...this.keyColumns, ...this.collector.columns]
    const { input, keys } = this
    return { kind: 'aggregate', input, columns, keys, aggregates: this.collector.calls }
  }

  private addKey(key: Expression): ColumnExpression {
    const text = expressionKey(key)
    const known = this.byKey.get(text)
    if (known !== undefined) return known
    const own = key.kind === 'column' && this.input.columns.find(({ id }) => id === key.column)
    const column = own || this.binder.column('group key', key.type, key.nullable)
    const expression = columnExpression(column)
    this.keys.push(key)
    this.keyColumns.push(column)
    this.byKey.set(text, expression)
    return expression
  }

  /** A column that has one value throughout, or of which any will do: its least, which is NULL where there is no row. */
  private anyValue(column: ColumnExpression): Expression {
    const definition = findAggregateFunction('MIN')!
    const { type } = column
    const call = { function: definition, args: [column], distinct: false, type, nullable: true }
    return this.collector.add(this.binder, call, 'any value')
  }

  private belongsToInput(id: ColumnId): boolean {
    return this.input.columns.some((column) => column.id === id)
  }

  private notGrouped(expression: ColumnExpression, place: Place) {
    const { binder, source } = this
    const owner = source.scope.relations.find((relation) =>
      relation.columns.some((column) => column.id === expression.column),
    )
    const column = owner?.columns.find(({ id }) => id === expression.column)?.name ?? ''
    const name = [owner?.database, owner?.name, column].filter((part) => part).join('.')
    const span = binder.referenceOf(expression)?.span ?? { start: 0, end: 0 }
    const message = this.grouped
      ? `${place} is not in GROUP BY clause and contains nonaggregated column '${name}' which is not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by`
      : `In aggregated query without GROUP BY, ${place.replace(/^E/, 'e')} contains nonaggregated column '${name}'; this is incompatible with sql_mode=only_full_group_by`
    return binder.error('not_grouped', message, span)
  }
}
