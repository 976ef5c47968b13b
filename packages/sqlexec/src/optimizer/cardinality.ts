import { columnOrdinal, isUniqueByColumns } from '../catalog/definition.ts'
import type { ColumnId, Expression } from '../plan/expression.ts'
import { isColumnFree } from '../plan/expression-walk.ts'
import type { IndexAccess, LogicalOperator, ScanOperator } from '../plan/logical-plan.ts'
import type { OptimizeContext } from './optimize-context.ts'

/**
 * Guesses of how many rows an operator yields. Only their order matters, so the rules are few: distinct counts as keys and the
 * bounds of whole numbers give them, the classic constants of System R elsewhere (Selinger et al., "Access Path Selection in a Relational
 * Database Management System", 1979).
 */
export interface Estimate {
  readonly rows: number
  /** Distinct values per column, where something is known. */
  readonly distinct: ReadonlyMap<ColumnId, number>
  /** Rows before filters of the table that a column comes from. */
  readonly tableRows: ReadonlyMap<ColumnId, number>
}

const equalitySelectivity = 0.05
const rangeSelectivity = 1 / 3
const likeSelectivity = 0.1
const otherSelectivity = 0.25

export function estimate(operator: LogicalOperator, context: OptimizeContext): Estimate {
  switch (operator.kind) {
    case 'scan':
      return estimateScan(operator, context)
    case 'values':
      return { ...unknown, rows: operator.rows.length }
    case 'json-table':
    case 'lateral': {
      const input = estimate(operator.input, context)
      return { ...input, rows: input.rows * 10 }
    }
    case 'working':
      return { ...unknown, rows: workingRows }
    case 'recursive':
      return { ...unknown, rows: estimate(operator.anchor, context).rows * 100 }
    case 'filter': {
      const input = estimate(operator.input, context)
      return { ...input, rows: input.rows * selectivityOfAll(operator.predicates, input) }
    }
    case 'project':
    case 'window':
    case 'sort':
      return estimate(operator.input, context)
    case 'limit': {
      const input = estimate(operator.input, context)
      const { limit } = operator
      const most = limit?.kind === 'constant' ? Number(limit.value) : 100
      return { ...input, rows: limit === null ? input.rows : Math.min(input.rows, most) }
    }
    case 'distinct': {
      const input = estimate(operator.input, context)
      return { ...input, rows: input.rows / 2 }
    }
    case 'aggregate': {
      const input = estimate(operator.input, context)
      const rows =
        operator.keys.length === 0 ? 1 : Math.min(input.rows, groupCount(operator.keys, input))
      return { ...input, rows }
    }
    case 'union': {
      const rows = operator.inputs.map((input) => estimate(input, context).rows)
      return { ...unknown, rows: rows.reduce((sum, count) => sum + count, 0) }
    }
    case 'join': {
      const left = estimate(operator.left, context)
      const right = estimate(operator.right, context)
      if (operator.type === 'semi' || operator.type === 'anti') {
        return { ...left, rows: Math.max(1, left.rows / 2) }
      }
      const joined = joinEstimates(left, right, operator.equalities, operator.residual)
      return operator.type === 'inner'
        ? joined
        : { ...joined, rows: Math.max(joined.rows, left.rows) }
    }
  }
}

/**
 * A working table counts as larger than any other, so that it is never the build side of a join: hash tables are built of the other
 * sides once, and serve every round.
 */
const workingRows = 1e15

const unknown = { distinct: new Map<ColumnId, number>(), tableRows: new Map<ColumnId, number>() }

function estimateScan(operator: ScanOperator, context: OptimizeContext): Estimate {
  const total = Math.max(1, context.rowCount(operator.table))
  const distinct = new Map<ColumnId, number>()
  const tableRows = new Map<ColumnId, number>()
  operator.columns.forEach(({ id }, i) => {
    tableRows.set(id, total)
    const count = distinctOf(operator, operator.ordinals[i], total, context)
    if (count !== undefined) distinct.set(id, Math.max(1, Math.min(count, total)))
  })
  const all = { rows: total, distinct, tableRows }
  const found = operator.access === null ? total : foundRows(operator.access, total)
  return { ...all, rows: Math.max(1, found * selectivityOfAll(operator.filters, all)) }
}

