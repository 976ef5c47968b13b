import { requireParameters, requireQueryOptions, requireText } from './check-arguments.ts'
import type { Statement } from './plan-cache.ts'
import { noOptions, PreparedStatement, type StatementRunner } from './prepared-statement.ts'
import {
  type ArrayRows,
  type QueryOptions,
  type Rows,
  type RunResult,
  resultOf,
  rowsOf,
  runResultOf,
  type StatementResult,
} from './result.ts'

/** What a Queryable runs its statements on. */
export interface QueryTarget extends StatementRunner {
  parse(sql: string): Statement
  /** Parses the statements of a script, each when it is asked for, as those before it may change how. */
  parseScript(script: string): Iterable<Statement>
}

/** What SQL can be given to: a Database, a Connection, a transaction. Here alone do their statements come in. */
export abstract class Queryable {
  /** Where statements are parsed and run. */
  protected abstract target(): QueryTarget

  /** Runs every statement of a script in order and answers what each yields. Stops at the first that fails. */
  async exec(script: string, options: QueryOptions = noOptions): Promise<StatementResult[]> {
    requireText(script, 'script')
    requireQueryOptions(options)
    const target = this.target()
    const results: StatementResult[] = []
    for (const statement of target.parseScript(script)) {
      results.push(resultOf(await target.execute(statement, [], options)))
    }
    return results
  }

  /** Runs one statement and answers its rows, with `.columns` beside them; none for a statement that yields none. */
  query(
    sql: string,
    parameters: readonly unknown[] | undefined,
    options: ArrayRows,
  ): Promise<Rows<unknown[]>>
  query<R = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<Rows<R>>
  async query<R = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
    options: QueryOptions = noOptions,
  ): Promise<Rows<R>> {
    requireText(sql, 'sql')
    requireParameters(parameters)
    if (options !== noOptions) requireQueryOptions(options)
    const target = this.target()
    return rowsOf<R>(await target.execute(target.parse(sql), parameters, options))
  }

  /** Runs one statement for what it changes. */
  async run(sql: string, parameters: readonly unknown[] = []): Promise<RunResult> {
    requireText(sql, 'sql')
    requireParameters(parameters)
    const target = this.target()
    return runResultOf(await target.execute(target.parse(sql), parameters, noOptions))
  }

  /** Prepares a statement to be run many times with different parameters. */
  async prepare<R = Record<string, unknown>>(sql: string): Promise<PreparedStatement<R>> {
    requireText(sql, 'sql')
    const target = this.target()
    return new PreparedStatement<R>(target, target.parse(sql))
  }
}
