import { SqlError } from '../../base/errors.ts'
import type * as ast from '../../sql/index.ts'

/** Throws `unsupported` where a statement asks for what is not there yet. */
export function refuse(
  condition: boolean,
  what: string,
  span: ast.CreateTable['span'],
  sql: string,
): void {
  if (condition) throw new SqlError('unsupported', `${what}: not supported yet`, { span, sql })
}
