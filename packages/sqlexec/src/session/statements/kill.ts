import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import type * as ast from '../../sql/index.ts'
import type { Session } from '../session.ts'

/** KILL QUERY ends what another session runs, KILL the session itself. */
export function* kill(session: Session, { target, id }: ast.Kill, sql: string): Stage<void> {
  const number = id.kind === 'literal' && id.type === 'integer' ? Number(id.value) : null
  if (number === null) {
    const message = 'KILL wants the number of a connection'
    throw new SqlError('unsupported', message, { span: id.span, sql })
  }
  const victim = session.shared.sessions.get(number)
  if (victim === undefined) {
    throw new SqlError('unknown_thread', `Unknown thread id: ${number}`, { span: id.span, sql })
  }
  victim.interrupt()
  if (target === 'connection') {
    const closing = victim.close()
    // A session that ends itself cannot wait for its own last statement.
    if (victim !== session) yield closing
  }
  if (victim === session) throw new SqlError('interrupted', 'Query execution was interrupted')
}
