import { maxTextLength } from './define.ts'
import type { StatementEnvironment } from './environment.ts'

/** group_concat_max_len: the most bytes that GROUP_CONCAT answers. */
export function groupConcatLimit(_environment: StatementEnvironment): number {
  return maxTextLength
}
