import { SqlError } from '../base/errors.ts'
import { types } from '../types/sql-type.ts'
import { wrongCount } from './define.ts'
import type { StatementEnvironment } from './environment.ts'
import { nullableFunction } from './nullable-function.ts'

/** The most seconds that one call waits. */
const mostSeconds = 300

/** Milliseconds that statements have yet to wait. */
const pauses = new WeakMap<StatementEnvironment, number>()

/**
 * SLEEP does not hold up the process: what it asks for is added up, and the statement waits for it when the rows at hand are done. The
 * statement takes as long, and can be interrupted.
 */
export const sleepFunction = nullableFunction({
  name: 'SLEEP',
  doc: 'Waits for seconds, 300 at most, and answers 0.',
  volatile: true,
  contextual: true,
  resolve: (args) =>
    args.length === 1 ? { args: [types.double], type: types.int } : wrongCount('SLEEP'),
  implement: () => (environment: StatementEnvironment, seconds: number | null) => {
    if (seconds === null || !(seconds >= 0)) {
      throw new SqlError('wrong_parameter_count', 'Incorrect arguments to sleep.')
    }
    const pause = Math.min(seconds, mostSeconds) * 1000
    pauses.set(environment, (pauses.get(environment) ?? 0) + pause)
    return 0
  },
})

/** The milliseconds that a statement has to wait; it is expected to do so. */
export function takePause(environment: StatementEnvironment): number {
  const pause = pauses.get(environment)
  if (pause === undefined) return 0
  pauses.delete(environment)
  return pause
}
