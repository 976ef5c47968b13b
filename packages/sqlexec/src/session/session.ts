import type { Databases } from './databases.ts'
import type { PlanCache } from './plan-cache.ts'
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
}
