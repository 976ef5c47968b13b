import { foldExpression } from '../exec/fold.ts'
import type { Profile } from '../exec/profile.ts'
import { LruMap } from '../exec/runtime/lru-map.ts'
import { optimize } from '../optimizer/optimize.ts'
import type { OptimizeContext } from '../optimizer/optimize-context.ts'
import { bindStatement } from '../plan/bind.ts'
import { literalValue } from '../plan/literal.ts'
import { type ParsedStatement, parseStatement } from '../sql/index.ts'
import { type SqlType, sameType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Databases, UsedView } from './databases.ts'
import type { BoundParameters } from './parameters.ts'
import { makeProgram, type Program } from './program.ts'
import type { TemporaryScope } from './temporary-scope.ts'
import { UserFunctions } from './user-functions.ts'
import type { SessionVariables } from './variables/session-variables.ts'
import type { SqlMode } from './variables/sql-mode.ts'

/** Statements longer than this are seldom repeated, so they are not kept. */
const maxKeptLength = 10_000
const maxStatements = 500
const maxPrograms = 500
/** What the optimizer takes a virtual table to hold. */
const virtualRowCount = 100

/** A parsed statement with the values of its lifted literals. */
export interface Statement extends ParsedStatement {
  readonly literalTypes: readonly SqlType[]
  readonly literalValues: readonly SqlValue[]
  /** The program of the last execution, which the next one most often needs again. */
  recent: {
    readonly program: Program
    readonly signature: string
    readonly database: string | null
    readonly mode: SqlMode
    /** Version of the user-defined functions. */
    readonly functions: number
    readonly temporary: string
  } | null
}

/** What a statement means depends on the session that it is for. */
export interface StatementContext {
  readonly database: string | null
  readonly variables: SessionVariables
  readonly temporary: TemporaryScope
}

/** A parsed statement, whose key tells apart the modes in which the same text may mean something else. */
export function prepareLiterals(parsed: ParsedStatement, mode: SqlMode): Statement {
  const values = parsed.literals.map((literal) => literalValue(literal, parsed.sql))
  return {
    ...parsed,
    cacheKey: mode.key === '' ? parsed.cacheKey : `\0${mode.key}\0${parsed.cacheKey}`,
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
  /** The user-defined functions, which plans are made with. */
  readonly functions = new UserFunctions()

  constructor(databases: Databases) {
    this.#databases = databases
  }

  parse(sql: string, mode: SqlMode): Statement {
    const key = mode.key === '' ? sql : `\0${mode.key}\0${sql}`
    const known = this.#statements.get(key)
    if (known) return known
    const statement = prepareLiterals(parseStatement(sql, mode.parser), mode)
    if (sql.length <= maxKeptLength) this.#statements.set(key, statement)
    return statement
  }

  /** The program of a statement for the types of these parameters. */
  program(statement: Statement, parameters: BoundParameters, context: StatementContext): Program {
    const { signature } = parameters
    const { recent } = statement
    const { database, variables } = context
    const { mode } = variables
    const temporary = context.temporary.key
    if (
      recent !== null &&
      recent.signature === signature &&
      recent.database === database &&
      recent.mode === mode &&
      recent.temporary === temporary &&
      recent.functions === this.functions.version &&
      this.#isCurrent(recent.program, context)
    ) {
      return recent.program
    }
    const { version } = this.functions
    const group = mode.onlyFullGroupBy ? '' : '\0g'
    const key = `${temporary}\n${database ?? ''}\n${version}${signature}\n${group}${statement.cacheKey}`
    let program = this.#programs.get(key)
    if (!program || !this.#isCurrent(program, context)) {
      program = this.compile(statement, parameters.types, context)
      if (key.length <= maxKeptLength) this.#programs.set(key, program)
    }
    statement.recent = { program, signature, database, mode, functions: version, temporary }
    return program
  }

  /** Whether the tables, views and user variables of a program are what it was made for. */
  #isCurrent(
    { tables, views, userVariables }: Program,
    { variables, temporary }: StatementContext,
  ): boolean {
    for (const { name, type } of userVariables) {
      if (!sameType(variables.userType(name), type)) return false
    }
    return this.#databases.isCurrent(tables, views, temporary)
  }

  /**
   * Binds and optimizes a statement.
   * @param profile is told what the operators do when the program runs; `null`: nobody asks
   */
  compile(
    { statement, sql, span, parameterCount, literalTypes }: Statement,
    parameterTypes: readonly SqlType[],
    { database, variables, temporary }: StatementContext,
    profile: Profile | null = null,
  ): Program {
    const views: UsedView[] = []
    const userVariables = new Map<string, SqlType>()
    const bound = bindStatement(statement, {
      catalog: this.#databases.catalog(database, views, temporary),
      functions: this.functions,
      parameterTypes: [...parameterTypes, ...literalTypes],
      parameterCount,
      sql,
      onlyFullGroupBy: variables.mode.onlyFullGroupBy,
      assignsVariables: sql.slice(span.start, span.end).includes(':='),
      systemVariable: (scope, name) => variables.typeOf(scope, name),
      userVariable(name) {
        const type = variables.userType(name)
        userVariables.set(name, type)
        return type
      },
    })
    return makeProgram(optimize(bound, this.statistics(temporary)), views, userVariables, profile)
  }

  /** What the optimizer knows of the tables. */
  statistics(temporary: TemporaryScope): OptimizeContext {
    return {
      rowCount: (reference) =>
        reference.virtual
          ? virtualRowCount
          : this.#databases.table(reference, temporary).estimatedRows(),
      distinctCount: (reference, ordinal) =>
        reference.virtual
          ? undefined
          : this.#databases.table(reference, temporary).estimatedSpan(ordinal),
      fold: foldExpression,
    }
  }
}
