import { SqlError } from '../base/errors.ts'
import type { Expression } from '../plan/expression.ts'
import type { OutputColumn } from '../plan/logical-plan.ts'
import { evaluateScalar } from './compile/evaluate-scalar.ts'
import type { Execution } from './execution.ts'
import type { MaterializedColumn } from './materialized.ts'
import type { Stage } from './maybe-async.ts'
import { interrupted, type Runnable, sliceMilliseconds } from './pipeline.ts'
import { type Materialized, newMaterialized } from './sinks/materialize.ts'

/** Where the parts of a recursion are in `Execution.states`. */
export interface RecursionSlots {
  /** All rows. */
  readonly result: number
  /** The rows that a round reads: those that the one before added. */
  readonly working: number
  /** The rows that a round adds; before the first round, those of the anchor. */
  readonly added: number
}

/** MySQL's default of cte_max_recursion_depth. */
const defaultDepth = 1000

/** Runs a recursive common table's step for the rows that came last, until none come (semi-naive evaluation). */
export class Recursion implements Runnable {
  readonly #slots: RecursionSlots
  readonly #columns: readonly OutputColumn[]
  readonly #step: readonly Runnable[]
  readonly #enough: Expression | null

  constructor(
    slots: RecursionSlots,
    columns: readonly OutputColumn[],
    step: readonly Runnable[],
    enough: Expression | null,
  ) {
    this.#slots = slots
    this.#columns = columns
    this.#step = step
    this.#enough = enough
  }

  *run(execution: Execution): Stage<void> {
    const { states, signal, environment } = execution
    const { working, added } = this.#slots
    const result = newMaterialized(this.#columns)
    states[this.#slots.result] = result
    const enough = this.#rowsWanted(execution)
    const limit = environment.session.systemVariable(null, 'cte_max_recursion_depth')
    const depth = limit === null ? defaultDepth : Number(limit)
    let turnAt = performance.now() + sliceMilliseconds
    for (let round = 1; ; round++) {
      const rows = states[added] as Materialized
      append(result, rows)
      if (rows.rowCount === 0 || result.rowCount >= enough) return
      if (round > depth) throw tooDeep(round)
      if (signal?.aborted) throw interrupted(signal)
      if (!execution.nested && performance.now() > turnAt) {
        yield new Promise((resolve) => setImmediate(resolve))
        turnAt = performance.now() + sliceMilliseconds
      }
      states[working] = rows
      for (const part of this.#step) yield* part.run(execution)
    }
  }

  #rowsWanted(execution: Execution): number {
    if (this.#enough === null) return Number.POSITIVE_INFINITY
    return Number(evaluateScalar(this.#enough, execution) ?? Number.POSITIVE_INFINITY)
  }
}

function append(result: Materialized, rows: Materialized): void {
  result.columns.forEach((column, i) => {
    appendColumn(column, rows.columns[i], rows.rowCount)
  })
  result.rowCount += rows.rowCount
}

function appendColumn(to: MaterializedColumn, from: MaterializedColumn, rowCount: number): void {
  const { values, nulls } = from
  for (let i = 0; i < rowCount; i++) to.values.push(values[i])
  if (from.hasBigints) to.hasBigints = true
  if (nulls !== null) for (let i = 0; i < rowCount; i++) to.nulls?.push(nulls[i])
}

function tooDeep(rounds: number): SqlError {
  const message = `Recursive query aborted after ${rounds} iterations. Try increasing @@cte_max_recursion_depth to a larger value.`
  return new SqlError('recursion_depth', message)
}
