import { type ErrorCode, SqlError } from '../../base/errors.ts'

/** An error in a pattern at a unit offset. */
export function regexError(
  code: ErrorCode,
  message: string,
  pattern: string,
  at: number,
): SqlError {
  const before = pattern.slice(0, at)
  const line = before.split('\n').length
  const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1
  const shown = pattern.length > 64 ? `${pattern.slice(0, 64)}…` : pattern
  const place = line === 1 ? `character ${column}` : `line ${line}, character ${column}`
  return new SqlError(code, `${message} at ${place} of the regular expression '${shown}'`)
}
