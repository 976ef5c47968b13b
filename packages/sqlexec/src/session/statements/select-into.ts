import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import type * as ast from '../../sql/index.ts'
import type { SqlValue } from '../../types/value.ts'
import type { BoundParameters } from '../parameters.ts'
import type { Statement } from '../plan-cache.ts'
import type { Outcome } from '../result.ts'
import type { Session } from '../session.ts'

/** SELECT … INTO @a, @b: the values of the one row; without a row the variables stay as they are, with a warning. */
export function* selectInto(
  session: Session,
  parsed: Statement,
  { into, span }: ast.Query,
  parameters: BoundParameters,
): Stage<Outcome> {
  const { sql } = parsed
  if (into?.kind !== 'into_variables') {
    throw new SqlError('internal', 'a query into a file has a plan')
  }
  const outcome = yield* session.perform(withoutInto(parsed), parameters, 'engine')
  if (outcome.kind !== 'rows') throw new SqlError('internal', 'a query answers rows')
  const { rows, columns } = outcome
  if (columns.length !== into.variables.length) {
    const message = 'The used SELECT statements have a different number of columns'
    throw new SqlError('into_columns', message, { span, sql })
  }
  if (rows.length > 1) {
    throw new SqlError('too_many_rows', 'Result consisted of more than one row', { span, sql })
  }
  if (rows.length === 0) {
    session.warn(1329, 'No data - zero rows fetched, selected, or processed')
  } else {
    const row = rows[0] as readonly SqlValue[]
    into.variables.forEach(({ name }, i) => {
      session.variables.setUser(name, { type: columns[i].sqlType, value: row[i] })
    })
  }
  session.rowCount = rows.length
  return { kind: 'change', changes: 0, lastInsertId: 0 }
}

const queries = new WeakMap<Statement, Statement>()

/** The same query without INTO. One per statement, so that its program is found again. */
function withoutInto(parsed: Statement): Statement {
  let query = queries.get(parsed)
  if (query === undefined) {
    const statement = { ...(parsed.statement as ast.Query), into: null }
    query = { ...parsed, statement, recent: null }
    queries.set(parsed, query)
  }
  return query
}
