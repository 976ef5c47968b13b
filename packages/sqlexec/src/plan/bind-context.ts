import type { ErrorCode } from '../base/errors.ts'
import type { ViewDefinition } from '../catalog/definition.ts'
import type { VariableScope } from '../functions/environment.ts'
import type { ColumnReference, Query, WildcardItem } from '../sql/index.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { TableReference } from './logical-plan.ts'
import type { UserFunctionCatalog } from './user-function-catalog.ts'

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
  /** Functions beside the built-in ones. */
  readonly functions?: UserFunctionCatalog
  /** In how many views the text stands; 1 for the query of a view that is made. */
  readonly viewDepth?: number
  /** Told of each `*` what it stands for. */
  onWildcard?(item: WildcardItem, columns: readonly ColumnReference[]): void
  /** ONLY_FULL_GROUP_BY of sql_mode, on unless false. Without it an ungrouped column has some value of its group. */
  readonly onlyFullGroupBy?: boolean
  /** Whether the text may assign user variables, so that a row may see another value of one than the row before. */
  readonly assignsVariables?: boolean
  /** The type of `@@name`, or what is wrong with asking for it. Without it there are no system variables. */
  systemVariable?(scope: VariableScope | null, name: string): SqlType | VariableProblem
  /** The type that `@name` has now; the plan holds as long as it has. Without it there are no user variables. */
  userVariable?(name: string): SqlType
}

export interface VariableProblem {
  readonly kind: 'problem'
  readonly code: ErrorCode
  readonly message: string
}
