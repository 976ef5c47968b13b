import type { Progress } from '../exec/execution.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { TimeZone } from '../types/time-zone.ts'

/** A column of a result. */
export interface ResultColumn {
  readonly name: string
  /** As SQL would declare it: `int`, `varchar(20)`, `decimal(10,2)`. */
  readonly type: string
  readonly sqlType: SqlType
  /** Of TIMESTAMPs in a session that is not in UTC: what its clock showed at an instant, in the UTC fields of a Date. */
  readonly wallClock?: (instant: Date) => Date
}

/** The columns of a result in a session of some time zone. */
export function columnsInZone(
  columns: readonly ResultColumn[],
  zone: TimeZone,
): readonly ResultColumn[] {
  if (zone.isUtc || !columns.some(({ sqlType }) => sqlType.kind === 'timestamp')) return columns
  const wallClock = (instant: Date) => {
    const milliseconds = instant.getTime()
    return new Date(milliseconds + zone.offsetAt(Math.floor(milliseconds / 1000)) * 1000)
  }
  return columns.map((column) =>
    column.sqlType.kind === 'timestamp' ? { ...column, wallClock } : column,
  )
}

/** Rows as objects, or as arrays with `rowMode: 'array'`. */
export type Rows<R = Record<string, unknown>> = R[] & { readonly columns: readonly ResultColumn[] }

/** What a statement without rows answers. */
export interface RunResult {
  /**
   * Rows inserted, deleted, or matched by an UPDATE. As in MySQL, REPLACE counts the rows that it deletes too, and ON DUPLICATE KEY
   * UPDATE counts 2 for a row that it changes and 0 for one that already has its new values.
   */
  readonly changes: number
  /** The first AUTO_INCREMENT value that the statement drew; 0 where it drew none. */
  readonly lastInsertId: number
}

/** What one statement of a script answers. */
export type StatementResult =
  | { readonly kind: 'rows'; readonly rows: Rows<unknown> }
  | ({ readonly kind: 'change' } & RunResult)

/** The same inside the session, before the rows are given their columns. */
export type Outcome =
  | {
      readonly kind: 'rows'
      readonly rows: unknown[]
      readonly columns: readonly ResultColumn[]
      /** Of a change with RETURNING. */
      readonly change?: RunResult
    }
  | ({ readonly kind: 'change' } & RunResult)

export function resultOf(outcome: Outcome): StatementResult {
  if (outcome.kind === 'change') return outcome
  return { kind: 'rows', rows: withColumns(outcome.rows, outcome.columns) }
}

/** The rows of an outcome; none for a statement that yields none. */
export function rowsOf<R>(outcome: Outcome): Rows<R> {
  if (outcome.kind === 'change') return withColumns<R>([], [])
  return withColumns(outcome.rows as R[], outcome.columns)
}

export function runResultOf(outcome: Outcome): RunResult {
  if (outcome.kind === 'rows') return outcome.change ?? { changes: 0, lastInsertId: 0 }
  return { changes: outcome.changes, lastInsertId: outcome.lastInsertId }
}

export interface QueryOptions {
  /** `object` (the default): rows as objects; `array`: as arrays, which keep columns of one name apart. */
  readonly rowMode?: 'object' | 'array'
  /** Ends the query with an `interrupted` error. */
  readonly signal?: AbortSignal
  /** Is told how far a statement has come that reads or writes a file: LOAD DATA, COPY, INTO OUTFILE. */
  readonly onProgress?: (progress: Progress) => void
}

/** Asks for rows as arrays. */
export type ArrayRows = QueryOptions & { readonly rowMode: 'array' }

function withColumns<R>(rows: R[], columns: readonly ResultColumn[]): Rows<R> {
  Object.defineProperty(rows, 'columns', { value: columns, enumerable: false })
  return rows as Rows<R>
}
