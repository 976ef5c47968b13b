import type { Connection } from './connection.ts'
import type { Statement } from './plan-cache.ts'
import { type QueryOptions, type Rows, type RunResult, withColumns } from './result.ts'

/** A statement parsed once. Its plan is kept too, and made anew where tables or the types of the parameters change. */
export class PreparedStatement<R = Record<string, unknown>> {
  readonly #connection: Connection
  readonly #statement: Statement

  constructor(connection: Connection, statement: Statement) {
    this.#connection = connection
    this.#statement = statement
  }

  /** The number of `?` in the statement. */
  get parameterCount(): number {
    return this.#statement.parameterCount
  }

  /** Runs the statement for what it changes. */
  async run(parameters: readonly unknown[] = []): Promise<RunResult> {
    const result = await this.#connection.execute(this.#statement, parameters, {})
    if (result.kind === 'rows') return { changes: 0, lastInsertId: 0 }
    return { changes: result.changes, lastInsertId: result.lastInsertId }
  }

  /** The first row, or `undefined`. */
  async get(parameters: readonly unknown[] = []): Promise<R | undefined> {
    const result = await this.#connection.execute(this.#statement, parameters, {})
    return result.kind === 'rows' ? (result.rows[0] as R) : undefined
  }

  /** All rows. */
  async all(parameters: readonly unknown[] = [], options: QueryOptions = {}): Promise<Rows<R>> {
    const result = await this.#connection.execute(this.#statement, parameters, options)
    return result.kind === 'rows' ? (result.rows as Rows<R>) : withColumns<R>([], [])
  }

  /** Row by row. */
  async *iterate(
    parameters: readonly unknown[] = [],
    options: QueryOptions = {},
  ): AsyncGenerator<R, void, undefined> {
    yield* await this.all(parameters, options)
  }
}
