import type { ReturnedRows } from './returning.ts'

/** What a statement changed. */
export interface ChangeResult {
  /** Rows inserted, updated or deleted; for UPDATE the rows that matched, whether or not their values differ. */
  readonly changes: number
  /** The first AUTO_INCREMENT value that the statement drew; 0 where it drew none. */
  readonly lastInsertId: number
  /** The rows that RETURNING speaks of; `null` without it. */
  readonly returned: ReturnedRows | null
}

/** Of a change that draws no AUTO_INCREMENT value. */
export function changeOf(changes: number, returned: ReturnedRows | null): ChangeResult {
  return { changes, lastInsertId: 0, returned }
}
