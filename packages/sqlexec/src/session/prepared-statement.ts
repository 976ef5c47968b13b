import { requireParameters, requireQueryOptions } from './check-arguments.ts'
import type { Statement } from './plan-cache.ts'
import {
  type Outcome,
  type QueryOptions,
  type Rows,
  type RunResult,
  rowsOf,
  runResultOf,
} from './result.ts'

/** What runs parsed statements, one at a time. */
export interface StatementRunner {
  execute(
    statement: Statement,
    parameters: readonly unknown[],
    options: QueryOptions,
  ): Outcome | Promise<Outcome>
}

/** What goes unchecked, being known. */
export const noOptions: QueryOptions = {}

/** A statement parsed once. Its plan is kept too, and made anew where tables or the types of the parameters change. */
export class PreparedStatement<R = Record<string, unknown>> {
  readonly #runner: StatementRunner
  readonly #statement: Statement

  constructor(runner: StatementRunner, statement: Statement) {
    this.#runner = runner
    this.#statement = statement
  }

  /** The number of `?` in the statement. */
  get parameterCount(): number {
    return this.#statement.parameterCount
  }

  /** Runs the statement for what it changes. */
  async run(parameters: readonly unknown[] = []): Promise<RunResult> {
    requireParameters(parameters)
    return runResultOf(await this.#runner.execute(this.#statement, parameters, noOptions))
  }

  /** The first row, or `undefined`. */
  async get(parameters: readonly unknown[] = []): Promise<R | undefined> {
    requireParameters(parameters)
    const outcome = await this.#runner.execute(this.#statement, parameters, noOptions)
    return outcome.kind === 'rows' ? (outcome.rows[0] as R) : undefined
  }

  /** All rows. */
  async all(
    parameters: readonly unknown[] = [],
    options: QueryOptions = noOptions,
  ): Promise<Rows<R>> {
    requireParameters(parameters)
    if (options !== noOptions) requireQueryOptions(options)
    return rowsOf<R>(await this.#runner.execute(this.#statement, parameters, options))
  }

  /** Row by row. */
  async *iterate(
    parameters: readonly unknown[] = [],
    options: QueryOptions = noOptions,
  ): AsyncGenerator<R, void, undefined> {
    yield* await this.all(parameters, options)
  }
}
