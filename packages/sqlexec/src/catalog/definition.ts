import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'

/** What Parquet cannot hold of a table, and what it can: the whole definition as the sidecar and the log keep it. */
export interface TableDefinition {
  /** Unique in the database and never reused. */
  readonly id: number
  readonly name: string
  readonly columns: readonly ColumnDefinition[]
  /** The primary key first where there is one. Every UNIQUE and PRIMARY KEY constraint is an index. */
  readonly indexes: readonly IndexDefinition[]
  readonly comment: string
  /** Columns of the table's file that no SQL column stands for. Known from the file alone, stored nowhere. */
  readonly unreadable?: readonly UnreadableColumn[]
}

/** A column of a file that cannot be read. */
export interface UnreadableColumn {
  /** The dotted path of a leaf inside a group. */
  readonly name: string
  /** As a sentence without an end, such as `it is a DECIMAL of 60 digits (38 at most)`. */
  readonly reason: string
}

export interface ColumnDefinition {
  /** Unique in the table and never reused, so that a renamed column stays the same column. */
  readonly id: number
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
  readonly default: ColumnDefault | null
  readonly autoIncrement: boolean
  readonly comment: string
}

/** A constant in the column's type, or an expression to evaluate per statement, as SQL text. */
export type ColumnDefault =
  | { readonly kind: 'constant'; readonly value: SqlValue }
  | { readonly kind: 'expression'; readonly sql: string }

export interface IndexDefinition {
  /** `PRIMARY` for the primary key. Unique in the table without regard to case. */
  readonly name: string
  readonly kind: 'btree' | 'hash'
  readonly unique: boolean
  readonly primary: boolean
  readonly columns: readonly IndexColumn[]
}

export interface IndexColumn {
  /** The `id` of the column. */
  readonly column: number
  readonly descending: boolean
}

/** The column of that name that cannot be read, or the first one inside a group of that name. */
export function findUnreadable(table: TableDefinition, name: string): UnreadableColumn | undefined {
  const wanted = name.toLowerCase()
  return table.unreadable?.find((column) => {
    const own = column.name.toLowerCase()
    return own === wanted || own.startsWith(`${wanted}.`)
  })
}

/** A query under a name. */
export interface ViewDefinition {
  readonly name: string
  /** What its columns are called, one per column of the query. */
  readonly columns: readonly string[]
  /** The query as SQL text. It says `*` nowhere, so that tables which change do not change the view's columns. */
  readonly query: string
  /** The database in which the query looks for names without one; `null`: that of the view. */
  readonly database: string | null
}

/** The position of a column in `columns` by its id, or −1. */
export function columnOrdinal(table: TableDefinition, id: number): number {
  return table.columns.findIndex((column) => column.id === id)
}

/** The position of a column in `columns` by its name, without regard to case, or −1. */
export function findColumn(table: TableDefinition, name: string): number {
  const wanted = name.toLowerCase()
  return table.columns.findIndex((column) => column.name.toLowerCase() === wanted)
}
