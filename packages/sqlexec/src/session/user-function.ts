import { SqlError } from '../base/errors.ts'
import { publicValue } from '../exec/runtime/public-value.ts'
import type { AggregateFunction } from '../functions/aggregate-function.ts'
import { castValue } from '../functions/cast.ts'
import { type PlainFunction, plainFunction, wrongCount } from '../functions/define.ts'
import { nullableFunction } from '../functions/nullable-function.ts'
import type { ScalarFunction } from '../functions/scalar-function.ts'
import { sqlTypeOf } from '../plan/data-type.ts'
import { parseStatement } from '../sql/index.ts'
import { type SqlType, sameType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { wrongArgument } from './check-arguments.ts'
import { typedParameter } from './parameters.ts'

/** The definition with its types read and its members checked. */
interface Signature {
  readonly args: readonly SqlType[]
  readonly variadic: boolean
  readonly returns: SqlType
  readonly passesNulls: boolean
}

type Callback = (...args: readonly unknown[]) => unknown

const mostArguments = 100

/** A scalar function of what a caller gave, which may be anything. */
export function userScalar(name: string, given: Readonly<Record<string, unknown>>): ScalarFunction {
  const known = ['args', 'variadic', 'returns', 'nulls', 'deterministic', 'call']
  const signature = readSignature(given, known)
  const { deterministic } = given
  if (deterministic !== undefined && typeof deterministic !== 'boolean') {
    throw wrongArgument('definition.deterministic', 'true or false', deterministic)
  }
  const call = requireFunction(given, 'call')
  const answer = resultReader(name, signature.returns)
  const toPublic = argumentConverters(signature)
  const run = (...values: readonly SqlValue[]): SqlValue =>
    answer(guard(name, () => call(...toPublic(values))))
  const traits = {
    name,
    doc: 'A user-defined function.',
    mayBeNull: true,
    volatile: deterministic !== true,
  }
  if (!signature.passesNulls) {
    const plain: PlainFunction = {
      ...traits,
      parameters: signature.args,
      required: signature.variadic ? signature.args.length - 1 : signature.args.length,
      rest: signature.variadic,
      returns: signature.returns,
      implementation: run,
    }
    return { ...plainFunction(plain), resolve: (args) => resolve(name, signature, args) }
  }
  return nullableFunction({
    ...traits,
    resolve: (args) => resolve(name, signature, args),
    implement: () => run,
  })
}

/** An aggregate function, likewise. */
export function userAggregate(
  name: string,
  given: Readonly<Record<string, unknown>>,
): AggregateFunction {
  const known = ['args', 'variadic', 'returns', 'nulls', 'init', 'step', 'finish']
  const signature = readSignature(given, known)
  const init = requireFunction(given, 'init')
  const step = requireFunction(given, 'step')
  const finish = requireFunction(given, 'finish')
  const answer = resultReader(name, signature.returns)
  const toPublic = argumentConverters(signature)
  return {
    name,
    doc: 'A user-defined aggregate function.',
    parameters: given.args === undefined ? '' : String(given.args),
    takesNulls: signature.passesNulls,
    ordered: true,
    resolve: (args) => resolve(name, signature, args),
    custom: {
      init: () => guard(name, () => init()),
      step(state, ...values) {
        const next = guard(name, () => step(state, ...toPublic(values)))
        if (isPromise(next)) throw answeredPromise(name)
        return next === undefined ? state : next
      },
      finish: (state) => answer(guard(name, () => finish(state))),
    },
  }
}

function readSignature(
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Signature {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) {
      throw new SqlError(
        'wrong_usage',
        `definition.${key} means nothing; there are ${known.join(', ')}`,
      )
    }
  }
  const { args, variadic, returns, nulls } = given
  if (!Array.isArray(args)) throw wrongArgument('definition.args', 'an array of types', args)
  if (args.length > mostArguments) {
    throw new SqlError('wrong_usage', `definition.args has more than ${mostArguments} types`)
  }
  if (variadic !== undefined && typeof variadic !== 'boolean') {
    throw wrongArgument('definition.variadic', 'true or false', variadic)
  }
  if (variadic === true && args.length === 0) {
    throw new SqlError(
      'wrong_usage',
      'definition.variadic repeats the last of args, and there is none',
    )
  }
  if (nulls !== undefined && nulls !== 'skip' && nulls !== 'pass') {
    throw wrongArgument('definition.nulls', "'skip' or 'pass'", nulls)
  }
  return {
    args: args.map((arg, i) => readType(arg, `definition.args[${i}]`)),
    variadic: variadic === true,
    returns: readType(returns, 'definition.returns'),
    passesNulls: nulls === 'pass',
  }
}

