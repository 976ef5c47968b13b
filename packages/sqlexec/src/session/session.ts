import type { Stage } from '../exec/maybe-async.ts'
import type { RowShape } from '../exec/sinks/rows.ts'
import type { Databases } from './databases.ts'
import type { BoundParameters } from './parameters.ts'
import type { PlanCache, Statement } from './plan-cache.ts'
import type { Program } from './program.ts'
import type { Outcome } from './result.ts'
import type { TransactionState } from './transaction-state.ts'

/** What the sessions of one Database share. */
export interface Shared {
  readonly databases: Databases
  readonly plans: PlanCache
}

/** A session as the statements that change or show it see it. */
export interface Session {
  readonly id: number
  readonly shared: Shared
  readonly transaction: TransactionState
  /** The current database. */
  database: string | null
  /** Runs a program in the open transaction, or in one of its own. */
  runProgram(
    program: Program,
    statement: Statement,
    parameters: BoundParameters,
    shape: RowShape,
  ): Stage<Outcome>
}
