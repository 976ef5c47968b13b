/** What a statement changed. */
export interface ChangeResult {
  /** Rows inserted, updated or deleted; for UPDATE the rows that matched, whether or not their values differ. */
  readonly changes: number
  /** The first AUTO_INCREMENT value that the statement drew; 0 where it drew none. */
  readonly lastInsertId: number
}
