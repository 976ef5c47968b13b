import type { IndexDefinition, TableDefinition } from '../catalog/definition.ts'
import type { AggregateFunction } from '../functions/aggregate-function.ts'
import type { CastMode } from '../functions/cast-site.ts'
import type { JsonTableSpec } from '../functions/json-table.ts'
import type { ScalarFunction } from '../functions/scalar-function.ts'
import type { WindowFunction } from '../functions/window-function.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { FileFormat } from './file-format.ts'

// Expressions hold queries and queries hold expressions, so both are here.

// ---- expressions ----------------------------------------------------------------------------------------

/** Identifies a column of any operator's output; unique within one plan. */
export type ColumnId = number

/** A typed expression without names: the binder has resolved every column, function and implicit cast. */
export type Expression =
  | ColumnExpression
  | ConstantExpression
  | ParameterExpression
  | CallExpression
  | CastExpression
  | LogicalExpression
  | NotExpression
  | IsNullExpression
  | InExpression
  | CaseExpression
  | SubqueryExpression

interface ExpressionBase {
  readonly type: SqlType
  /** Whether the value may be NULL, as far as types and constraints tell. */
  readonly nullable: boolean
}

export interface ColumnExpression extends ExpressionBase {
  readonly kind: 'column'
  readonly column: ColumnId
}

export interface ConstantExpression extends ExpressionBase {
  readonly kind: 'constant'
  readonly value: SqlValue
}

/** A value known when execution begins: the `?` parameters in order, then the lifted literals in order. */
export interface ParameterExpression extends ExpressionBase {
  readonly kind: 'parameter'
  readonly index: number
}

export interface CallExpression extends ExpressionBase {
  readonly kind: 'call'
  readonly function: ScalarFunction
  /** Already cast to the types that the function's `resolve` asked for. */
  readonly args: readonly Expression[]
}

export interface CastExpression extends ExpressionBase {
  readonly kind: 'cast'
  readonly input: Expression
  /**
   * What a value that does not fit does. 'implicit': MySQL's lenient conversion inside an expression ('12abc' is 12);
   * 'explicit': CAST(… AS …); 'assignment': storing into a column in strict mode, an error where it does not fit; 'adjusting': storing
   * with IGNORE, which takes the nearest value that fits; 'narrowing': from all digits of a quotient to those that its type shows.
   */
  readonly mode: CastMode
  /** The column's name for the error of an assignment. */
  readonly target?: string
  /** It is COLLATE, whose collation rules over all others. */
  readonly collates?: true
}

/** N-ary AND or OR in three-valued logic; `args` are conditions of any numeric type, true where not zero. */
export interface LogicalExpression extends ExpressionBase {
  readonly kind: 'and' | 'or'
  readonly args: readonly Expression[]
}

export interface NotExpression extends ExpressionBase {
  readonly kind: 'not'
  readonly input: Expression
}

export interface IsNullExpression extends ExpressionBase {
  readonly kind: 'is-null'
  readonly input: Expression
}

/** `input IN (list)`; `NOT IN` is NOT over it. All have one comparable type. The list is free of columns. */
export interface InExpression extends ExpressionBase {
  readonly kind: 'in'
  readonly input: Expression
  readonly list: readonly Expression[]
}

/** Searched CASE: the first branch whose condition is true, else `otherwise` (NULL where it is null). */
export interface CaseExpression extends ExpressionBase {
  readonly kind: 'case'
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
  readonly otherwise: Expression | null
}

/**
 * A query within an expression. 'scalar': the value of its one row and column, NULL where there is no row, the error
 * `subquery_rows` where there are several. 'exists': whether there is a row, 0 or 1. 'in': whether a row equals
 * `operands`, in three-valued logic; the optimizer leaves none of these. 'rows': all rows; stands only in a Lateral operator.
 *
 * `plan` is a plan of its own. Where it speaks of rows around it, `correlated` tells of what: as bound, it names
 * their columns; the optimizer then puts the parameters in their place, to be bound before each evaluation.
 * Without any, the value is the same throughout an execution.
 */
