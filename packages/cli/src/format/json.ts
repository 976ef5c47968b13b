import { jsonObjectWriter } from './json-value.ts'
import type { ResultSet } from './result-set.ts'

/** One array of objects, an object per line. */
export function* formatJson({ columns, rows }: ResultSet): Generator<string, void, undefined> {
  const write = jsonObjectWriter(columns)
  let lead = '['
  for (const row of rows) {
    yield lead + write(row)
    lead = ',\n'
  }
  yield rows.length === 0 ? '[]\n' : ']\n'
}
