import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import type { RowShape } from '../../exec/sinks/rows.ts'
import { formatValue } from '../../functions/format-value.ts'
import type * as ast from '../../sql/index.ts'
import { boundParameters } from '../parameters.ts'
import type { Outcome } from '../result.ts'
import type { Session } from '../session.ts'

/** What cannot be prepared, as it would name or run prepared statements. */
const notPreparable: ReadonlySet<ast.Statement['kind']> = new Set([
  'prepare',
  'execute',
  'deallocate',
])

/** PREPARE name FROM text. A statement of that name is forgotten first, whatever becomes of the new one. */
export function prepare(session: Session, { name, source }: ast.Prepare): void {
  const key = name.name.toLowerCase()
  session.prepared.delete(key)
  const statement = session.parse(sourceText(session, source))
  if (notPreparable.has(statement.statement.kind)) {
    const message = 'This command is not supported in the prepared statement protocol yet'
    throw new SqlError('not_preparable', message)
  }
  session.prepared.set(key, statement)
}

function sourceText(session: Session, source: ast.Prepare['source']): string {
  if (typeof source === 'string') return source
  const { type, value } = session.variables.user(source.name)
  return value === null ? 'NULL' : formatValue(value, type)
}

/** EXECUTE name USING @a, @b. */
export function* execute(
  session: Session,
  { name, using }: ast.Execute,
  shape: RowShape,
): Stage<Outcome> {
  const statement = session.prepared.get(name.name.toLowerCase())
  if (statement === undefined) throw unknownStatement(name, 'EXECUTE')
  if (using.length !== statement.parameterCount) {
    throw new SqlError('wrong_parameter_count', 'Incorrect arguments to EXECUTE')
  }
  const values = using.map((variable) => {
    const type = session.variables.userType(variable.name)
    return { type, value: session.variables.user(variable.name).value }
  })
  return yield* session.perform(statement, boundParameters(values), shape)
}

/** DEALLOCATE PREPARE name. */
export function deallocate(session: Session, { name }: ast.Deallocate): void {
  if (!session.prepared.delete(name.name.toLowerCase())) {
    throw unknownStatement(name, 'DEALLOCATE PREPARE')
  }
}

function unknownStatement({ name }: ast.Identifier, to: string): SqlError {
  const message = `Unknown prepared statement handler (${name}) given to ${to}`
  return new SqlError('unknown_statement', message)
}
