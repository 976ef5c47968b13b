import { maxTextLength } from './define.ts'
import type { StatementEnvironment } from './environment.ts'

/** The most bytes that GROUP_CONCAT answers: group_concat_max_len, and no more than any text has. */
export function groupConcatLimit({ session }: StatementEnvironment): number {
  const limit = session.systemVariable(null, 'group_concat_max_len')
  return limit === null ? maxTextLength : Math.min(Number(limit), maxTextLength)
}
