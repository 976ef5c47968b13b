import { types } from '../types/sql-type.ts'
import { plainFunction } from './define.ts'
import type { StatementEnvironment } from './environment.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** What VERSION() answers: the MySQL whose behaviour is followed, and the name of the engine. */
const version = '8.0.0-sqlexec'

const user = 'root@localhost'

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
    implementation: () => version,
  }),
  count('CONNECTION_ID', 'The number of the connection.', ({ connectionId }) => connectionId),
  count(
    'LAST_INSERT_ID',
    'The first AUTO_INCREMENT value of the last INSERT that drew one.',
    ({ lastInsertId }) => lastInsertId,
  ),
  count(
    'ROW_COUNT',
    'The number of rows that the statement before has changed.',
    ({ rowCount }) => rowCount,
  ),
  count(
    'FOUND_ROWS',
    'The number of rows of the query before, without its LIMIT where it said SQL_CALC_FOUND_ROWS.',
    ({ foundRows }) => foundRows ?? 0,
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
  read: (environment: StatementEnvironment) => number,
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