export interface SubqueryExpression extends ExpressionBase {
  readonly kind: 'subquery'
  readonly mode: 'scalar' | 'exists' | 'in' | 'rows'
  readonly plan: LogicalOperator
  readonly correlated: readonly CorrelatedColumn[]
  /** One per column of `plan` and of its type; empty unless 'in'. */
  readonly operands: readonly CorrelatedColumn[]
}

export interface CorrelatedColumn {
  /** What `plan` calls it. */
  readonly column: ColumnId
  /**
   * As bound, the number of the statement's own parameters. As optimized, the parameter that stands for the column: after
   * the statement's own come those of the subqueries around, then these in order.
   */
  readonly parameter: number
  /** Over the operator that the subquery stands in. */
  readonly value: Expression
}

/** Stands only in an Aggregate operator. */
export interface AggregateCall {
  readonly function: AggregateFunction
  /** The values, then the keys of `order`. */
  readonly args: readonly Expression[]
  /** How each key of an ORDER BY within the call sorts; the keys are the last of `args`. */
  readonly order?: readonly AggregateOrder[]
  /** What GROUP_CONCAT puts between the texts; left out: a comma. */
  readonly separator?: string
  readonly distinct: boolean
  readonly type: SqlType
  readonly nullable: boolean
}

/** Stands only in a Window operator. */
export interface WindowCall {
  readonly function: WindowFunction | AggregateFunction
  readonly args: readonly Expression[]
  /** How many of the operator's order keys are the call's own: rows that they hold equal are its peers. */
  readonly orderCount: number
  readonly frame: WindowFrame
  readonly ignoreNulls: boolean
  /** NTH_VALUE counts from the frame's last row. */
  readonly fromLast: boolean
  readonly type: SqlType
  readonly nullable: boolean
}

export interface WindowFrame {
  readonly unit: 'rows' | 'range' | 'groups'
  readonly start: FrameBound
  readonly end: FrameBound
  readonly exclude: 'no_others' | 'current_row' | 'group' | 'ties'
  /** The one order key in the type that RANGE bounds with an offset are compared in; `null` where there are none. */
  readonly rangeKey: Expression | null
}

export interface FrameBound {
  readonly kind:
    | 'unbounded_preceding'
    | 'preceding'
    | 'current_row'
    | 'following'
    | 'unbounded_following'
  /** The column-free distance of `preceding` and `following`, else `null`. In RANGE frames perhaps of a unit of time. */
  readonly offset: Expression | null
  readonly unit: string | null
  /** In RANGE frames: the order key moved by the offset, in the type of `rangeKey`. */
  readonly value: Expression | null
}

export interface AggregateOrder {
  readonly descending: boolean
  readonly nullsFirst: boolean
}

// ---- operators ------------------------------------------------------------------------------------------

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
  | WindowOperator
  | DistinctOperator
  | SortOperator
  | LimitOperator
  | UnionOperator
  | WorkingOperator
  | RecursiveOperator
  | LateralOperator
  | JsonTableOperator

