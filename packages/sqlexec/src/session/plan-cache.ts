import { foldExpression } from '../exec/fold.ts'
import { LruMap } from '../exec/runtime/lru-map.ts'
import { optimize } from '../optimizer/optimize.ts'
import { bindStatement } from '../plan/bind.ts'
import { literalValue } from '../plan/literal.ts'
import { type ParsedStatement, parseStatement } from '../sql/index.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Databases, UsedView } from './databases.ts'
import type { BoundParameters } from './parameters.ts'
import { makeProgram, type Program } from './program.ts'

/** Statements longer than this are seldom repeated, so they are not kept. */
const maxKeptLength = 10_000
const maxStatements = 500
const maxPrograms = 500

/** A parsed statement with the values of its lifted literals. */
export interface Statement extends ParsedStatement {
  readonly literalTypes: readonly SqlType[]
  readonly literalValues: readonly SqlValue[]
  /** The program of the last execution, which the next one most often needs again. */
  recent: {
    readonly program: Program
    readonly signature: string
    readonly database: string | null
  } | null
}

export function prepareLiterals(parsed: ParsedStatement): Statement {
  const values = parsed.literals.map((literal) => literalValue(literal, parsed.sql))
  return {
    ...parsed,
    literalTypes: values.map(({ type }) => type),
    literalValues: values.map(({ value }) => value),
    recent: null,
  }
}

/**
 * Parsed statements by their text, and programs by the text with literals taken out and by the types of the parameters. Both are
 * bounded; the least recently used go first.
 */
export class PlanCache {
  readonly #statements = new LruMap<string, Statement>(maxStatements)
  readonly #programs = new LruMap<string, Program>(maxPrograms)
  readonly #databases: Databases

  constructor(databases: Databases) {
    this.#databases = databases
  }

  parse(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = prepareLiterals(parseStatement(sql))
    if (sql.length <= maxKeptLength) this.#statements.set(sql, statement)
    return statement
  }

  /** The program of a statement for the types of these parameters. */
  program(statement: Statement, parameters: BoundParameters, database: string | null): Program {
    const { signature } = parameters
    const { recent } = statement
    if (
      recent !== null &&
      recent.signature === signature &&
      recent.database === database &&
      this.#isCurrent(recent.program)
    ) {
      return recent.program
    }
    const key = `${database ?? ''}\n${signature}\n${statement.cacheKey}`
    let program = this.#programs.get(key)
    if (!program || !this.#isCurrent(program)) {
      program = this.compile(statement, parameters.types, database)
      if (key.length <= maxKeptLength) this.#programs.set(key, program)
    }
    statement.recent = { program, signature, database }
    return program
  }

  #isCurrent({ tables, views }: Program): boolean {
    return this.#databases.isCurrent(tables, views)
  }

  /** Binds and optimizes a statement. */
  compile(
    { statement, sql, parameterCount, literalTypes }: Statement,
    parameterTypes: readonly SqlType[],
    database: string | null,
  ): Program {
    const views: UsedView[] = []
    const bound = bindStatement(statement, {
      catalog: this.#databases.catalog(database, views),
      parameterTypes: [...parameterTypes, ...literalTypes],
      parameterCount,
      sql,
    })
    const optimized = optimize(bound, {
      rowCount: (reference) => this.#databases.table(reference).estimatedRows(),
      distinctCount: (reference, ordinal) =>
        this.#databases.table(reference).estimatedSpan(ordinal),
      fold: foldExpression,
    })
    return makeProgram(optimized, views)
  }
}
