import { anyValueAggregate } from '../functions/aggregates-sums.ts'
import { types } from '../types/sql-type.ts'
import type { AggregateCollector, GroupingCall } from './aggregate-collector.ts'
import type { Source } from './bind-from.ts'
import type { GroupKeys } from './bind-group-keys.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { ColumnExpression, ColumnId, Expression } from './expression.ts'
import { expressionKey } from './expression-key.ts'
import { mapOperands } from './expression-walk.ts'
import { determinedColumns } from './functional-dependence.ts'
import type {
  AggregateOperator,
  GroupingSets,
  LogicalOperator,
  OutputColumn,
  SortKey,
} from './logical-plan.ts'
import { sort } from './operators.ts'

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
  /** The sets of keys by their numbers among `keys`; `null` where there is only one. */
  private readonly sets: readonly (readonly number[])[] | null
  private readonly totalOfNothing: boolean
  private determined: ReadonlySet<ColumnId> | null = null

  /** `groupKeys` `null`: aggregates without GROUP BY. */
  constructor(
    binder: Binder,
    source: Source,
    input: LogicalOperator,
    collector: AggregateCollector,
    groupKeys: GroupKeys | null,
  ) {
    this.binder = binder
    this.source = source
    this.input = input
    this.collector = collector
    this.grouped = groupKeys !== null
    this.keys = []
    this.keyColumns = []
    this.totalOfNothing = groupKeys?.totalOfNothing ?? true
    this.sets = groupKeys?.sets ?? null
    const columns = (groupKeys?.keys ?? []).map((key) => this.addKey(key).column)
    const numbers = columns.map((column) => this.keyColumns.findIndex(({ id }) => id === column))
    this.sets = this.sets?.map((set) => [...new Set(set.map((key) => numbers[key]))]) ?? null
  }

  /** Whether all rows are one group. */
  get isSingle(): boolean {
    return !this.grouped
  }

  /**
   * The expression over the columns of the Aggregate operator; throws `not_grouped` or `mixed_group`, unless `anyRow`: a column that the
   * groups do not determine is then that of some row.
   */
  rewrite(expression: Expression, place: Place, anyRow = false): Expression {
    const key = this.byKey.get(expressionKey(expression))
    if (key !== undefined) return { ...key }
    if (expression.kind !== 'column') {
      const within = anyRow || isAnyValue(expression)
      const rewritten = mapOperands(expression, (operand) => this.rewrite(operand, place, within))
      // A key that is left out is NULL, whatever its column says.
      return this.sets === null || rewritten === expression
        ? rewritten
        : { ...rewritten, nullable: true }
    }
    const { column } = expression
    if (!this.belongsToInput(column)) return expression
    // What a key determines is no more determined where the key is left out.
    this.determined ??= this.sets
      ? new Set()
      : determinedColumns(this.keys, this.source.scope.relations, this.input)
    if (!this.determined.has(column)) {
      const isRefused = !anyRow && this.binder.context.onlyFullGroupBy !== false
      if (isRefused) throw this.notGrouped(expression, place)
      return this.anyValue(expression)
    }
    return this.grouped ? this.addKey(expression) : this.anyValue(expression)
  }

  operator(): AggregateOperator {
    const { input, keys, keyColumns, sets, totalOfNothing } = this
    const { calls: aggregates, columns, groupings } = this.collector
    const plain: AggregateOperator = {
      kind: 'aggregate',
      input,
      columns: [...keyColumns, ...columns, ...groupings.map(({ column }) => column)],
      keys,
      aggregates,
    }
    const calls = groupings.map((call) => this.groupingValues(call))
    if (sets === null) return plain
    const groupingSets: GroupingSets = { sets, totalOfNothing, calls }
    return { ...plain, groupingSets }
  }

  /** The groups of a ROLLUP as a report: in order of the keys, each total behind the groups that it sums up. */
  report(): LogicalOperator {
    const groups = this.operator()
    const { groupingSets } = groups
    if (groupingSets === undefined || groupingSets.totalOfNothing) return groups
    const { sets } = groupingSets
    const isTotal = this.keyColumns.map(({ name }) => this.binder.column(name, types.truth, false))
    const calls = isTotal.map((_, key) => sets.map((set) => (set.includes(key) ? 0 : 1)))
    const order = this.keyColumns.flatMap((column, i) =>
      [isTotal[i], column].map(
        (each): SortKey => ({
          expression: columnExpression(each),
          descending: false,
          nullsFirst: true,
        }),
      ),
    )
    const marked = {
      ...groups,
      columns: [...groups.columns, ...isTotal],
      groupingSets: { ...groupingSets, calls: [...groupingSets.calls, ...calls] },
    }
    return sort(marked, order)
  }

  /** For each set a bit per argument, the last one lowest: 1 where the key is left out. */
  private groupingValues({ args, node }: GroupingCall): readonly number[] {
    const { binder, sets } = this
    if (sets === null) {
      throw binder.error('invalid_group', 'Invalid use of group function', node.span)
    }
    const texts = this.keys.map(expressionKey)
    const numbers = args.map((arg, i) => {
      const number = texts.indexOf(expressionKey(arg))
      if (number >= 0) return number
      const message = `Argument #${i + 1} of GROUPING function is not in GROUP BY`
      throw binder.error('not_grouping_key', message, node.args[i].span)
    })
    return sets.map((set) =>
      numbers.reduce((bits, number) => bits * 2 + (set.includes(number) ? 0 : 1), 0),
    )
  }

  private addKey(key: Expression): ColumnExpression {
    const text = expressionKey(key)
    const known = this.byKey.get(text)
    if (known !== undefined) return known
    const own = key.kind === 'column' && this.input.columns.find(({ id }) => id === key.column)
    const column =
      this.sets === null
        ? own || this.binder.column('group key', key.type, key.nullable)
        : this.binder.column(own ? own.name : 'group key', key.type, true)
    const expression = columnExpression(column)
    this.keys.push(key)
    this.keyColumns.push(column)
    this.byKey.set(text, expression)
    return expression
  }

  /** A column that has one value throughout, or of which any will do: the first row's, NULL where there is no row. */
  private anyValue(column: ColumnExpression): Expression {
    const { type } = column
    const args = [column]
    const call = { function: anyValueAggregate, args, distinct: false, type, nullable: true }
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
    return binder.error(this.grouped ? 'not_grouped' : 'mixed_group', message, span)
  }
}

function isAnyValue(expression: Expression): boolean {
  return expression.kind === 'call' && expression.function.name === 'ANY_VALUE'
}
