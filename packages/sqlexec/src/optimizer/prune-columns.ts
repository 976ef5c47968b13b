import { columnExpression } from '../plan/binder.ts'
import type { ColumnId } from '../plan/expression.ts'
import { collectColumns, hasSideEffect } from '../plan/expression-walk.ts'
import type {
  AggregateOperator,
  LogicalOperator,
  ScanOperator,
  WindowOperator,
} from '../plan/logical-plan.ts'
import { expressionsOf, mapInputs } from '../plan/operator-walk.ts'
import { join, project } from '../plan/operators.ts'
import { windowExpressions } from '../plan/window-walk.ts'

/** Leaves out the columns that nobody above asks for, down to the scans. The root keeps all of its columns. */
export function pruneColumns(root: LogicalOperator): LogicalOperator {
  return prune(root, new Set(root.columns.map((column) => column.id)))
}

function prune(operator: LogicalOperator, needed: ReadonlySet<ColumnId>): LogicalOperator {
  switch (operator.kind) {
    case 'scan':
      return pruneScan(operator, needed)
    case 'values':
    case 'working':
      return operator
    case 'json-table':
    case 'lateral': {
      const own = adding(new Set(needed), expressionsOf(operator))
      return mapInputs(operator, (input) => prune(input, own))
    }
    case 'recursive': {
      // Each round needs all that the one before made.
      const all = (input: LogicalOperator) => pruneUnionInput(input, [...input.columns.keys()])
      return { ...operator, anchor: all(operator.anchor), step: all(operator.step) }
    }
    case 'project': {
      const kept = operator.columns.flatMap(({ id }, i) =>
        needed.has(id) || hasSideEffect(operator.expressions[i]) ? [i] : [],
      )
      const expressions = kept.map((i) => operator.expressions[i])
      const columns = kept.map((i) => operator.columns[i])
      const input = prune(operator.input, adding(new Set(), expressions))
      return { ...operator, input, expressions, columns }
    }
    case 'aggregate':
      return pruneAggregate(operator, needed)
    case 'window':
      return pruneWindow(operator, needed)
    case 'join': {
      const { equalities, residual } = operator
      const own = adding(new Set(needed), residual)
      for (const { left, right } of equalities) adding(own, [left, right])
      // What a semi or an anti join shows of the right side is nothing: `needed` names left columns only.
      const left = prune(operator.left, own)
      const right = prune(operator.right, own)
      return join(operator.type, left, right, residual, equalities)
    }
    case 'union': {
      const kept = operator.columns.flatMap(({ id }, i) => (needed.has(id) ? [i] : []))
      return {
        ...operator,
        columns: kept.map((i) => operator.columns[i]),
        inputs: operator.inputs.map((input) => pruneUnionInput(input, kept)),
      }
    }
    case 'distinct': {
      // Which rows are the same depends on every column.
      const all = new Set(operator.columns.map((column) => column.id))
      return withInput(operator, prune(operator.input, all))
    }
    case 'filter':
      return withInput(
        operator,
        prune(operator.input, adding(new Set(needed), operator.predicates)),
      )
    case 'sort': {
      const keys = operator.keys.map((key) => key.expression)
      return withInput(operator, prune(operator.input, adding(new Set(needed), keys)))
    }
    case 'limit':
      return withInput(operator, prune(operator.input, needed))
  }
}

/** Columns of a union are matched by position, so an input must have exactly those that are kept. */
function pruneUnionInput(input: LogicalOperator, kept: readonly number[]): LogicalOperator {
  const columns = kept.map((i) => input.columns[i])
  const pruned = prune(input, new Set(columns.map((column) => column.id)))
  const fits =
    pruned.columns.length === columns.length &&
    pruned.columns.every((column, i) => column.id === columns[i].id)
  return fits ? pruned : project(pruned, columns, columns.map(columnExpression))
}

function withInput<T extends Extract<LogicalOperator, { readonly input: LogicalOperator }>>(
  operator: T,
  input: LogicalOperator,
): LogicalOperator {
  return { ...operator, input, columns: input.columns } as LogicalOperator
}

function adding(
  columns: Set<ColumnId>,
  expressions: Iterable<Parameters<typeof collectColumns>[0]>,
): Set<ColumnId> {
  for (const expression of expressions) collectColumns(expression, columns)
  return columns
}

/** The filters' columns stay, since filters speak of the scan's own columns. */
function pruneScan(operator: ScanOperator, needed: ReadonlySet<ColumnId>): ScanOperator {
  const own = adding(new Set(needed), operator.filters)
  if (operator.rowId !== null) own.add(operator.rowId)
  const kept = operator.columns.flatMap(({ id }, i) => (own.has(id) ? [i] : []))
  return {
    ...operator,
    columns: kept.map((i) => operator.columns[i]),
    ordinals: kept.map((i) => operator.ordinals[i]),
  }
}

function pruneAggregate(
  operator: AggregateOperator,
  needed: ReadonlySet<ColumnId>,
): LogicalOperator {
  const { groupingSets } = operator
  const keyCount = operator.keys.length
  const callsFrom = keyCount + operator.aggregates.length
  const isNeeded = (column: number) => needed.has(operator.columns[column].id)
  const kept = operator.aggregates.flatMap((_, i) => (isNeeded(keyCount + i) ? [i] : []))
  const keptCalls =
    groupingSets?.calls.flatMap((_, i) => (isNeeded(callsFrom + i) ? [i] : [])) ?? []
  const aggregates = kept.map((i) => operator.aggregates[i])
  const columns = [
    ...operator.columns.slice(0, keyCount),
    ...kept.map((i) => operator.columns[keyCount + i]),
    ...keptCalls.map((i) => operator.columns[callsFrom + i]),
  ]
  const own = adding(new Set(), operator.keys)
  for (const call of aggregates) adding(own, call.args)
  const pruned = { ...operator, input: prune(operator.input, own), aggregates, columns }
  if (groupingSets === undefined) return pruned
  const calls = keptCalls.map((i) => groupingSets.calls[i])
  return { ...pruned, groupingSets: { ...groupingSets, calls } }
}

/** Calls that nobody asks for go, and with the last of them the operator. */
function pruneWindow(operator: WindowOperator, needed: ReadonlySet<ColumnId>): LogicalOperator {
  const inputCount = operator.columns.length - operator.calls.length
  const kept = operator.calls.flatMap((_, i) =>
    needed.has(operator.columns[inputCount + i].id) ? [i] : [],
  )
  if (kept.length === 0) return prune(operator.input, needed)
  const own = kept.map((i) => operator.columns[inputCount + i])
  const fewer = { ...operator, calls: kept.map((i) => operator.calls[i]) }
  const input = prune(operator.input, adding(new Set(needed), windowExpressions(fewer)))
  return { ...fewer, input, columns: [...input.columns, ...own] }
}
