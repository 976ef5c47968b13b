import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { ResolvedCall } from './scalar-function.ts'

/**
 * An aggregate function as the binder sees it. How its state is kept and updated is decided by exec, by `name`, since state
 * lives in typed arrays indexed by group; of a user-defined function by `custom`.
 */
export interface AggregateFunction {
  /** Upper case. */
  readonly name: string
  readonly doc: string
  /** The arguments as the reference page shows them: `expr, …`. */
  readonly parameters: string
  /** What it yields over no rows; left out: NULL. */
  readonly ofNothing?: SqlValue
  /** Whether rows with a NULL among the arguments count; all other functions pass over them. */
  readonly takesNulls?: boolean
  /** Whether the result depends on the order of the rows, so that ORDER BY may stand within the call. */
  readonly ordered?: boolean
  /** Whether it cannot be computed over a window. */
  readonly notOverWindows?: boolean
  /** Whether WITHIN GROUP (ORDER BY x) names its last argument. */
  readonly withinGroup?: boolean
  readonly custom?: CustomAggregate
  /** `COUNT(*)` resolves with no arguments. */
  resolve(args: readonly SqlType[]): ResolvedCall | string
}

/** The steps of an aggregate in JavaScript, over values of the engine (types/value.ts). */
export interface CustomAggregate {
  init(): unknown
  /** Takes a row in; the answer is the group's next state. */
  step(state: unknown, ...values: SqlValue[]): unknown
  finish(state: unknown): SqlValue
}
