import { SqlError } from '../../base/errors.ts'
import type { SqlValue } from '../../types/value.ts'

/** The value of a LIMIT or OFFSET as a number of rows. */
export function rowCountArgument(value: SqlValue, clause: 'LIMIT' | 'OFFSET'): number {
  if (typeof value === 'bigint' && value > 0n) return Number.POSITIVE_INFINITY
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw new SqlError(
    'wrong_arguments',
    `${clause} wants a whole number of rows, not ${value === null ? 'NULL' : String(value)}`,
  )
}
