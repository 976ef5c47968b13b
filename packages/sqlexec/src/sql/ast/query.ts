import type { Span } from '../../base/errors.ts'
import type { DataType } from './data-type.ts'
import type {
  Expression,
  FunctionCall,
  JsonFallback,
  Parameter,
  UserVariable,
} from './expression.ts'
import type { TextFileClauses } from './manipulation.ts'
import type { Identifier, ObjectName } from './name.ts'
import type { WindowSpecification } from './window.ts'

/** A query expression: a body with what stands before and after it. Also a SELECT statement. */
export interface Query {
  readonly kind: 'query'
  readonly with: WithClause | null
  readonly body: QueryBody
  readonly orderBy: readonly OrderItem[]
  readonly limit: Limit | null
  readonly locking: readonly LockingClause[]
  readonly into: IntoClause | null
  readonly span: Span
}

/** A nested Query stands where the text has parentheses with a WITH, ORDER BY, LIMIT or locking of their own. */
export type QueryBody = Select | SetOperation | ValuesBody | TableBody | Query

export interface WithClause {
  readonly kind: 'with'
  readonly recursive: boolean
  readonly tables: readonly CommonTable[]
  readonly span: Span
}

export interface CommonTable {
  readonly kind: 'common_table'
  readonly name: Identifier
  /** Empty: the columns of the query. */
  readonly columns: readonly Identifier[]
  readonly query: Query
  readonly span: Span
}

export type SelectOption =
  | 'high_priority'
  | 'straight_join'
  | 'sql_small_result'
  | 'sql_big_result'
  | 'sql_buffer_result'
  | 'sql_no_cache'
  | 'sql_calc_found_rows'

export interface Select {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly options: readonly SelectOption[]
  readonly items: readonly SelectItem[]
  /** What commas separate; empty without FROM (or FROM DUAL). */
  readonly from: readonly TableReference[]
  readonly where: Expression | null
  readonly groupBy: GroupBy | null
  readonly having: Expression | null
  readonly windows: readonly NamedWindow[]
  readonly qualify: Expression | null
  readonly span: Span
}

export type SelectItem = ExpressionItem | WildcardItem

export interface ExpressionItem {
  readonly kind: 'expression_item'
  readonly expression: Expression
  readonly alias: Identifier | null
  /** The expression as written: the title of a column without alias. */
  readonly text: string
  readonly span: Span
}

/** `*`, `t.*`, `db.t.*`. */
export interface WildcardItem {
  readonly kind: 'wildcard'
  readonly database: Identifier | null
  readonly table: Identifier | null
  readonly span: Span
}

/**
 * `operands[0] op operands[1] op …` from left to right, at least two: chains of one operator are flat, and
 * INTERSECT binds tighter than UNION and EXCEPT.
 */
export interface SetOperation {
  readonly kind: 'set_operation'
  readonly operator: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly operands: readonly QueryBody[]
  readonly span: Span
}

/** `VALUES ROW(1, 2), ROW(3, 4)`: columns column_0, column_1, …. Rows are equally long. */
export interface ValuesBody {
  readonly kind: 'values'
  readonly rows: readonly (readonly Expression[])[]
  readonly span: Span
}

/** `TABLE name`. */
export interface TableBody {
  readonly kind: 'table_body'
  readonly table: ObjectName
  readonly span: Span
}

// ---- FROM -----------------------------------------------------------------------------------------------

export type TableReference = NamedTable | DerivedTable | TableFunction | JsonTable | Join

export interface NamedTable {
  readonly kind: 'named_table'
  readonly name: ObjectName
  readonly alias: Identifier | null
  /** Empty: all. */
  readonly partitions: readonly Identifier[]
  readonly hints: readonly IndexHint[]
  readonly span: Span
}

