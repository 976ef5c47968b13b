import type { SqlType } from '../types/sql-type.ts'

/** A column of a result. */
export interface ResultColumn {
  readonly name: string
  /** As SQL would declare it: `int`, `varchar(20)`, `decimal(10,2)`. */
  readonly type: string
  readonly sqlType: SqlType
}

/** Rows as objects, or as arrays with `rowMode: 'array'`. */
export type Rows<R = Record<string, unknown>> = R[] & { readonly columns: readonly ResultColumn[] }

/** What a statement without rows answers. */
export interface RunResult {
  /** Rows inserted, deleted, or matched by an UPDATE. */
  readonly changes: number
  /** The first AUTO_INCREMENT value that the statement drew; 0 where it drew none. */
  readonly lastInsertId: number
}

/** What one statement of a script answers. */
export type StatementResult =
  | { readonly kind: 'rows'; readonly rows: Rows<unknown> }
  | ({ readonly kind: 'change' } & RunResult)

export interface QueryOptions {
  /** `object` (the default): rows as objects; `array`: as arrays, which keep columns of one name apart. */
  readonly rowMode?: 'object' | 'array'
  /** Ends the query with an `interrupted` error. */
  readonly signal?: AbortSignal
}

/** Asks for rows as arrays. */
export type ArrayRows = QueryOptions & { readonly rowMode: 'array' }

export function withColumns<R>(rows: R[], columns: readonly ResultColumn[]): Rows<R> {
  Object.defineProperty(rows, 'columns', { value: columns, enumerable: false })
  return rows as Rows<R>
}
