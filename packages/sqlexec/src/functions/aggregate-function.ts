import type { SqlType } from '../types/sql-type.ts'
import type { ResolvedCall } from './scalar-function.ts'

/**
 * An aggregate function as the binder sees it. How its state is kept and updated is decided by exec, by `name`, since state
 * lives in typed arrays indexed by group.
 */
export interface AggregateFunction {
  readonly name: 'COUNT' | 'SUM' | 'AVG' | 'MIN' | 'MAX'
  readonly doc: string
  /** `COUNT(*)` resolves with no arguments. */
  resolve(args: readonly SqlType[]): ResolvedCall | string
}
