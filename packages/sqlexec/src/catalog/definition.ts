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
  readonly checks: readonly CheckDefinition[]
  /** What rows of this table refer to; each has an index of this table that begins with its columns. */
  readonly foreignKeys: readonly ForeignKeyDefinition[]
  /** In the order in which those of one time and event run. */
  readonly triggers: readonly TriggerDefinition[]
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
  /** ON UPDATE CURRENT_TIMESTAMP: the digits behind the point of the second; `null`: there is none. */
  readonly onUpdate: number | null
  readonly generated: GeneratedDefinition | null
  readonly autoIncrement: boolean
  readonly comment: string
}

/** What a column is always computed from. The values of virtual columns are kept as well as those of stored ones. */
export interface GeneratedDefinition {
  /** Over columns of the same row, by name; generated ones among them stand before this one. */
  readonly sql: string
  readonly stored: boolean
}

/** Column options that are not said. */
export const plainColumn = {
  default: null,
  onUpdate: null,
  generated: null,
  autoIncrement: false,
  comment: '',
} as const satisfies Partial<ColumnDefinition>

/** Table options that are not said. */
export const plainTable = {
  indexes: [],
  checks: [],
  foreignKeys: [],
  triggers: [],
  comment: '',
} as const satisfies Partial<TableDefinition>

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
  /** Only so many characters of a text, or bytes, are indexed, and must be unique; `null`: all of the value. */
  readonly prefix: number | null
}

export interface CheckDefinition {
  /** Unique among the checks of the database without regard to case. */
  readonly name: string
  /** A condition over columns of the row, by name. A row passes unless it is false. */
  readonly sql: string
  readonly enforced: boolean
}

export type ReferentialAction = 'restrict' | 'no action' | 'cascade' | 'set null'

export interface ForeignKeyDefinition {
  /** Unique among the foreign keys of the database without regard to case. */
  readonly name: string
  /** The `id`s of the columns. A row with a NULL in one of them refers to nothing. */
  readonly columns: readonly number[]
  /** The name of a table of the same database; one that is not there can be referred to while foreign_key_checks is off. */
  readonly table: string
  /** The names of the columns there, one per column. */
  readonly referenced: readonly string[]
  readonly onDelete: ReferentialAction
  readonly onUpdate: ReferentialAction
}

export interface TriggerDefinition {
  /** Unique in the database. */
  readonly name: string
  readonly time: 'before' | 'after'
  readonly event: 'insert' | 'update' | 'delete'
  /** The statement to run for each row, as SQL text. */
  readonly body: string
  /** The sql_mode that the body is read and run in. */
  readonly sqlMode: string
  /** Milliseconds since 1970-01-01. */
  readonly created: number
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

/** An index that begins with whole columns in this order, as a foreign key needs it on either side. */
export function findKeyIndex(
  { indexes }: Pick<TableDefinition, 'indexes'>,
  columns: readonly number[],
): IndexDefinition | undefined {
  return indexes.find(
    (index) =>
      index.kind === 'btree' &&
      columns.every((id, i) => index.columns[i]?.column === id && index.columns[i].prefix === null),
  )
}

/** Whether no two rows agree in the columns of an index, NULLs aside. By a prefix, other values are unique than by equality. */
export function isUniqueByColumns({ unique, columns }: IndexDefinition): boolean {
  return unique && columns.every(({ prefix }) => prefix === null)
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
