import type * as ast from '../../sql/index.ts'
import type { Session } from '../session.ts'
import type { Table } from './table-result.ts'

/** SHOW WARNINGS, SHOW ERRORS, and their counts. */
export function showDiagnostics(session: Session, statement: ast.ShowDiagnostics): Table {
  const { diagnostics } = session
  const errors = statement.type === 'errors'
  if (statement.count) {
    const count = errors ? diagnostics.errorCount : diagnostics.warningCount
    return { columns: [`@@session.${errors ? 'error' : 'warning'}_count`], rows: [[count]] }
  }
  const start = statement.offset ?? 0
  const end = statement.limit === null ? undefined : start + statement.limit
  const rows = diagnostics.conditions
    .filter(({ level }) => !errors || level === 'Error')
    .slice(start, end)
    .map(({ level, errno, message }) => [level, errno, message])
  return { columns: ['Level', 'Code', 'Message'], rows }
}
