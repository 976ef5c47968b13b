import type { Span } from '../../base/errors.ts'
import type { ColumnReference, Expression } from './expression.ts'
import type { Identifier, ObjectName } from './name.ts'
import type { Limit, OrderItem, Query, SelectItem, TableReference, WithClause } from './query.ts'

export interface SetClause {
  readonly column: ColumnReference
  /** May be a `default` without column. */
  readonly value: Expression
}

/** INSERT and REPLACE. Exactly one of `rows` and `query` is not null; the SET form has one row. */
export interface Insert {
  readonly kind: 'insert'
  readonly replace: boolean
  readonly ignore: boolean
  readonly priority: 'low' | 'high' | 'delayed' | null
  readonly table: ObjectName
  readonly partitions: readonly Identifier[]
  /** `null`: all columns of the table. Empty: `()`. */
  readonly columns: readonly Identifier[] | null
  /** The binder checks lengths; `()` is an empty row. Items may be `default` without column. */
  readonly rows: readonly (readonly Expression[])[] | null
  readonly query: Query | null
  /** `VALUES (…) AS new (a, b)`. */
  readonly rowAlias: { readonly name: Identifier; readonly columns: readonly Identifier[] } | null
  /** ON DUPLICATE KEY UPDATE; empty without. */
  readonly onDuplicate: readonly SetClause[]
  /** RETURNING; empty without. */
  readonly returning: readonly SelectItem[]
  readonly span: Span
}

export interface Update {
  readonly kind: 'update'
  readonly with: WithClause | null
  readonly ignore: boolean
  readonly lowPriority: boolean
  /** One NamedTable in the single-table form, which alone may have ORDER BY and LIMIT. */
  readonly tables: readonly TableReference[]
  readonly set: readonly SetClause[]
  readonly where: Expression | null
  readonly orderBy: readonly OrderItem[]
  readonly limit: Limit | null
  readonly returning: readonly SelectItem[]
  readonly span: Span
}

export interface Delete {
  readonly kind: 'delete'
  readonly with: WithClause | null
  readonly ignore: boolean
  readonly lowPriority: boolean
  readonly quick: boolean
  /**
   * Empty in the single-table form, where `from` is one NamedTable; else the tables (or aliases) of `from` whose
   * rows go. `DELETE FROM a, b USING …` and `DELETE a, b FROM …` are one form.
   */
  readonly targets: readonly ObjectName[]
  readonly from: readonly TableReference[]
  readonly where: Expression | null
  readonly orderBy: readonly OrderItem[]
  readonly limit: Limit | null
  readonly returning: readonly SelectItem[]
  readonly span: Span
}

/** CALL name(args). */
export interface Call {
  readonly kind: 'call'
  readonly name: ObjectName
  readonly args: readonly Expression[]
  readonly span: Span
}

/** DO expr, …: evaluated, the result thrown away. */
export interface Do {
  readonly kind: 'do'
  readonly expressions: readonly Expression[]
  readonly span: Span
}

/** CHARACTER SET, FIELDS and LINES of a text file; `null` where the statement says nothing. */
export interface TextFileClauses {
  readonly charset: string | null
  readonly fieldsTerminated: string | null
  readonly fieldsEnclosed: string | null
  readonly enclosedOptionally: boolean
  readonly fieldsEscaped: string | null
  readonly linesStarting: string | null
  readonly linesTerminated: string | null
}

export interface LoadData extends TextFileClauses {
  readonly kind: 'load_data'
  readonly local: boolean
  readonly path: string
  readonly onDuplicate: 'ignore' | 'replace' | null
  readonly table: ObjectName
  readonly ignoreLines: number
  /** Columns of the table or user variables, in the order of the file. Empty: all columns. */
  readonly columns: readonly Expression[]
  readonly set: readonly SetClause[]
  readonly span: Span
}

/** `NAME value` in the parentheses of COPY. A bare word is a text; `null`: the name alone. */
export interface CopyOption {
  readonly kind: 'copy_option'
  /** Lower case. */
  readonly name: string
  readonly value: string | number | boolean | null
  readonly span: Span
}

/** COPY table (columns) FROM 'path' (options). */
export interface CopyFrom {
  readonly kind: 'copy_from'
  readonly table: ObjectName
  /** `null`: all columns of the table. */
  readonly columns: readonly Identifier[] | null
  readonly path: string
  readonly options: readonly CopyOption[]
  readonly span: Span
}

/** COPY table (columns) TO 'path' (options), COPY (query) TO 'path' (options). Exactly one of `table` and `query` is not null. */
export interface CopyTo {
  readonly kind: 'copy_to'
  readonly table: ObjectName | null
  readonly columns: readonly Identifier[] | null
  readonly query: Query | null
  readonly path: string
  readonly options: readonly CopyOption[]
  readonly span: Span
}
