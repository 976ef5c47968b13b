import { jsonObjectWriter } from './json-value.ts'
import type { ResultSet } from './result-set.ts'

/** JSON Lines: one object per line. */
export function* formatJsonLines({ columns, rows }: ResultSet): Generator<string, void, undefined> {
  const write = jsonObjectWriter(columns)
  for (const row of rows) yield `${write(row)}\n`
}
