import type { Expression, SubqueryExpression } from './expression.ts'
import type {
  FilterOperator,
  JoinOperator,
  JsonTableOperator,
  LateralOperator,
  LimitOperator,
  LogicalOperator,
  OutputColumn,
  ProjectOperator,
  ScanOperator,
  SortKey,
  SortOperator,
  TableReference,
  ValuesOperator,
} from './logical-plan.ts'

/** Constructors of operators: each derives `columns` where the inputs decide them. */

export function scan(
  table: TableReference,
  alias: string,
  columns: readonly OutputColumn[],
): ScanOperator {
  const ordinals = columns.map((_, ordinal) => ordinal)
  return {
    kind: 'scan',
    table,
    alias,
    columns,
    ordinals,
    filters: [],
    rowId: null,
    access: null,
  }
}

/** What SELECT without FROM reads: one row without columns. */
export function singleRow(): ValuesOperator {
  return { kind: 'values', columns: [], rows: [[]] }
}

/** Keeps the rows for which every predicate is true; the input itself without predicates. */
export function filter(
  input: LogicalOperator,
  predicates: readonly Expression[],
): LogicalOperator | FilterOperator {
  if (predicates.length === 0) return input
  return { kind: 'filter', input, columns: input.columns, predicates }
}

export function project(
  input: LogicalOperator,
  columns: readonly OutputColumn[],
  expressions: readonly Expression[],
): ProjectOperator {
  return { kind: 'project', input, columns, expressions }
}

export function join(
  type: JoinOperator['type'],
  left: LogicalOperator,
  right: LogicalOperator,
  residual: readonly Expression[],
  equalities: JoinOperator['equalities'] = [],
): JoinOperator {
  const columns = joinColumns(type, left, right)
  return { kind: 'join', type, left, right, columns, equalities, residual }
}

function joinColumns(type: JoinOperator['type'], left: LogicalOperator, right: LogicalOperator) {
  if (type === 'semi' || type === 'anti') return left.columns
  const kept = type === 'full' ? left.columns.map(asNullable) : left.columns
  const added = type === 'inner' ? right.columns : right.columns.map(asNullable)
  return [...kept, ...added]
}

export function asNullable(column: OutputColumn): OutputColumn {
  return column.nullable ? column : { ...column, nullable: true }
}

export function lateral(
  type: LateralOperator['type'],
  input: LogicalOperator,
  subquery: SubqueryExpression,
  on: readonly Expression[],
): LateralOperator {
  const own = type === 'left' ? subquery.plan.columns.map(asNullable) : subquery.plan.columns
  return { kind: 'lateral', type, input, subquery, on, columns: [...input.columns, ...own] }
}

/** The columns that a lateral join adds to its input's. */
export function lateralColumns({
  columns,
  input,
}: LateralOperator | JsonTableOperator): readonly OutputColumn[] {
  return columns.slice(input.columns.length)
}

export function sort(
  input: LogicalOperator,
  keys: readonly SortKey[],
): LogicalOperator | SortOperator {
  return keys.length === 0 ? input : { kind: 'sort', input, columns: input.columns, keys }
}

export function limit(
  input: LogicalOperator,
  count: Expression | null,
  offset: Expression | null,
): LogicalOperator | LimitOperator {
  if (count === null && offset === null) return input
  return { kind: 'limit', input, columns: input.columns, limit: count, offset }
}

export function distinct(input: LogicalOperator): LogicalOperator {
  return { kind: 'distinct', input, columns: input.columns }
}
