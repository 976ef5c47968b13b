import { SqlError } from '../../base/errors.ts'
import { explainStatement } from '../../plan/explain.ts'
import type * as ast from '../../sql/index.ts'
import type { Statement } from '../plan-cache.ts'
import type { Session } from '../session.ts'
import type { Table } from './table-result.ts'

/** The plan of a statement as an indented tree, a line per row. */
export function explain(session: Session, { sql, statement, ...rest }: Statement): Table {
  if (statement.kind !== 'explain') throw new SqlError('internal', 'not an EXPLAIN')
  if (statement.analyze || (statement.format !== null && statement.format !== 'tree')) {
    const message = 'EXPLAIN ANALYZE and formats other than TREE are not supported yet'
    throw new SqlError('unsupported', message, { span: statement.span, sql })
  }
  const explained: ast.Statement = statement.statement
  const { plans } = session.shared
  const program = plans.compile({ ...rest, sql, statement: explained }, [], session)
  const text = explainStatement(program.logical)
  return {
    columns: ['EXPLAIN'],
    rows: text
      .trimEnd()
      .split('\n')
      .map((line) => [line]),
  }
}