export interface TableReference {
  readonly database: string
  readonly table: TableDefinition
  /** Whether its rows are made when they are read (information_schema). It cannot be changed, and has no indexes. */
  readonly virtual?: boolean
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
  readonly index: IndexDefinition
  /** Values of the leading index columns, in the columns' types; DOUBLE for an integer column that is compared as DOUBLE. */
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

/**
 * A RIGHT join is written as a LEFT join with its inputs swapped. A cross join is an inner join without conditions. 'semi' yields the
 * left rows that have a match, 'anti' those that have none, each once and with the left columns alone.
 */
export interface JoinOperator {
  readonly kind: 'join'
  readonly type: 'inner' | 'left' | 'full' | 'semi' | 'anti'
  readonly left: LogicalOperator
  readonly right: LogicalOperator
  readonly columns: readonly OutputColumn[]
  /**
   * Equalities `left = right` between expressions over one side each, of types that compare as they are: integers of any
   * width, decimals of one scale, texts of one collation. NULL matches nothing.
   */
  readonly equalities: readonly { readonly left: Expression; readonly right: Expression }[]
  /** The rest of the ON condition, a conjunction over both sides. */
  readonly residual: readonly Expression[]
}

/**
 * `columns` are the keys' columns, then the aggregates', then those of GROUPING calls. Without keys: one row, even over no
 * input.
 */
export interface AggregateOperator {
  readonly kind: 'aggregate'
  readonly input: LogicalOperator
  readonly columns: readonly OutputColumn[]
  readonly keys: readonly Expression[]
  readonly aggregates: readonly AggregateCall[]
  /** Groups by several sets of keys instead of by all keys. */
  readonly groupingSets?: GroupingSets
}

export interface GroupingSets {
  /** Each set as the numbers of its keys. The other keys are NULL in its groups, so that all key columns are nullable. */
  readonly sets: readonly (readonly number[])[]
  /** ROLLUP as in MySQL has no total of no rows; GROUPING SETS and CUBE have one. */
  readonly totalOfNothing: boolean
  /** What each GROUPING call answers, by set. */
  readonly calls: readonly (readonly number[])[]
}

/**
 * Adds the columns of window functions to the input's: `columns` are the input's, then the calls'. Rows come out by partition, and
 * within it in order.
 */
export interface WindowOperator {
  readonly kind: 'window'
  readonly input: LogicalOperator
  readonly columns: readonly OutputColumn[]
  readonly partition: readonly Expression[]
  readonly order: readonly SortKey[]
  readonly calls: readonly WindowCall[]
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
  /** SQL_CALC_FOUND_ROWS: whether the rows that are left out are counted too. */
  readonly countsAll?: boolean
}

/** UNION ALL: the rows of every input. Column `i` of each input is column `i` of the union, in its type. */
export interface UnionOperator {
  readonly kind: 'union'
  readonly inputs: readonly LogicalOperator[]
  readonly columns: readonly OutputColumn[]
}

/** Tells the working tables of one statement apart. */
export type WorkingTableId = number

/** Reads a working table: rows that execution puts there, such as those of the round before in a recursion. */
export interface WorkingOperator {
  readonly kind: 'working'
  readonly table: WorkingTableId
  readonly name: string
  readonly columns: readonly OutputColumn[]
}

/**
 * A recursive common table: the rows of `anchor`; then, again and again, those that `step` makes of the rows that the round before
 * added, which it reads as the working table `table`; until a round adds none. With `distinct` a row that was there before is
 * not added. Column `i` of both inputs is column `i` of the result, in its type.
 */
export interface RecursiveOperator {
  readonly kind: 'recursive'
  readonly name: string
  readonly table: WorkingTableId
  readonly anchor: LogicalOperator
  readonly step: LogicalOperator
  readonly distinct: boolean
  readonly columns: readonly OutputColumn[]
  /** When there are so many rows, no further round begins; `null`: no limit. Column-free. */
  readonly enough: Expression | null
}

/**
 * Joins each row of `input` with the rows that `subquery` (of mode 'rows') yields for it, those for which all of `on` is true; 'left' keeps
 * a row without any, with NULLs. `columns` are those of the input, then one per column of the subquery's plan in order.
 */
export interface LateralOperator {
  readonly kind: 'lateral'
  readonly type: 'inner' | 'left'
  readonly input: LogicalOperator
  readonly subquery: SubqueryExpression
  readonly on: readonly Expression[]
  readonly columns: readonly OutputColumn[]
}

/**
 * JSON_TABLE: joins each row of `input` with those that its document makes; `outer` keeps a row without any, with NULLs. `columns` are
 * those of the input, then the table's.
 */
export interface JsonTableOperator {
  readonly kind: 'json-table'
  readonly name: string
  readonly input: LogicalOperator
  readonly outer: boolean
  /** JSON or text. NULL makes no rows. */
  readonly document: Expression
  readonly table: JsonTableSpec
  readonly columns: readonly OutputColumn[]
}

/** What a bound statement does; DDL and session statements are executed from their AST. */
export type LogicalStatement =
  | QueryStatementPlan
  | LoadStatementPlan
  | ExportStatementPlan
  | InsertStatementPlan
  | UpdateStatementPlan
  | DeleteStatementPlan

export interface QueryStatementPlan {
  readonly kind: 'query'
  readonly root: LogicalOperator
  /** FOR UPDATE, FOR SHARE. */
  readonly locks?: LockPlan | null
}

/** Rows that a query reads in order to change them: `source` yields their row ids. */
export interface LockPlan {
  readonly tables: readonly ChangedTable[]
  readonly source: LogicalOperator
}

/** `source` yields one column per entry of `ordinals`, cast for assignment; other columns take their defaults. */
export interface InsertStatementPlan {
  readonly kind: 'insert'
  readonly table: TableReference
  readonly ordinals: readonly number[]
  /** Per table column: what a row that does not name the column gets; null: no default, an error. */
  readonly defaults: readonly (Expression | null)[]
  readonly source: LogicalOperator
  readonly onConflict: ConflictAction
  readonly returning: ReturningPlan | null
  /** With IGNORE: per table column what stands in for NULL where the column takes none; NULL where nothing can. */
  readonly implicit: readonly SqlValue[] | null
}

/**
 * What becomes of a row whose key is taken. 'ignore': it is left out. 'replace': the rows in its way are deleted first. 'update':
 * the first row in its way gets `values` in its `ordinals`; they speak of that row's columns as the parameters from `existing` on,
 * and of the new row's as those from `inserted` on, one per table column in order.
 */
export type ConflictAction =
  | { readonly kind: 'error' }
  | { readonly kind: 'ignore' }
  | { readonly kind: 'replace' }
  | {
      readonly kind: 'update'
      readonly ordinals: readonly number[]
      readonly values: readonly Expression[]
      readonly existing: number
      readonly inserted: number
    }

/** A table that UPDATE or DELETE changes. A row that the source yields several times is changed by the first. */
export interface ChangedTable {
  readonly table: TableReference
  /** The place of its row id among the source's columns; NULL: there is no row. */
  readonly rowId: number
}

/** The new values of `ordinals` follow the row id in the source's columns. */
export interface UpdatedTable extends ChangedTable {
  readonly ordinals: readonly number[]
  /** UPDATE IGNORE: per table column what takes the place of a NULL that may not be; `null` elsewhere. */
  readonly implicit: readonly SqlValue[] | null
}

export interface UpdateStatementPlan {
  readonly kind: 'update'
  readonly tables: readonly UpdatedTable[]
  /** Whether the source may yield a row several times, or none in a row's place. */
  readonly isJoined: boolean
  readonly source: LogicalOperator
  readonly returning: ReturningPlan | null
}

export interface DeleteStatementPlan {
  readonly kind: 'delete'
  readonly tables: readonly ChangedTable[]
  /** As in UpdateStatementPlan. */
  readonly isJoined: boolean
  readonly source: LogicalOperator
  readonly returning: ReturningPlan | null
}

/** Inserts the rows of a file: LOAD DATA, COPY … FROM. */
export interface LoadStatementPlan {
  readonly kind: 'load'
  /** As written: relative to the working directory of the process. */
  readonly path: string
  readonly format: FileFormat
  /** What the fields of a line are, in order. In files whose fields have names it is by name that they are found. */
  readonly fields: readonly LoadField[]
  /** `source` reads the fields as the working table `rows`, all as text; where it is not `computed` it does nothing but cast them. */
  readonly insert: InsertStatementPlan
  readonly rows: WorkingTableId
  readonly computed: boolean
}

export interface LoadField {
  /** Of the column of the table, or `@` and the name of the variable. */
  readonly name: string
  /** The place of the column among the `ordinals` of the insert; −1: a variable. */
  readonly place: number
}

/** Writes the rows of a query to a file: COPY … TO, INTO OUTFILE, INTO DUMPFILE. */
export interface ExportStatementPlan {
  readonly kind: 'export'
  readonly path: string
  readonly format: FileFormat | { readonly kind: 'dump' }
  /** Whether a file at `path` gives way; else it is an error. */
  readonly replaces: boolean
  readonly source: LogicalOperator
}

/** `root` reads the rows that a change inserted, stored or deleted as the working table `rows`, with all of the table's columns. */
export interface ReturningPlan {
  readonly rows: WorkingTableId
  readonly root: LogicalOperator
}
