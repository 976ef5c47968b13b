import { SqlError } from '../../base/errors.ts'
import type { TableDefinition, TriggerDefinition } from '../../catalog/definition.ts'
import type { RowTriggers } from '../../exec/execution.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import { castValue } from '../../functions/cast.ts'
import { formatValue } from '../../functions/format-value.ts'
import type { SqlValue, TypedValue } from '../../types/value.ts'
import { type BoundParameters, boundParameters } from '../parameters.ts'
import type { Statement } from '../plan-cache.ts'
import type { Session } from '../session.ts'
import { type BodyProgram, compileBody, type Step } from './body-program.ts'

/** Bodies by their triggers; a trigger belongs to one definition of its table, whose columns do not change. */
const bodies = new WeakMap<TableDefinition, Map<TriggerDefinition, BodyProgram>>()

function bodyOf(table: TableDefinition, trigger: TriggerDefinition): BodyProgram {
  let known = bodies.get(table)
  if (known === undefined) bodies.set(table, (known = new Map()))
  let body = known.get(trigger)
  if (body === undefined) known.set(trigger, (body = compileBody(table, trigger)))
  return body
}

/** The triggers of a table for an event, run by a session; `null` where there are none. */
export function rowTriggers(
  session: Session,
  table: TableDefinition,
  event: TriggerDefinition['event'],
): RowTriggers | null {
  const own = table.triggers.filter((trigger) => trigger.event === event)
  if (own.length === 0) return null
  const of = (time: TriggerDefinition['time']) =>
    own.filter((trigger) => trigger.time === time).map((trigger) => bodyOf(table, trigger))
  return { before: runAll(session, of('before')), after: runAll(session, of('after')) }
}

function runAll(session: Session, programs: readonly BodyProgram[]): RowTriggers['before'] {
  if (programs.length === 0) return null
  return function* (before, after) {
    for (const { steps, layout } of programs) {
      const { slots, table } = layout
      const width = table.columns.length
      const values: SqlValue[] = new Array(slots.length).fill(null)
      if (before !== null) for (let i = 0; i < width; i++) values[i] = before[i]
      if (after !== null) for (let i = 0; i < width; i++) values[width + i] = after[i]
      const run = new BodyRun(session, values, boundParameters(slots.map(typedNull)))
      yield* run.steps(steps)
      if (after !== null) for (let i = 0; i < width; i++) after[i] = values[width + i]
    }
  }
}

function typedNull({ type }: Pick<TypedValue, 'type'>): TypedValue {
  return { type, value: null }
}

/** One run of a body for one row. */
class BodyRun {
  readonly #session: Session
  readonly #values: SqlValue[]
  readonly #shape: BoundParameters

  constructor(session: Session, values: SqlValue[], shape: BoundParameters) {
    this.#session = session
    this.#values = values
    this.#shape = shape
  }

  *steps(steps: readonly Step[]): Stage<void> {
    for (const step of steps) yield* this.#step(step)
  }

  *#step(step: Step): Stage<void> {
    switch (step.kind) {
      case 'sql':
        yield* this.#session.perform(step.statement, this.#parameters(), 'array')
        return
      case 'assign': {
        if (step.value === null) {
          this.#values[step.slot] = null
          return
        }
        const { type, value } = yield* this.#evaluate(step.value)
        this.#values[step.slot] = castValue(value, type, step.type, {
          mode: 'assignment',
          target: step.target,
        })
        return
      }
      case 'assign user':
        this.#session.variables.setUser(step.name, yield* this.#evaluate(step.value))
        return
      case 'if':
        for (const { when, steps } of step.branches) {
          if (isTrue(yield* this.#evaluate(when))) return yield* this.steps(steps)
        }
        return yield* this.steps(step.otherwise)
      case 'signal':
        throw yield* this.#signal(step)
    }
  }

  *#signal({ sqlState, message, errno }: Extract<Step, { kind: 'signal' }>): Stage<SqlError> {
    const text = message && (yield* this.#evaluate(message))
    const number = errno && (yield* this.#evaluate(errno))
    const shown =
      text === null || text.value === null
        ? 'Unhandled user-defined exception condition'
        : formatValue(text.value, text.type)
    return new SqlError('signal', shown, {
      sqlState,
      errno: number === null ? undefined : Number(number.value),
    })
  }

  *#evaluate(query: Statement): Stage<TypedValue> {
    const outcome = yield* this.#session.perform(query, this.#parameters(), 'engine')
    if (outcome.kind !== 'rows') throw new SqlError('internal', 'a query answers rows')
    const [row] = outcome.rows as readonly (readonly SqlValue[])[]
    return { type: outcome.columns[0].sqlType, value: row[0] }
  }

  #parameters(): BoundParameters {
    return { ...this.#shape, values: this.#values.slice() }
  }
}

function isTrue({ type, value }: TypedValue): boolean {
  if (value === null) return false
  if (typeof value === 'string' || value instanceof Uint8Array) {
    return castValue(value, type, { kind: 'double' }, { mode: 'implicit' }) !== 0
  }
  // biome-ignore lint/suspicious/noDoubleEquals: a number or a bigint
  return value != 0
}