export interface IndexHint {
  readonly kind: 'index_hint'
  readonly action: 'use' | 'ignore' | 'force'
  readonly scope: 'join' | 'order_by' | 'group_by' | null
  /** Empty only for USE INDEX (). */
  readonly indexes: readonly Identifier[]
  readonly span: Span
}

/** A subquery in FROM. MySQL demands an alias; here it may be missing. */
export interface DerivedTable {
  readonly kind: 'derived_table'
  readonly lateral: boolean
  readonly query: Query
  readonly alias: Identifier | null
  readonly columns: readonly Identifier[]
  readonly span: Span
}

/** A function that yields a table: `read_parquet('…')`. */
export interface TableFunction {
  readonly kind: 'table_function'
  readonly call: FunctionCall
  readonly alias: Identifier | null
  readonly columns: readonly Identifier[]
  readonly span: Span
}

export interface JsonTable {
  readonly kind: 'json_table'
  readonly document: Expression
  readonly path: string
  readonly columns: readonly JsonTableColumn[]
  readonly alias: Identifier | null
  readonly span: Span
}

export type JsonTableColumn =
  | { readonly kind: 'ordinality'; readonly name: Identifier }
  | {
      readonly kind: 'path'
      readonly name: Identifier
      readonly type: DataType
      /** EXISTS PATH: 1 where there is something. */
      readonly exists: boolean
      readonly path: string
      readonly onEmpty: JsonFallback | null
      readonly onError: JsonFallback | null
    }
  | { readonly kind: 'nested'; readonly path: string; readonly columns: readonly JsonTableColumn[] }

/** A comma within parentheses is an inner join without condition. */
export interface Join {
  readonly kind: 'join'
  readonly type: 'inner' | 'left' | 'right' | 'full'
  readonly natural: boolean
  /** STRAIGHT_JOIN: the left side is to be read first. */
  readonly straight: boolean
  readonly left: TableReference
  readonly right: TableReference
  readonly on: Expression | null
  /** Empty without USING. */
  readonly using: readonly Identifier[]
  readonly span: Span
}

// ---- the rest of the clauses ----------------------------------------------------------------------------

/** Keys may be positions (integer literals) and aliases; the binder resolves them. */
export interface GroupBy {
  readonly kind: 'group_by'
  /** The plain keys, or those under ROLLUP or CUBE. Empty with `sets`. */
  readonly keys: readonly Expression[]
  readonly mode: 'plain' | 'rollup' | 'cube' | 'sets'
  /** The sets of GROUPING SETS; empty otherwise. */
  readonly sets: readonly (readonly Expression[])[]
  readonly span: Span
}

export interface NamedWindow {
  readonly kind: 'named_window'
  readonly name: Identifier
  readonly window: WindowSpecification
  readonly span: Span
}

export interface OrderItem {
  readonly kind: 'order_item'
  readonly expression: Expression
  readonly descending: boolean
  /** `null`: not said; MySQL puts NULL first ascending, last descending. */
  readonly nulls: 'first' | 'last' | null
  readonly span: Span
}

export type LimitValue = number | bigint | Parameter | UserVariable

/** `LIMIT count OFFSET offset`, `LIMIT offset, count`. `count` `null`: OFFSET alone. */
export interface Limit {
  readonly kind: 'limit'
  readonly count: LimitValue | null
  readonly offset: LimitValue | null
  readonly span: Span
}

export interface LockingClause {
  readonly kind: 'locking'
  readonly strength: 'update' | 'share'
  /** OF: empty means all tables. */
  readonly tables: readonly ObjectName[]
  readonly wait: 'wait' | 'nowait' | 'skip_locked'
  readonly span: Span
}

/** SELECT … INTO @a, @b, or INTO OUTFILE / DUMPFILE. */
export type IntoClause =
  | { readonly kind: 'into_variables'; readonly variables: readonly UserVariable[] }
  | {
      readonly kind: 'into_file'
      readonly dump: boolean
      readonly path: string
      readonly clauses: TextFileClauses
    }
