import { columnExpression } from '../plan/binder.ts'
import type { FreshColumns } from '../plan/clone-plan.ts'
import type { ColumnId, Expression } from '../plan/expression.ts'
import { isVolatile, replaceColumns } from '../plan/expression-walk.ts'
import type {
  AggregateOperator,
  JsonTableOperator,
  LateralOperator,
  LogicalOperator,
  OutputColumn,
} from '../plan/logical-plan.ts'
import { distinct, filter, join, lateralColumns, project } from '../plan/operators.ts'
import { columnIds, isTrue, speaksOnlyOf } from './conditions.ts'
import { decorrelate, speaksOf } from './decorrelate.ts'
import { aggregateOver, type Tied, tie, valueOfNothing, valuesOf } from './unnest-value.ts'

/**
 * Makes an ordinary join of a lateral one, so that its subquery is not run row by row: where what ties it to the row are predicates that can
 * stand in the join, or where it groups rows that are so tied. `null`: of another form, such as one with a LIMIT.
 */
export function unnestLateral(
  written: LateralOperator,
  fresh: FreshColumns,
): LogicalOperator | null {
  const operator = { ...written, on: written.on.filter((part) => !isTrue(part)) }
  const { plan } = operator.subquery
  if (plan.kind === 'json-table') return joinJsonTable(operator, plan)
  if (plan.kind === 'distinct') return unnestDistinct(operator, plan.input, fresh)
  return unnestRows(operator) ?? unnestGroups(operator, fresh)
}

/** JSON_TABLE of a document that the row has streams over the rows. */
function joinJsonTable(
  operator: LateralOperator,
  table: JsonTableOperator,
): LogicalOperator | null {
  const { type, input, on, columns } = operator
  if (on.length > 0 || table.input.columns.length > 0 || table.outer) return null
  const document = aroundOf(operator)(table.document)
  return { ...table, input, outer: type === 'left', document, columns }
}

/** The rows of the subquery are those of a join, each once. */
function unnestRows(operator: LateralOperator): LogicalOperator | null {
  const { type, input, subquery, on } = operator
  const inner = decorrelate(subquery.plan, outerOf(operator), false)
  if (inner === null) return null
  const around = aroundOf(operator)
  const conditions = inner.conditions.map(around)
  const outputs = inner.outputs.map(around)
  if (type === 'inner') {
    return restored(operator, join(type, input, inner.input, conditions), outputs)
  }
  const right = computed(inner.input, lateralColumns(operator), outputs)
  return right && restored(operator, join(type, input, right, [...conditions, ...on]), null)
}

/** The input with columns computed beside its own; `null` where they speak of others. */
function computed(
  input: LogicalOperator,
  columns: readonly OutputColumn[],
  expressions: readonly Expression[],
): LogicalOperator | null {
  const known = columnIds(input.columns)
  if (!expressions.every((expression) => speaksOnlyOf(expression, known))) return null
  const added = columns.flatMap((column, i) => (known.has(column.id) ? [] : [i]))
  const renamed = columns.some((column, i) => {
    const expression = expressions[i]
    const same = expression.kind === 'column' && expression.column === column.id
    return known.has(column.id) && !same
  })
  if (renamed) return null
  return project(
    input,
    [...input.columns, ...added.map((i) => columns[i])],
    [...input.columns.map(columnExpression), ...added.map((i) => expressions[i])],
  )
}

/** DISTINCT rows that equalities tie to the row: distinct together with what they are tied by. */
function unnestDistinct(
  operator: LateralOperator,
  rows: LogicalOperator,
  fresh: FreshColumns,
): LogicalOperator | null {
  const { type, input, subquery, on } = operator
  const outer = outerOf(operator)
  const inner = decorrelate(rows, outer, false)
  if (inner === null || inner.conditions.length === 0) return null
  if (inner.outputs.some((output) => speaksOf(output, outer))) return null
  const tied = tie(input, subquery, inner, fresh)
  if (tied === null) return null
  const own = lateralColumns(operator).map((column) => fresh.like(column))
  const columns = [...tied.keyColumns, ...own]
  const right = distinct(project(tied.rows, columns, [...tied.keys, ...inner.outputs]))
  const names = new Map<ColumnId, Expression>()
  for (const [i, { id }] of lateralColumns(operator).entries()) {
    names.set(id, { ...columnExpression(own[i]), nullable: true })
  }
  const condition = on.map((part) => replaceColumns(part, (id) => names.get(id)))
  const joined = join(type, input, right, [...tied.on, ...condition])
  return restored(operator, joined, own.map(columnExpression))
}

/** What stands on the grouping: projects and filters, the lowest first. */
interface Grouped {
  readonly aggregate: AggregateOperator
  readonly layers: readonly Extract<LogicalOperator, { kind: 'project' | 'filter' }>[]
}

