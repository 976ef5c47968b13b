import { SqlError } from 'sqlexec'
import { parseStatement, printStatement } from '../../packages/sqlexec/src/sql/index.ts'
import { strip } from '../../packages/sqlexec/src/sql/testing/strip.ts'

/** Why printing a statement and parsing it again fails, or `null`. Throws what parsing the statement itself throws. */
export function roundTripFailure(sql: string): string | null {
  const { statement } = parseStatement(sql)
  const printed = printStatement(statement)
  try {
    const again = parseStatement(printed).statement
    const same = JSON.stringify(strip(again), bigints) === JSON.stringify(strip(statement), bigints)
    return same ? null : `${sql}\nprinted as\n${printed}`
  } catch (error) {
    // Parentheses that printing adds cost levels, which a text at the limit does not have.
    if (error instanceof SqlError && error.code === 'too_deep') return null
    return `${sql}\nprinted as\n${printed}\n${(error as Error).message}`
  }
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
