import type { ViewDefinition } from '../catalog/definition.ts'
import type { ColumnReference, Query, WildcardItem } from '../sql/index.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { TypedValue } from '../types/value.ts'
import type { TableReference } from './logical-plan.ts'

/** What names mean, as the binder asks it. Nothing here throws. */
export interface BindCatalog {
  /** `null`: the current database. Letter case counts, as on MySQL under Linux. */
  findTable(database: string | null, name: string): TableReference | undefined
  /** A view by the rules of `findTable`. */
  findView(database: string | null, name: string): ViewReference | undefined
  readonly currentDatabase: string | null
  databaseNames(): readonly string[]
  tableNames(database: string): readonly string[]
  /** Why tables of a database may be missing that were there, as a sentence; `undefined`: none are. */
  lossIn?(database: string): string | undefined
}

export interface ViewReference {
  readonly database: string
  readonly definition: ViewDefinition
  /** The query of the definition. None of its literals is lifted. */
  readonly query: Query
  /** What names mean within the query. */
  readonly catalog: BindCatalog
}

export interface BindContext {
  readonly catalog: BindCatalog
  /** The types of the `?` parameters in order, then those of the lifted literals in order. */
  readonly parameterTypes: readonly SqlType[]
  /** The number of `?` parameters. */
  readonly parameterCount: number
  /** The text that spans count in. */
  readonly sql: string
  /** Told of each `*` what it stands for. */
  onWildcard?(item: WildcardItem, columns: readonly ColumnReference[]): void
  /** ONLY_FULL_GROUP_BY of sql_mode, on unless false. Without it an ungrouped column has some value of its group. */
  readonly onlyFullGroupBy?: boolean
  /**
   * Values of `@@name` and `@name`. They become constants of the plan, so a statement that asks for them is bound anew for each
   * execution. `undefined`: there is no such system variable; an unknown user variable is NULL.
   */
  systemVariable?(scope: string | null, name: string): TypedValue | undefined
  userVariable?(name: string): TypedValue
}
