import type { IndexDefinition, TableDefinition, TriggerDefinition } from '../catalog/definition.ts'
import type { StatementEnvironment } from '../functions/environment.ts'
import type { FileSystem } from '../io/file-system.ts'
import type { SubqueryExpression } from '../plan/expression.ts'
import type { TableReference, WorkingTableId } from '../plan/logical-plan.ts'
import type { IndexHandle, Referencing, Table, Transaction } from '../storage/table-access.ts'
import type { SqlValue } from '../types/value.ts'
import type { Stage } from './maybe-async.ts'
import type { Profile } from './profile.ts'

/** One run of a physical plan: its arguments, and the state of its operators by slot. */
export interface Execution {
  readonly parameters: readonly SqlValue[]
  readonly environment: StatementEnvironment
  readonly transaction: Transaction
  readonly signal: AbortSignal | undefined
  table(reference: TableReference): Table
  /** An index that a scan reads by, as it was when the execution began. */
  index(definition: IndexDefinition): IndexHandle
  /**
   * The rows of a virtual table.
   *
   * @param wants whether rows with a text in a column may be wanted; the others need not be there
   */
  virtualRows(
    reference: TableReference,
    wants: (column: string, text: string) => boolean,
  ): Iterable<readonly SqlValue[]>
  /** Where the files are that statements name. */
  readonly files: FileSystem
  /** Adds to what SHOW WARNINGS tells of the statement. */
  warn(errno: number, message: string): void
  /** Is told how far a statement has come that reads or writes a file. */
  readonly onProgress: ((progress: Progress) => void) | null
  /** Where the rows of an export go. */
  readonly output?: RowOutput
  /** Where foreign keys of a database lead; `null` where they are not looked at. */
  readonly related: ((database: string) => RelatedTables) | null
  /** The triggers of a table for an event; `null`: it has none. */
  triggers(table: TableDefinition, event: TriggerDefinition['event']): RowTriggers | null
  /** What EXPLAIN ANALYZE gathers of subqueries; `null`: nobody asks. */
  readonly profile: Profile | null
  readonly states: unknown[]
  readonly subqueries: Subqueries
  /** How many rows came to a limit that counts them all; −1: there is none. */
  readonly found: { rows: number }
  /** Working tables that are given from outside: all of their rows, each with all columns. */
  readonly given?: ReadonlyMap<WorkingTableId, readonly (readonly SqlValue[])[]>
  /** Whether it must not wait: a correlated subquery, run within a loop. Its data has been made resident. */
  readonly nested: boolean
}

/** How far the reading or writing of a file has come. */
export interface Progress {
  readonly rows: number
  /** Of the file, read or written so far. */
  readonly bytes: number
  /** Of the whole file; `null`: not known yet. */
  readonly totalBytes: number | null
}

/** Takes rows as the engine holds them. */
export interface RowOutput {
  write(rows: readonly (readonly SqlValue[])[]): Stage<void>
}

/** Runs triggers for one row, OLD and NEW being its values; `null` where the event has no such row. What they set in NEW is in `after`. */
export type RowTrigger = (
  before: readonly SqlValue[] | null,
  after: SqlValue[] | null,
) => Stage<void>

/** The triggers of a table for one event; `null`: there are none of that time. */
export interface RowTriggers {
  readonly before: RowTrigger | null
  readonly after: RowTrigger | null
}

/** The tables of one database, by the names under which foreign keys know them. */
export interface RelatedTables {
  table(name: string): Table | undefined
  referencing(name: string): readonly Referencing[]
}

/** The subqueries of one execution. */
export interface Subqueries {
  /** Computes the uncorrelated ones, each once, and makes the data of the correlated ones resident. */
  prepare(subqueries: readonly SubqueryExpression[], execution: Execution): Stage<void>
  /** The value of an uncorrelated subquery that has been prepared. */
  value(subquery: SubqueryExpression): SqlValue
  /** The value of a correlated subquery for one row, given the values of its correlated columns. */
  run(subquery: SubqueryExpression, values: readonly SqlValue[], execution: Execution): SqlValue
  /** The rows of a lateral subquery for one row, likewise. */
  rows(
    subquery: SubqueryExpression,
    values: readonly SqlValue[],
    execution: Execution,
  ): readonly (readonly SqlValue[])[]
}
