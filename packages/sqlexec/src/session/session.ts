import type { Stage } from '../exec/maybe-async.ts'
import type { RowShape } from '../exec/sinks/rows.ts'
import type { StatementEnvironment } from '../functions/environment.ts'
import type { Counters } from './counters.ts'
import type { Databases } from './databases.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { BoundParameters } from './parameters.ts'
import type { PlanCache, Statement } from './plan-cache.ts'
import type { Program } from './program.ts'
import type { Outcome } from './result.ts'
import type { TemporaryScope } from './temporary-scope.ts'
import type { TransactionState } from './transaction-state.ts'
import type { GlobalVariables, SessionVariables } from './variables/session-variables.ts'

/** What the sessions of one Database share. */
export interface Shared {
  readonly databases: Databases
  readonly plans: PlanCache
  /** The global values of the system variables. */
  readonly variables: GlobalVariables
  /** Of all sessions since the Database was opened. */
  readonly counters: Counters
  /** The open sessions by their number. */
  readonly sessions: ReadonlyMap<number, Session>
}

/** A session as the statements that change or show it see it. */
export interface Session {
  readonly id: number
  readonly shared: Shared
  readonly transaction: TransactionState
  readonly variables: SessionVariables
  readonly diagnostics: Diagnostics
  /** What it has done; FLUSH STATUS begins anew. */
  counters: Counters
  readonly temporary: TemporaryScope
  /** What PREPARE has named, by the name in lower case. */
  readonly prepared: Map<string, Statement>
  /** What runs, or ran last. */
  readonly activity: Activity
  /** The current database. */
  database: string | null
  lastInsertId: number | bigint
  /** What LAST_INSERT_ID(n) was given by the statement under way. */
  assignedInsertId: number | bigint
  rowCount: number
  foundRows: number
  /** SET timestamp: the clock of the session in milliseconds; `null`: the machine's. */
  fixedNow: number | null
  parse(sql: string): Statement
  /** What functions may know of the statement under way. */
  environment(): StatementEnvironment
  /** Runs a statement as a part of the one under way. */
  perform(statement: Statement, parameters: BoundParameters, shape: RowShape): Stage<Outcome>
  /** Runs a program of a statement as a part of the one under way. */
  runProgram(
    program: Program,
    statement: Statement,
    parameters: BoundParameters,
    shape: RowShape,
  ): Stage<Outcome>
  /** Adds to what SHOW WARNINGS tells of the statement under way. */
  warn(errno: number, message: string, level?: 'Warning' | 'Note'): void
  /** Ends the statement under way with an `interrupted` error, if there is one. */
  interrupt(): void
  /** Rolls back what is open; no statement can follow. */
  close(): Promise<void>
}

export interface Activity {
  /** The statement under way; `null`: none is. */
  statement: Statement | null
  /** When it began, or when the last one did: milliseconds since 1970-01-01. */
  since: number
}
