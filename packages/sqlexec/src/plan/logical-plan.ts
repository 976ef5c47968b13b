import type { TableDefinition } from '../catalog/definition.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { AggregateCall, ColumnId, Expression } from './expression.ts'

/** One column of an operator's output. */
export interface OutputColumn {
  readonly id: ColumnId
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
}

/** A relational operator. Each yields `columns`, and its expressions speak of its inputs' columns by id. */
export type LogicalOperator =
  | ScanOperator
  | ValuesOperator
  | FilterOperator
  | ProjectOperator
  | JoinOperator
  | AggregateOperator
  | DistinctOperator
  | SortOperator
  | LimitOperator

export interface TableReference {
  readonly database: string
  readonly table: TableDefinition
}

/** Reads a table. `columns[i]` is the table's column at `ordinals[i]`; `filters` are predicates pushed down (a conjunction). */
export interface ScanOperator {
  readonly kind: 'scan'
  readonly table: TableReference
  readonly alias: string
  readonly columns: readonly OutputColumn[]
  readonly ordinals: readonly number[]
  readonly filters: readonly Expression[]
  /** The column that carries row ids, for UPDATE and DELETE; also the last of `columns`, with ordinal −1. */
  readonly rowId: ColumnId | null
  /** Chosen by the optimizer: an index whose leading columns are bound by equalities, then perhaps one range. */
  readonly access: IndexAccess | null
}

/** Bounds are evaluated before the scan begins; they do not speak of columns. A NULL bound matches nothing. */
export interface IndexAccess {
  readonly index: string
  /** Values of the leading index columns, in the columns' types. */
  readonly equal: readonly Expression[]
  /** Bounds of the next index column. */
  readonly lower: { readonly value: Expression; readonly inclusive: boolean } | null
  readonly upper: { readonly value: Expression; readonly inclusive: boolean } | null
}

/** Rows of column-free expressions; `SELECT 1` reads a Values of one row without columns. */
export interface ValuesOperator {
  readonly kind: 'values'
  readonly columns: readonly OutputColumn[]
  readonly rows: readonly (readonly Expression[])[]
}

export interface FilterOperator {
  readonly kind: 'filter'
  readonly input: LogicalOperator
  readonly columns: readonly OutputColumn[]
  /** A conjunction. */
  readonly predicates: readonly Expression[]
}

/** `columns[i]` is `expressions[i]`; a bare column expression may keep its id. */
export interface ProjectOperator {
  readonly kind: 'project'
  readonly input: LogicalOperator
  readonly columns: readonly OutputColumn[]
  readonly expressions: readonly Expression[]
}

/** A RIGHT join is written as a LEFT join with its inputs swapped. A cross join is an inner join without conditions. */
export interface JoinOperator {
  readonly kind: 'join'
  readonly type: 'inner' | 'left' | 'full'
  readonly left: LogicalOperator
  readonly right: LogicalOperator
  readonly columns: readonly OutputColumn[]
  /** Equalities `left = right` between same-typed expressions over one side each. NULL matches nothing. */
  readonly equalities: readonly { readonly left: Expression; readonly right: Expression }[]
  /** The rest of the ON condition, a conjunction over both sides. */
  readonly residual: readonly Expression[]
}

/** `columns` are the keys' columns, then the aggregates'. Without keys: one row, even over no input. */
export interface AggregateOperator {
  readonly kind: 'aggregate'
  readonly input: LogicalOperator
  readonly columns: readonly OutputColumn[]
  readonly keys: readonly Expression[]
  readonly aggregates: readonly AggregateCall[]
}

export interface DistinctOperator {
  readonly kind: 'distinct'
  readonly input: LogicalOperator
  readonly columns: readonly OutputColumn[]
}

export interface SortOperator {
  readonly kind: 'sort'
  readonly input: LogicalOperator
  readonly columns: readonly OutputColumn[]
  readonly keys: readonly SortKey[]
}

export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
  readonly nullsFirst: boolean
}

/** `limit` null: no limit. Both are column-free and evaluated before execution. */
export interface LimitOperator {
  readonly kind: 'limit'
  readonly input: LogicalOperator
  readonly columns: readonly OutputColumn[]
  readonly limit: Expression | null
  readonly offset: Expression | null
}

/** What a bound statement does; DDL and session statements are executed from their AST. */
export type LogicalStatement =
  | { readonly kind: 'query'; readonly root: LogicalOperator }
  | InsertStatementPlan
  | UpdateStatementPlan
  | DeleteStatementPlan

/** `source` yields one column per entry of `ordinals`, cast for assignment; other columns take their defaults. */
export interface InsertStatementPlan {
  readonly kind: 'insert'
  readonly table: TableReference
  readonly ordinals: readonly number[]
  /** Per table column: what a row that does not name the column gets; null: no default, an error. */
  readonly defaults: readonly (Expression | null)[]
  readonly source: LogicalOperator
}

/** `source` yields the row id first, then the new values of `ordinals`, then nothing else. */
export interface UpdateStatementPlan {
  readonly kind: 'update'
  readonly table: TableReference
  readonly ordinals: readonly number[]
  readonly source: LogicalOperator
}

/** `source` yields the row id alone. */
export interface DeleteStatementPlan {
  readonly kind: 'delete'
  readonly table: TableReference
  readonly source: LogicalOperator
}
