import type { StatementEnvironment } from '../functions/environment.ts'
import type { TableReference } from '../plan/logical-plan.ts'
import type { StorageEngine, Table, Transaction } from '../storage/table-access.ts'
import type { SqlValue } from '../types/value.ts'

/** Where the tables of a statement are found. */
export interface Databases {
  engine(database: string): StorageEngine
}

/** One run of a physical plan: its arguments, and the state of its operators by slot. */
export interface Execution {
  readonly parameters: readonly SqlValue[]
  readonly environment: StatementEnvironment
  readonly transaction: Transaction
  readonly signal: AbortSignal | undefined
  table(reference: TableReference): Table
  readonly states: unknown[]
}
