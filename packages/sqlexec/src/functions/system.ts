import { types } from '../types/sql-type.ts'
import { asValue } from './code.ts'
import { plainFunction, resultCode, wrongCount } from './define.ts'
import type { StatementEnvironment } from './environment.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** What VERSION() answers: the MySQL whose behaviour is followed, and the name of the engine. */
export const serverVersion = '8.0.36-sqlexec'

const user = 'root@localhost'

/** LAST_INSERT_ID(n), a function of its own as it changes what LAST_INSERT_ID() answers next. */
const setLastInsertId: ScalarFunction = {
  name: 'LAST_INSERT_ID :=',
  doc: 'Sets what LAST_INSERT_ID() answers next, and answers it.',
  nulls: 'custom',
  volatile: true,
  contextual: true,
  sideEffect: true,
  resolve: ({ length }) =>
    length === 1
      ? { args: [types.unsignedBigint], type: types.unsignedBigint }
      : wrongCount('LAST_INSERT_ID'),
  emit(emitter, [value], { type }) {
    const assign = ({ session }: StatementEnvironment, id: number | bigint | null) => {
      session.setLastInsertId(id ?? 0)
      return id
    }
    const plain = asValue(emitter, value)
    const given = value.isNull === null ? plain : `(${value.isNull}) ? null : ${plain}`
    const call = `${emitter.constant(assign)}(${emitter.environment()}, ${given})`
    return resultCode(emitter, emitter.local(call), type, true)
  },
}

export const systemFunctions: readonly ScalarFunction[] = [
  plainFunction({
    name: 'DATABASE',
    doc: 'The name of the current database; NULL where there is none.',
    parameters: [],
    returns: types.text,
    mayBeNull: true,
    contextual: true,
    implementation: ({ database }: StatementEnvironment) => database,
  }),
  plainFunction({
    name: 'VERSION',
    doc: 'The version of MySQL whose behaviour is followed.',
    parameters: [],
    returns: types.text,
    implementation: () => serverVersion,
  }),
  count('CONNECTION_ID', 'The number of the connection.', ({ connectionId }) => connectionId),
  count(
    'LAST_INSERT_ID',
    'The first AUTO_INCREMENT value of the last INSERT that drew one; LAST_INSERT_ID(n) sets it.',
    ({ lastInsertId }) => lastInsertId,
  ),
  setLastInsertId,
  count(
    'ROW_COUNT',
    'The number of rows that the statement before has changed.',
    ({ rowCount }) => rowCount,
  ),
  count(
    'FOUND_ROWS',
    'The number of rows of the query before, without its LIMIT where it said SQL_CALC_FOUND_ROWS.',
    ({ session }) => session.foundRows,
  ),
  plainFunction({
    name: 'USER',
    doc: 'The name of the user.',
    parameters: [],
    returns: types.text,
    implementation: () => user,
  }),
]

function count(
  name: string,
  doc: string,
  read: (environment: StatementEnvironment) => number | bigint,
): ScalarFunction {
  return plainFunction({
    name,
    doc,
    parameters: [],
    returns: types.bigint,
    contextual: true,
    implementation: read,
  })
}
