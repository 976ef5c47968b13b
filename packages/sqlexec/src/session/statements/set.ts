import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import type { VariableScope } from '../../functions/environment.ts'
import { literalValue } from '../../plan/literal.ts'
import type * as ast from '../../sql/index.ts'
import { types } from '../../types/sql-type.ts'
import type { SqlValue, TypedValue } from '../../types/value.ts'
import type { BoundParameters } from '../parameters.ts'
import type { Statement } from '../plan-cache.ts'
import type { Session } from '../session.ts'
import { charsetOf, defaultCollationOf } from '../variables/character-sets.ts'
import { collationName } from '../variables/normalize.ts'
import type { SystemAssignment } from '../variables/session-variables.ts'
import { selectStatement } from './select-values.ts'

/** SET: all values are computed and checked before the first variable changes. */
export function* setVariables(
  session: Session,
  parsed: Statement,
  { assignments }: ast.SetVariables,
  parameters: BoundParameters,
): Stage<void> {
  const { variables } = session
  const expressions = assignments.flatMap(({ value }) => (value === null ? [] : [value]))
  const values = (yield* evaluate(session, parsed, expressions, parameters)).values()
  const next = (value: ast.Expression | null) => (value === null ? null : values.next().value!)
  const user: [string, TypedValue][] = []
  const system: SystemAssignment[] = []
  for (const assignment of assignments) {
    const value = next(assignment.value)
    if (assignment.kind === 'user') user.push([assignment.variable.name, value!])
    else system.push(variables.check(scopeOf(assignment), assignment.name, value))
  }
  for (const [name, value] of user) variables.setUser(name, value)
  yield* applyAll(session, system)
}

function scopeOf({ scope }: { readonly scope: ast.VariableScope | null }): VariableScope | null {
  if (scope === 'persist' || scope === 'persist_only') {
    const message = 'SET PERSIST is not supported: variables are not kept over restarts'
    throw new SqlError('unsupported', message)
  }
  return scope
}

/** Turning autocommit on commits the open transaction, as in MySQL. */
function* applyAll(session: Session, assignments: readonly SystemAssignment[]): Stage<void> {
  const { transaction, variables } = session
  for (const assignment of assignments) {
    const { variable, scope, value, warning } = assignment
    if (variable.name === 'autocommit' && scope === 'session' && value === 1) {
      if (!transaction.autocommit && transaction.isOpen) {
        transaction.assertMayEnd('SET autocommit = 1')
        const committing = transaction.commit()
        if (committing) yield committing
      }
    }
    if (variable.name.endsWith('_isolation') || variable.name.endsWith('_read_only')) {
      transaction.forgetNext()
    }
    variables.apply(assignment)
    if (warning !== null) session.warn(1292, warning)
  }
}

/** The values of expressions: of literals at once, of others by a query without FROM. */
function* evaluate(
  session: Session,
  parsed: Statement,
  expressions: readonly ast.Expression[],
  parameters: BoundParameters,
): Stage<TypedValue[]> {
  if (expressions.every((expression) => expression.kind === 'literal')) {
    return expressions.map((literal) => literalValue(literal, parsed.sql))
  }
  const outcome = yield* session.perform(queryOf(parsed, expressions), parameters, 'engine')
  if (outcome.kind !== 'rows') throw new SqlError('internal', 'a query answers rows')
  const [row] = outcome.rows as readonly (readonly SqlValue[])[]
  return outcome.columns.map(({ sqlType: type }, i) => ({ type, value: row[i] }))
}

/** A statement that selects the expressions of another one, whose text their places are in. */
function queryOf(parsed: Statement, expressions: readonly ast.Expression[]): Statement {
  const statement = selectStatement(expressions, parsed.span)
  return { ...parsed, statement, recent: null }
}

const text = (value: string | null): TypedValue | null =>
  value === null ? null : { type: types.text, value }

/** SET NAMES and SET CHARACTER SET. */
export function* setNames(session: Session, statement: ast.SetNames): Stage<void> {
  const { variables } = session
  const check = (name: string, value: string | null) =>
    variables.check('session', name, text(value))
  const client = check('character_set_client', statement.charset)
  const results = check('character_set_results', statement.charset)
  const charset = String(client.value)
  const database = String(variables.value('character_set_database'))
  const connection = statement.characterSetOnly ? database : charset
  const collation =
    statement.collation === null ? defaultCollationOf(connection) : statement.collation
  if (charsetOf(collationName(collation)) !== connection) {
    const message = `COLLATION '${collation}' is not valid for CHARACTER SET '${connection}'`
    throw new SqlError('wrong_collation', message)
  }
  yield* applyAll(session, [client, results, check('collation_connection', collation)])
}

/** SET [SESSION | GLOBAL] TRANSACTION; without a scope, for the next transaction alone. */
export function* setTransaction(session: Session, statement: ast.SetTransaction): Stage<void> {
  const { scope, isolation, access } = statement
  if (scope === null) {
    session.transaction.setNext(statement)
    return
  }
  const { variables } = session
  const assignments: SystemAssignment[] = []
  if (isolation !== null) {
    const word = isolation.toUpperCase().replace('_', '-')
    assignments.push(variables.check(scope, 'transaction_isolation', text(word)))
  }
  if (access !== null) {
    const value = { type: types.bigint, value: access === 'read_only' ? 1 : 0 }
    assignments.push(variables.check(scope, 'transaction_read_only', value))
  }
  yield* applyAll(session, assignments)
}
