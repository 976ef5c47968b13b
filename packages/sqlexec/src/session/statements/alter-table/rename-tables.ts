import { SqlError } from '../../../base/errors.ts'
import type * as ast from '../../../sql/index.ts'
import type { Session } from '../../session.ts'
import type { Change } from '../definition.ts'
import { databaseOf, engineOf } from '../find-table.ts'

/** RENAME TABLE: tables and views, one after the other, all or none. Each database has a log of its own, so they stay in theirs. */
export function renameTables(session: Session, statement: ast.RenameTable, sql: string): Change {
  const [first] = statement.renames
  const database = databaseOf(session, first.from, sql)
  const engine = engineOf(session, first.from, sql)
  const renames = statement.renames.map(({ from, to }) => {
    for (const name of [from, to]) {
      if (databaseOf(session, name, sql) === database) continue
      const message = 'RENAME TABLE from one database to another is not supported'
      throw new SqlError('unsupported', message, { span: name.span, sql })
    }
    return { from: from.name.name, to: to.name.name }
  })
  return () => engine.renameTables(renames)
}