/** The rows that an index finds. */
function foundRows({ index, equal, lower, upper }: IndexAccess, total: number): number {
  if (index.unique && equal.length === index.columns.length) return 1
  const bounds = (lower === null ? 0 : 1) + (upper === null ? 0 : 1)
  return Math.max(1, total * equalitySelectivity ** equal.length * rangeSelectivity ** bounds)
}

function distinctOf(
  { table }: ScanOperator,
  ordinal: number,
  rows: number,
  context: OptimizeContext,
): number | undefined {
  if (ordinal < 0) return rows
  const isKey = table.table.indexes.some(
    (index) =>
      isUniqueByColumns(index) &&
      index.columns.length === 1 &&
      columnOrdinal(table.table, index.columns[0].column) === ordinal,
  )
  return isKey ? rows : context.distinctCount?.(table, ordinal)
}

function groupCount(keys: readonly Expression[], input: Estimate): number {
  return keys.reduce((count, key) => {
    const known = key.kind === 'column' ? input.distinct.get(key.column) : undefined
    return count * (known ?? Math.max(1, input.rows ** 0.5))
  }, 1)
}

export function selectivityOfAll(predicates: readonly Expression[], input: Estimate): number {
  return predicates.reduce((all, predicate) => all * selectivity(predicate, input), 1)
}

/** The share of rows for which a predicate is true. */
function selectivity(predicate: Expression, input: Estimate): number {
  switch (predicate.kind) {
    case 'constant':
      return predicate.value ? 1 : 0
    case 'and':
      return selectivityOfAll(predicate.args, input)
    case 'or':
      return Math.min(
        1,
        predicate.args.reduce((sum, arg) => sum + selectivity(arg, input), 0),
      )
    case 'not':
      return 1 - selectivity(predicate.input, input)
    case 'is-null':
      return likeSelectivity
    case 'in':
      return Math.min(1, predicate.list.length * equalityOf(predicate.input, input))
    case 'call':
      return selectivityOfCall(predicate, input)
    default:
      return otherSelectivity
  }
}

function selectivityOfCall(
  predicate: Extract<Expression, { kind: 'call' }>,
  input: Estimate,
): number {
  const [left, right] = predicate.args
  switch (predicate.function.name) {
    case '=':
    case '<=>':
      return Math.min(equalityOf(left, input), equalityOf(right, input))
    case '<>':
      return 1 - equalityOf(left, input)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return rangeSelectivity
    case 'LIKE':
      return likeSelectivity
    default:
      return otherSelectivity
  }
}

function equalityOf(side: Expression, input: Estimate): number {
  if (isColumnFree(side)) return 1
  const distinct = side.kind === 'column' ? input.distinct.get(side.column) : undefined
  return distinct === undefined ? equalitySelectivity : 1 / distinct
}

/**
 * Rows of a join: of the cross product, one in as many as the equated columns have values. Where nothing is known of them, one
 * side is taken to be a key of the smaller table.
 */
export function joinEstimates(
  left: Estimate,
  right: Estimate,
  equalities: readonly { readonly left: Expression; readonly right: Expression }[],
  residual: readonly Expression[],
): Estimate {
  const distinct = new Map([...left.distinct, ...right.distinct])
  const tableRows = new Map([...left.tableRows, ...right.tableRows])
  const both = { rows: left.rows * right.rows, distinct, tableRows }
  const values = equalities.map((pair) => {
    const known = Math.max(distinctBefore(pair.left, both), distinctBefore(pair.right, both))
    if (known > 0) return known
    return Math.max(1, Math.min(rowsBefore(pair.left, left), rowsBefore(pair.right, right)))
  })
  // Several equalities are rarely independent: the strongest counts in full, each further one by half.
  values.sort((a, b) => b - a)
  const divisor = values.reduce((all, value, i) => all * (i === 0 ? value : Math.min(value, 2)), 1)
  const rows = (both.rows / divisor) * selectivityOfAll(residual, both)
  return { rows: Math.max(1, rows), distinct, tableRows }
}

/** 0: unknown. */
function distinctBefore(side: Expression, { distinct }: Estimate): number {
  return side.kind === 'column' ? (distinct.get(side.column) ?? 0) : 0
}

function rowsBefore(side: Expression, { tableRows, rows }: Estimate): number {
  return side.kind === 'column' ? (tableRows.get(side.column) ?? rows) : rows
}
