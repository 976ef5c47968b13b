/** What functions may know of the statement that calls them. One object per execution, the same for all of its rows. */
export interface StatementEnvironment {
  /** When the statement began: milliseconds since 1970-01-01 00:00:00 UTC. NOW() is the same throughout. */
  readonly now: number
  /** The session's time zone as minutes east of UTC. */
  readonly zoneOffset: number
  readonly database: string | null
  readonly connectionId: number
  readonly lastInsertId: number
  readonly rowCount: number
  /** Rows of the last query; with SQL_CALC_FOUND_ROWS those that it would have had without its LIMIT. */
  readonly foundRows?: number
  /** How many rounds a recursive common table may take: cte_max_recursion_depth. 1000 unless given. */
  readonly maxRecursionDepth?: number
}
