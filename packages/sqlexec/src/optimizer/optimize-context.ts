import type { Expression } from '../plan/expression.ts'
import type { TableReference } from '../plan/logical-plan.ts'
import type { SqlValue } from '../types/value.ts'

/** What the optimizer asks of those above it. */
export interface OptimizeContext {
  /** Rows of a table, as a guess. */
  rowCount(table: TableReference): number
  /** How many distinct values a column has at most, as a guess from statistics; `undefined`: nothing is known. */
  distinctCount?(table: TableReference, ordinal: number): number | undefined
  /**
   * The value of an expression of constants. `undefined`, or an error thrown: it has to be evaluated at each execution (it depends on
   * the session, or fails, which it may do only if a row comes to it).
   */
  fold(expression: Expression): SqlValue | undefined
}
