import type { Span } from '../../base/errors.ts'
import type { Expression, UserVariable, VariableScope } from './expression.ts'
import type { Identifier, ObjectName } from './name.ts'
import type { Statement } from './statement.ts'

// ---- transactions ---------------------------------------------------------------------------------------

export interface StartTransaction {
  readonly kind: 'start_transaction'
  readonly consistentSnapshot: boolean
  /** `null`: not said. */
  readonly access: 'read_only' | 'read_write' | null
  readonly span: Span
}

/** COMMIT [AND [NO] CHAIN] [[NO] RELEASE]. */
export interface Commit {
  readonly kind: 'commit'
  readonly chain: boolean
  readonly release: boolean
  readonly span: Span
}

export interface Rollback {
  readonly kind: 'rollback'
  /** ROLLBACK TO: only to there. */
  readonly savepoint: Identifier | null
  readonly chain: boolean
  readonly release: boolean
  readonly span: Span
}

export interface Savepoint {
  readonly kind: 'savepoint'
  readonly name: Identifier
  readonly span: Span
}

export interface ReleaseSavepoint {
  readonly kind: 'release_savepoint'
  readonly name: Identifier
  readonly span: Span
}

export type IsolationLevel =
  | 'read_uncommitted'
  | 'read_committed'
  | 'repeatable_read'
  | 'serializable'

export interface SetTransaction {
  readonly kind: 'set_transaction'
  /** `null`: the next transaction only. */
  readonly scope: 'global' | 'session' | null
  readonly isolation: IsolationLevel | null
  readonly access: 'read_only' | 'read_write' | null
  readonly span: Span
}

/** Accepted and without effect: readers need no locks. */
export interface LockTables {
  readonly kind: 'lock_tables'
  readonly tables: readonly {
    readonly name: ObjectName
    readonly alias: Identifier | null
    readonly mode: 'read' | 'read_local' | 'write' | 'low_priority_write'
  }[]
  readonly span: Span
}

export interface UnlockTables {
  readonly kind: 'unlock_tables'
  readonly span: Span
}

// ---- variables ------------------------------------------------------------------------------------------

/** SET a = 1, @b = 2, @@global.c = DEFAULT. */
export interface SetVariables {
  readonly kind: 'set_variables'
  readonly assignments: readonly VariableAssignment[]
  readonly span: Span
}

export type VariableAssignment =
  | { readonly kind: 'user'; readonly variable: UserVariable; readonly value: Expression }
  | {
      readonly kind: 'system'
      /** `null`: not said, the session. */
      readonly scope: VariableScope | null
      /** Lower case. */
      readonly name: string
      /** `null`: DEFAULT. A bare word (ON, utf8mb4, TRADITIONAL) is a string literal. */
      readonly value: Expression | null
    }

/** SET NAMES 'utf8mb4' COLLATE …, and SET CHARACTER SET. */
export interface SetNames {
  readonly kind: 'set_names'
  readonly characterSetOnly: boolean
  /** `null`: DEFAULT. */
  readonly charset: string | null
  readonly collation: string | null
  readonly span: Span
}

export interface Use {
  readonly kind: 'use'
  readonly database: Identifier
  readonly span: Span
}

// ---- SHOW, EXPLAIN --------------------------------------------------------------------------------------

/** LIKE pattern or WHERE condition after SHOW. */
export type ShowFilter =
  | { readonly kind: 'like'; readonly pattern: string }
  | { readonly kind: 'where'; readonly condition: Expression }

/** SHOW of a list that a filter may narrow. */
export interface ShowList {
  readonly kind: 'show_list'
  readonly subject:
    | 'databases'
    | 'tables'
    | 'table_status'
    | 'open_tables'
    | 'triggers'
    | 'events'
    | 'procedure_status'
    | 'function_status'
    | 'variables'
    | 'status'
    | 'collation'
    | 'character_set'
    | 'engines'
    | 'plugins'
    | 'privileges'
    | 'processlist'
    | 'grants'
    | 'binary_logs'
  readonly full: boolean
  /** SHOW EXTENDED, SHOW FULL EXTENDED. */
  readonly extended: boolean
  readonly scope: 'global' | 'session' | null
  /** FROM or IN. */
  readonly database: Identifier | null
  readonly filter: ShowFilter | null
  readonly span: Span
}

/** SHOW COLUMNS, SHOW FIELDS, DESCRIBE table, EXPLAIN table. */
export interface ShowColumns {
  readonly kind: 'show_columns'
  readonly full: boolean
  readonly extended: boolean
  readonly table: ObjectName
  readonly filter: ShowFilter | null
  readonly span: Span
}

export interface ShowIndexes {
  readonly kind: 'show_indexes'
  readonly extended: boolean
  readonly table: ObjectName
  readonly filter: ShowFilter | null
  readonly span: Span
}

export interface ShowCreate {
  readonly kind: 'show_create'
  readonly type: 'table' | 'view' | 'database' | 'procedure' | 'function' | 'trigger' | 'event'
  readonly ifNotExists: boolean
  readonly name: ObjectName
  readonly span: Span
}

export interface ShowDiagnostics {
  readonly kind: 'show_diagnostics'
  readonly type: 'warnings' | 'errors'
  /** SHOW COUNT(*) WARNINGS. */
  readonly count: boolean
  readonly limit: number | null
  readonly offset: number | null
  readonly span: Span
}

export type ExplainFormat = 'traditional' | 'json' | 'tree'

export interface Explain {
  readonly kind: 'explain'
  readonly analyze: boolean
  /** `null`: not said. */
  readonly format: ExplainFormat | null
  readonly statement: Statement
  readonly span: Span
}

// ---- maintenance ----------------------------------------------------------------------------------------

/** FLUSH …: writes dirty tables to their files. */
export interface Flush {
  readonly kind: 'flush'
  /** `tables`, `logs`, `status`, `privileges`, …; `null`: FLUSH alone. */
  readonly subject: string | null
  /** Empty: all. */
  readonly tables: readonly ObjectName[]
  readonly withReadLock: boolean
  readonly forExport: boolean
  readonly span: Span
}

export interface Checkpoint {
  readonly kind: 'checkpoint'
  readonly span: Span
}

export interface MaintainTables {
  readonly kind: 'maintain_tables'
  readonly action: 'analyze' | 'check' | 'optimize' | 'repair' | 'checksum'
  readonly tables: readonly ObjectName[]
  /** Words after the tables (QUICK, EXTENDED, FOR UPGRADE, …), lower case. */
  readonly options: readonly string[]
  readonly span: Span
}

export interface Kill {
  readonly kind: 'kill'
  readonly target: 'connection' | 'query'
  readonly id: Expression
  readonly span: Span
}

// ---- prepared statements --------------------------------------------------------------------------------

export interface Prepare {
  readonly kind: 'prepare'
  readonly name: Identifier
  readonly source: string | UserVariable
  readonly span: Span
}

export interface Execute {
  readonly kind: 'execute'
  readonly name: Identifier
  readonly using: readonly UserVariable[]
  readonly span: Span
}

export interface Deallocate {
  readonly kind: 'deallocate'
  readonly name: Identifier
  readonly span: Span
}
