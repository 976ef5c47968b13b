import type { Code } from '../../functions/code.ts'
import type { StatementEnvironment } from '../../functions/environment.ts'
import type { SqlValue } from '../../types/value.ts'
import type { KeyTable } from '../compile/key-code.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import type { Interner } from '../runtime/interner.ts'
import type { ExactSums } from '../sinks/exact-sum.ts'
import type { GroupPlace } from '../sinks/group-place.ts'
import type { CollectedRows, CollectedShape } from './collected-rows.ts'

/** The state of one aggregate: arrays indexed by group. Each kind uses some of the fields. */
export interface AccumulatorState extends ExactSums {
  readonly counts: number[]
  readonly sums: number[]
  readonly values: unknown[]
  /** Exact sums of squares. */
  readonly squares: ExactSums
  /** The moments that statistics keep; see moments.ts. */
  readonly moments: readonly number[][]
  /** For DISTINCT: ids of the values, and of the pairs of group and value. */
  readonly distinct: { readonly keys: KeyTable; readonly pairs: Interner } | null
  /** Rows that are kept until the end, of all groups in one list. */
  readonly rows: CollectedRows | null
}

/** How a kind of aggregate keeps its state up. */
export interface AggregateKind {
  /** Whether the result depends on how many values there were. */
  readonly counts: boolean
  /** How many arrays of moments it keeps. */
  readonly momentCount?: number
  /** What it keeps of each row until the end. */
  readonly collects?: readonly CollectedShape[]
  grow(state: AccumulatorState): void
  /** Emits taking in the arguments of a row, which are not NULL unless the function takes NULLs; COUNT(*) has none. */
  emit(scope: BlockScope, place: GroupPlace, codes: readonly Code[]): void
  /** What all groups' results need, once, after the last row. */
  prepare?(state: AccumulatorState, groupCount: number): void
  result(state: AccumulatorState, group: number, environment: StatementEnvironment): SqlValue
}
