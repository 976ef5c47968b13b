import type { SqlType } from '../types/sql-type.ts'
import type { ResolvedCall } from './scalar-function.ts'

/** A function that only a window gives sense to. How it is computed is decided by exec, by `name`. */
export interface WindowFunction {
  readonly name:
    | 'ROW_NUMBER'
    | 'RANK'
    | 'DENSE_RANK'
    | 'PERCENT_RANK'
    | 'CUME_DIST'
    | 'NTILE'
    | 'LAG'
    | 'LEAD'
    | 'FIRST_VALUE'
    | 'LAST_VALUE'
    | 'NTH_VALUE'
  readonly doc: string
  /** Whether the frame matters: the others look at the whole partition, whatever frame the text gives. */
  readonly framed: boolean
  /** The number of the argument that counts rows: a whole number that is known before the rows are. −1: none. */
  readonly countArgument: number
  /** The least that this argument may be. */
  readonly leastCount: 0 | 1
  /** Answers a message where the arguments do not fit. */
  resolve(args: readonly SqlType[]): ResolvedCall | string
}