function groupedOf(plan: LogicalOperator): Grouped | null {
  switch (plan.kind) {
    case 'aggregate':
      return plan.groupingSets ? null : { aggregate: plan, layers: [] }
    case 'sort':
      return groupedOf(plan.input)
    case 'project':
    case 'filter': {
      const below = groupedOf(plan.input)
      return below && { ...below, layers: [...below.layers, plan] }
    }
    default:
      return null
  }
}

/** The groups of all rows of the input at once. Without GROUP BY, a row that has no group has the values of an empty one. */
function unnestGroups(operator: LateralOperator, fresh: FreshColumns): LogicalOperator | null {
  const { type, input, subquery, on } = operator
  const grouped = groupedOf(subquery.plan)
  if (grouped === null) return null
  const { aggregate, layers } = grouped
  const outer = outerOf(operator)
  const inner = decorrelate(aggregate.input, outer, false)
  if (inner === null || inner.conditions.length === 0) return null
  const over = aggregateOver(aggregate, inner)
  const parts = [...over.keys, ...over.aggregates.flatMap(({ args }) => args)]
  if (parts.some((part) => speaksOf(part, outer))) return null
  const isSingle = aggregate.keys.length === 0
  // What a user-defined aggregate yields over no rows is known only when it runs.
  if (isSingle && aggregate.aggregates.some((call) => call.function.custom !== undefined))
    return null
  // The subquery's own columns may be bare ones of its groups, and have other values above the join.
  const columns = aggregate.columns.map((column) => fresh.like(column))
  const groupColumns = columns.map((column, i) =>
    isSingle ? valueOfNothing(aggregate, column, i) : columnExpression(column),
  )
  const { predicates, outputs } = through(grouped, operator, groupColumns)
  if ([...predicates, ...outputs].some(isVolatile)) return null
  const tied = tie(input, subquery, inner, fresh)
  if (tied === null) return null
  const groups = groupsOf({ ...over, columns }, tied)
  if (isSingle) {
    const isLeft = type === 'left' && (predicates.length > 0 || on.length > 0)
    if (isLeft) return null
    const joined = join('left', input, groups, tied.on)
    return restored(operator, filter(joined, predicates), outputs)
  }
  if (type === 'inner') {
    const joined = join(type, input, groups, tied.on)
    return restored(operator, filter(joined, predicates), outputs)
  }
  if (layers.some((layer) => mentionsOuter(layer, outer))) return null
  const right = computed(filter(groups, predicates), lateralColumns(operator), outputs)
  return right && restored(operator, join(type, input, right, [...tied.on, ...on]), null)
}

function groupsOf(aggregate: AggregateOperator, tied: Tied): AggregateOperator {
  const { keys, columns } = aggregate
  return {
    ...aggregate,
    input: tied.rows,
    keys: [...tied.keys, ...keys],
    columns: [...tied.keyColumns, ...columns],
  }
}

function mentionsOuter(layer: Grouped['layers'][number], outer: ReadonlySet<ColumnId>): boolean {
  const parts = layer.kind === 'project' ? layer.expressions : layer.predicates
  return parts.some((part) => speaksOf(part, outer))
}

/** The filters and outputs of the subquery as expressions over the groups and the row around. */
function through(
  { aggregate, layers }: Grouped,
  operator: LateralOperator,
  groupColumns: readonly Expression[],
): { readonly predicates: readonly Expression[]; readonly outputs: readonly Expression[] } {
  const values = valuesOf(operator.subquery)
  let outputs = groupColumns
  const note = (columns: readonly OutputColumn[]) => {
    for (const [i, { id }] of columns.entries()) values.set(id, outputs[i])
  }
  const resolve = (part: Expression) => replaceColumns(part, (id) => values.get(id))
  note(aggregate.columns)
  const predicates: Expression[] = []
  for (const layer of layers) {
    if (layer.kind === 'filter') predicates.push(...layer.predicates.map(resolve))
    else {
      outputs = layer.expressions.map(resolve)
      note(layer.columns)
    }
  }
  return { predicates, outputs }
}

/**
 * The columns of the lateral join over what it has become.
 *
 * @param outputs the subquery's columns; `null`: they are there under their own ids
 */
function restored(
  operator: LateralOperator,
  joined: LogicalOperator,
  outputs: readonly Expression[] | null,
): LogicalOperator {
  const { columns, input } = operator
  const own = outputs ?? lateralColumns(operator).map(columnExpression)
  return project(joined, columns, [...input.columns.map(columnExpression), ...own])
}

function outerOf({ subquery }: LateralOperator): ReadonlySet<ColumnId> {
  return new Set(subquery.correlated.map(({ column }) => column))
}

function aroundOf({ subquery }: LateralOperator): (expression: Expression) => Expression {
  const values = valuesOf(subquery)
  return (expression) => replaceColumns(expression, (id) => values.get(id))
}
