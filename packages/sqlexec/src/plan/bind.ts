import { SqlError } from '../base/errors.ts'
import type { Query, Statement } from '../sql/index.ts'
import { bindDelete, bindUpdate } from './bind-change.ts'
import type { BindContext } from './bind-context.ts'
import { bindCopyTo, bindOutfile } from './bind-export.ts'
import { bindInsert } from './bind-insert.ts'
import { bindCopyFrom, bindLoadData } from './bind-load.ts'
import { bindLocks } from './bind-locking.ts'
import { bindQuery } from './bind-query.ts'
import { Binder } from './binder.ts'
import { countingAll, firstSelect } from './found-rows.ts'
import type { LogicalStatement } from './logical-plan.ts'
import { topEnvironment } from './scope.ts'

/**
 * Gives names, types and implicit casts to a statement that reads or changes rows. The plan holds for every execution with the
 * same parameter types; `columns` of a query's root carry the titles of the result.
 *
 * Throws SqlError with MySQL's code and the place in the text.
 */
export function bindStatement(statement: Statement, context: BindContext): LogicalStatement {
  const binder = new Binder(context)
  const environment = { ...topEnvironment(bindQuery), viewDepth: context.viewDepth ?? 0 }
  switch (statement.kind) {
    case 'query': {
      if (statement.into?.kind === 'into_file') {
        return bindOutfile(binder, statement, statement.into, environment)
      }
      const query = withoutInto(statement)
      binder.outermost = query
      const root = bindQuery(binder, query, environment)
      const locks = query.locking.length === 0 ? null : bindLocks(binder, query, environment)
      const counts = firstSelect(query.body)?.options.includes('sql_calc_found_rows')
      return { kind: 'query', root: counts ? countingAll(root) : root, locks }
    }
    case 'load_data':
      return bindLoadData(binder, statement, environment)
    case 'copy_from':
      return bindCopyFrom(binder, statement, environment)
    case 'copy_to':
      return bindCopyTo(binder, statement, environment)
    case 'insert':
      return bindInsert(binder, statement, environment)
    case 'update':
      return bindUpdate(binder, statement, environment)
    case 'delete':
      return bindDelete(binder, statement, environment)
    default:
      throw new SqlError('internal', `a ${statement.kind} statement has no logical plan`)
  }
}

/** The session puts the rows of SELECT … INTO @a into the variables. */
function withoutInto(query: Query): Query {
  return query.into?.kind === 'into_variables' ? { ...query, into: null } : query
}
