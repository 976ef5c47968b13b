import { SqlError } from '../base/errors.ts'
import type { AggregateFunction } from '../functions/aggregate-function.ts'
import {
  findAggregateFunction,
  findScalarFunction,
  findWindowFunction,
} from '../functions/registry.ts'
import type { ScalarFunction } from '../functions/scalar-function.ts'
import { didYouMean } from '../plan/suggestion.ts'
import type { UserFunctionCatalog } from '../plan/user-function-catalog.ts'
import { parseStatement } from '../sql/index.ts'
import { requireObject, requireText, wrongArgument } from './check-arguments.ts'
import { userAggregate, userScalar } from './user-function.ts'
import type { UserAggregate, UserFunction } from './user-function-definition.ts'

const functionName = /^[A-Za-z_][A-Za-z0-9_$]*$/

/** The user-defined functions of a Database: known to all of its connections until they are dropped or it is closed. */
export class UserFunctions implements UserFunctionCatalog {
  readonly #scalars = new Map<string, ScalarFunction>()
  readonly #aggregates = new Map<string, AggregateFunction>()
  /** Changes whenever a name comes to mean something else, so that no plan outlives its functions. */
  version = 0

  /** Throws `wrong_usage` for a definition that makes no sense, and for the name of another function. */
  create(name: string, definition: UserFunction | UserAggregate): void {
    requireText(name, 'name')
    const upper = name.toUpperCase()
    if (!functionName.test(name) || name.length > 64) {
      throw wrongArgument('name', 'letters, digits and underscores, at most 64', name)
    }
    const isNative =
      findScalarFunction(upper) ?? findAggregateFunction(upper) ?? findWindowFunction(upper)
    if (isNative !== undefined || reserved.has(upper)) {
      throw new SqlError('function_exists', `Function '${name}' already exists: it is built in`)
    }
    if (!isCallable(name)) {
      throw new SqlError('wrong_usage', `name: '${name}' is a word of SQL that cannot be called`)
    }
    if (this.#scalars.has(upper) || this.#aggregates.has(upper)) {
      throw new SqlError('function_exists', `Function '${name}' already exists`)
    }
    const given = requireObject(definition, 'definition')
    if ('step' in given) this.#aggregates.set(upper, userAggregate(upper, given))
    else this.#scalars.set(upper, userScalar(upper, given))
    this.version++
  }

  /** Throws `unknown_function` where there is none of that name. */
  drop(name: string): void {
    requireText(name, 'name')
    const upper = name.toUpperCase()
    if (!this.#scalars.delete(upper) && !this.#aggregates.delete(upper)) {
      const hint = didYouMean(name, this.names())
      throw new SqlError('unknown_function', `FUNCTION ${name} does not exist${hint}`)
    }
    this.version++
  }

  scalar(name: string): ScalarFunction | undefined {
    return this.#scalars.get(name)
  }

  aggregate(name: string): AggregateFunction | undefined {
    return this.#aggregates.get(name)
  }

  names(): readonly string[] {
    return [...this.#scalars.keys(), ...this.#aggregates.keys()]
  }
}

/** Whether a name that is no built-in one calls a function where it stands in front of parentheses. */
function isCallable(name: string): boolean {
  try {
    parseStatement(`SELECT ${name}(1)`)
    return true
  } catch (error) {
    if (error instanceof SqlError) return false
    throw error
  }
}

/** Names that call something which is no function of the registry. */
const reserved: ReadonlySet<string> = new Set([
  'CAST',
  'CONVERT',
  'EXTRACT',
  'DATE_ADD',
  'DATE_SUB',
  'TIMESTAMPADD',
  'TIMESTAMPDIFF',
  'JSON_VALUE',
  'GROUPING',
  'VALUES',
  'DEFAULT',
])
