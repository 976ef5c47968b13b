import type { ColumnId, Expression } from '../plan/expression.ts'
import { collectColumns } from '../plan/expression-walk.ts'

/** Questions about conditions that several rules ask. */

export function isTrue(expression: Expression): boolean {
  const { kind } = expression
  return kind === 'constant' && typeof expression.value !== 'string' && Boolean(expression.value)
}

/** False, not NULL. */
export function isFalse(expression: Expression): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: 0 and 0n are both zero
  return expression.kind === 'constant' && expression.value !== null && expression.value == 0
}

/** Whether the value is 0, 1 or NULL, so that it is the same as a value and as a condition. */
export function isTruthValue(expression: Expression): boolean {
  switch (expression.kind) {
    case 'and':
    case 'or':
    case 'not':
    case 'is-null':
    case 'in':
      return true
    case 'call':
      return expression.function.comparison === true
    default:
      return false
  }
}

/** Whether the condition is not true wherever all of `columns` are NULL. */
export function rejectsNulls(condition: Expression, columns: ReadonlySet<ColumnId>): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.args.some((arg) => rejectsNulls(arg, columns))
    case 'or':
      return condition.args.every((arg) => rejectsNulls(arg, columns))
    case 'not':
      if (condition.input.kind === 'is-null') return isNullWith(condition.input.input, columns)
      return isNullWith(condition, columns)
    default:
      return isNullWith(condition, columns)
  }
}

/** Whether the value is NULL wherever all of `columns` are NULL. */
function isNullWith(expression: Expression, columns: ReadonlySet<ColumnId>): boolean {
  switch (expression.kind) {
    case 'column':
      return columns.has(expression.column)
    case 'constant':
      return expression.value === null
    case 'call':
      if (expression.function.nulls !== 'propagate') return false
      return expression.args.some((arg) => isNullWith(arg, columns))
    case 'cast':
    case 'not':
      return isNullWith(expression.input, columns)
    case 'in':
      return isNullWith(expression.input, columns)
    case 'and':
    case 'or':
      return expression.args.every((arg) => isNullWith(arg, columns))
    default:
      return false
  }
}

/** Whether the expression speaks of no columns but these. */
export function speaksOnlyOf(expression: Expression, columns: ReadonlySet<ColumnId>): boolean {
  const used = new Set<ColumnId>()
  collectColumns(expression, used)
  for (const column of used) if (!columns.has(column)) return false
  return true
}

export function columnIds(columns: readonly { readonly id: ColumnId }[]): ReadonlySet<ColumnId> {
  return new Set(columns.map((column) => column.id))
}
