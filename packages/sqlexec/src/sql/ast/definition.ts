import type { Span } from '../../base/errors.ts'
import type { DataType } from './data-type.ts'
import type { Identifier, ObjectName } from './name.ts'
import type { Query } from './query.ts'
import type { IndexDefinition, TableOption } from './table-definition.ts'

export interface DropTable {
  readonly kind: 'drop_table'
  readonly temporary: boolean
  readonly ifExists: boolean
  readonly names: readonly ObjectName[]
  readonly cascade: boolean
  readonly span: Span
}

export interface TruncateTable {
  readonly kind: 'truncate_table'
  readonly name: ObjectName
  readonly span: Span
}

export interface RenameTable {
  readonly kind: 'rename_table'
  readonly renames: readonly { readonly from: ObjectName; readonly to: ObjectName }[]
  readonly span: Span
}

export interface CreateIndex {
  readonly kind: 'create_index'
  readonly table: ObjectName
  readonly ifNotExists: boolean
  /** Has a name; never of type `primary`. */
  readonly index: IndexDefinition
  readonly span: Span
}

export interface DropIndex {
  readonly kind: 'drop_index'
  readonly ifExists: boolean
  readonly name: Identifier
  readonly table: ObjectName
  readonly span: Span
}

/** Also ALTER VIEW, with `alter`. */
export interface CreateView {
  readonly kind: 'create_view'
  readonly name: ObjectName
  readonly orReplace: boolean
  readonly alter: boolean
  readonly ifNotExists: boolean
  readonly columns: readonly Identifier[]
  readonly query: Query
  readonly algorithm: 'undefined' | 'merge' | 'temptable' | null
  readonly definer: string | null
  readonly security: 'definer' | 'invoker' | null
  readonly check: 'cascaded' | 'local' | null
  readonly span: Span
}

export interface DropView {
  readonly kind: 'drop_view'
  readonly ifExists: boolean
  readonly names: readonly ObjectName[]
  readonly span: Span
}

/** Also ALTER DATABASE, with `alter`; its name may then be missing. */
export interface CreateDatabase {
  readonly kind: 'create_database'
  readonly name: Identifier | null
  readonly alter: boolean
  readonly ifNotExists: boolean
  /** `charset`, `collate`, `encryption`, `read_only`. */
  readonly options: readonly TableOption[]
  readonly span: Span
}

export interface DropDatabase {
  readonly kind: 'drop_database'
  readonly ifExists: boolean
  readonly name: Identifier
  readonly span: Span
}

/** The body of a trigger, procedure or function is kept as text: it is read, not yet understood. */
export interface CreateTrigger {
  readonly kind: 'create_trigger'
  readonly name: ObjectName
  readonly ifNotExists: boolean
  readonly definer: string | null
  readonly time: 'before' | 'after'
  readonly event: 'insert' | 'update' | 'delete'
  readonly table: ObjectName
  readonly order: { readonly relation: 'follows' | 'precedes'; readonly trigger: Identifier } | null
  readonly body: string
  readonly span: Span
}

export interface CreateRoutine {
  readonly kind: 'create_routine'
  readonly type: 'procedure' | 'function'
  readonly name: ObjectName
  readonly ifNotExists: boolean
  readonly definer: string | null
  readonly parameters: readonly RoutineParameter[]
  /** Of a function; `null` for a procedure. */
  readonly returns: DataType | null
  /** Characteristics and body. */
  readonly body: string
  readonly span: Span
}

export interface RoutineParameter {
  readonly direction: 'in' | 'out' | 'inout'
  readonly name: Identifier
  readonly type: DataType
}

export interface DropRoutine {
  readonly kind: 'drop_routine'
  readonly type: 'procedure' | 'function' | 'trigger' | 'event'
  readonly ifExists: boolean
  readonly name: ObjectName
  readonly span: Span
}
