import type { ColumnId, Expression } from '../plan/expression.ts'
import { columnsOf, operandsOf } from '../plan/expression-walk.ts'
import type { LogicalOperator } from '../plan/logical-plan.ts'
import { windowExpressions } from '../plan/window-walk.ts'

/**
 * The columns that arithmetic, casts or exact sums use anywhere in a plan. Their bounds shape the generated code; those of
 * other columns do not, so that they share it.
 */
export function rangedColumns(root: LogicalOperator): ReadonlySet<ColumnId> {
  const ranged = new Set<ColumnId>()
  visit(root, ranged)
  return ranged
}

/** Aggregates whose code is shaped by the bounds of what they take in. */
const boundedAggregates: ReadonlySet<string> = new Set([
  'SUM',
  'AVG',
  'BIT_AND',
  'BIT_OR',
  'BIT_XOR',
  'VAR_POP',
  'VAR_SAMP',
  'STDDEV_POP',
  'STDDEV_SAMP',
])

function visit(operator: LogicalOperator, ranged: Set<ColumnId>): void {
  switch (operator.kind) {
    case 'scan':
      for (const filter of operator.filters) mark(filter, ranged)
      return
    case 'values':
    case 'working':
      return
    case 'recursive':
      visit(operator.anchor, ranged)
      visit(operator.step, ranged)
      return
    case 'filter':
      for (const predicate of operator.predicates) mark(predicate, ranged)
      break
    case 'project':
      operator.expressions.forEach((expression, i) => {
        mark(expression, ranged)
        // What is used in arithmetic above carries its bounds up from here.
        if (ranged.has(operator.columns[i].id)) markAll(expression, ranged)
      })
      break
    case 'join':
      for (const { left, right } of operator.equalities) {
        mark(left, ranged)
        mark(right, ranged)
      }
      for (const predicate of operator.residual) mark(predicate, ranged)
      visit(operator.left, ranged)
      visit(operator.right, ranged)
      return
    case 'aggregate':
      operator.keys.forEach((key, i) => {
        mark(key, ranged)
        if (ranged.has(operator.columns[i].id)) markAll(key, ranged)
      })
      for (const { function: fn, args } of operator.aggregates) {
        for (const arg of args) {
          mark(arg, ranged)
          if (boundedAggregates.has(fn.name)) markAll(arg, ranged)
        }
      }
      break
    case 'window':
      for (const expression of windowExpressions(operator)) mark(expression, ranged)
      break
    case 'sort':
      for (const { expression } of operator.keys) mark(expression, ranged)
      break
    case 'union':
      operator.columns.forEach(({ id }, i) => {
        if (!ranged.has(id)) return
        for (const input of operator.inputs) ranged.add(input.columns[i].id)
      })
      for (const input of operator.inputs) visit(input, ranged)
      return
    case 'json-table':
      mark(operator.document, ranged)
      break
    case 'lateral':
      for (const { value } of operator.subquery.correlated) mark(value, ranged)
      for (const predicate of operator.on) mark(predicate, ranged)
      break
    case 'distinct':
    case 'limit':
      break
  }
  visit(operator.input, ranged)
}

function mark(expression: Expression, ranged: Set<ColumnId>): void {
  const computes =
    expression.kind === 'cast' ||
    (expression.kind === 'call' && expression.function.comparison !== true)
  for (const child of operandsOf(expression)) {
    if (computes && child.kind === 'column') ranged.add(child.column)
    else if (computes && (child.kind === 'case' || child.kind === 'cast')) markAll(child, ranged)
    mark(child, ranged)
  }
}

function markAll(expression: Expression, ranged: Set<ColumnId>): void {
  for (const column of columnsOf(expression)) ranged.add(column)
}
