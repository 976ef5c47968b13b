/**
 * Parquet's TIME is one of the day. A TIME column, which may hold more and less, is written as a timestamp of 1970-01-01, and this
 * key of the file's metadata lists the names of those columns, as JSON.
 */
export const timesKey = 'sqlexec.time'

/** The names of the columns of a file that are times. */
export function timesOf(keyValue: ReadonlyMap<string, string | null>): ReadonlySet<unknown> {
  try {
    const names: unknown = JSON.parse(keyValue.get(timesKey) ?? '[]')
    return new Set(Array.isArray(names) ? names : [])
  } catch {
    return new Set()
  }
}