/** The type of a name, as a column would have it. */
function readType(name: unknown, argument: string): SqlType {
  if (typeof name !== 'string') throw wrongArgument(argument, 'the name of an SQL type', name)
  const type = typeOfColumn(name)
  if (typeof type !== 'string') return type
  throw new SqlError('wrong_usage', `${argument}: ${type}`)
}

function typeOfColumn(name: string): SqlType | string {
  const problem = `'${name.slice(0, 64)}' is no SQL type`
  if (!/^[\w\s(),']+$/.test(name)) return problem
  try {
    const { statement } = parseStatement(`CREATE TABLE t (c ${name})`)
    if (statement.kind !== 'create_table' || statement.columns.length !== 1) return problem
    const [column] = statement.columns
    const { length } = `CREATE TABLE t (c ${name}`
    const isWhole = column.type.span.end >= length - (name.length - name.trimEnd().length)
    return isWhole ? sqlTypeOf(column.type) : problem
  } catch (error) {
    if (error instanceof SqlError) return error.code === 'syntax' ? problem : error.message
    throw error
  }
}

function requireFunction(given: Readonly<Record<string, unknown>>, key: string): Callback {
  const value = given[key]
  if (typeof value !== 'function') throw wrongArgument(`definition.${key}`, 'a function', value)
  if (/^(Async|Generator|AsyncGenerator)Function$/.test(value.constructor.name)) {
    throw new SqlError(
      'wrong_usage',
      `definition.${key}: wants a plain function; SQL calls it synchronously, so it can neither await nor yield`,
    )
  }
  return (...args) => (value as Callback).apply(given, [...args])
}

function resolve(name: string, { args, variadic, returns }: Signature, given: readonly SqlType[]) {
  const least = variadic ? args.length - 1 : args.length
  if (given.length < least || (given.length > args.length && !variadic)) return wrongCount(name)
  const wanted = given.map((type, i) => {
    const parameter = args[Math.min(i, args.length - 1)]
    return sameType(type, parameter) ? type : parameter
  })
  return { args: wanted, type: returns, mayBeNull: true }
}

/** How the values of arguments leave the engine. */
function argumentConverters({ args }: Signature): (values: readonly SqlValue[]) => unknown[] {
  const converters = args.map(publicValue)
  return (values) =>
    values.map((value, i) => {
      const convert = converters[Math.min(i, converters.length - 1)]
      return value === null || convert === null ? value : convert(value as never)
    })
}

/** How what a callback answers enters the engine, by the rules of parameters and of storing into a column. */
function resultReader(name: string, returns: SqlType): (result: unknown) => SqlValue {
  const sites = new Map<string, { readonly mode: 'assignment'; readonly target: string }>()
  return (result) => {
    if (result === undefined) {
      throw new SqlError(
        'function_failed',
        `The function ${name} answered undefined; answer null for NULL`,
      )
    }
    if (isPromise(result)) throw answeredPromise(name)
    if (typeof result === 'function' || typeof result === 'symbol') {
      throw new SqlError('function_failed', `The function ${name} answered a ${typeof result}`)
    }
    const { type, value } = guard(name, () => typedParameter(result, 0))
    if (value === null) return null
    const key = JSON.stringify(type)
    let site = sites.get(key)
    if (site === undefined) {
      site = { mode: 'assignment', target: `${name}()` }
      sites.set(key, site)
    }
    return castValue(value, type, returns, site)
  }
}

function isPromise(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  )
}

function answeredPromise(name: string): SqlError {
  return new SqlError(
    'function_failed',
    `The function ${name} answered a promise; functions are synchronous`,
  )
}

/** Runs a callback: what it throws becomes an error that names the function, with the thrown as its cause. */
function guard<T>(name: string, run: () => T): T {
  try {
    return run()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SqlError('function_failed', `The function ${name} failed: ${reason}`, { cause })
  }
}
