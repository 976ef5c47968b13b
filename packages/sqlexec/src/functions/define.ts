import { SqlError } from '../base/errors.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { asValue, type Code, type Emitter, type Signature, typeRepresentation } from './code.ts'
import { typeRange } from './integer-code.ts'
import type { ConstantArgument, ResolvedCall, ScalarFunction } from './scalar-function.ts'

/** The parameter list of a function: the types that arguments are cast to. */
interface Parameters {
  /** The parameters' types; those after `required` may be left out. With `rest`, the last may be repeated. */
  readonly parameters: readonly SqlType[]
  readonly required?: number
  readonly rest?: boolean
}

interface FunctionTraits {
  readonly name: string
  readonly doc: string
  /** Whether the implementation may answer null. */
  readonly mayBeNull?: boolean
  readonly volatile?: boolean
  /** The implementation takes the StatementEnvironment first. */
  readonly contextual?: boolean
}

/** A function given by the types it takes and a JavaScript function over values that are not NULL. */
export interface PlainFunction extends Parameters, FunctionTraits {
  /** The type of the result, perhaps by the types that were given. */
  readonly returns: SqlType | ((args: readonly SqlType[]) => SqlType)
  implementation(...args: never[]): SqlValue
}

/** A function whose JavaScript function depends on the types of the call. */
export interface TypedFunction extends FunctionTraits {
  resolve(args: readonly SqlType[], constants: readonly ConstantArgument[]): ResolvedCall | string
  /** The function over values that are not NULL for a resolved call. */
  implement(signature: Signature): (...args: never[]) => SqlValue
}

/** Makes a scalar function of a plain one. NULL arguments make NULL without a call. */
export function plainFunction(definition: PlainFunction): ScalarFunction {
  const { name, returns } = definition
  return typedFunction({
    ...definition,
    resolve(args) {
      const wanted = matchParameters(name, definition, args)
      if (typeof wanted === 'string') return wanted
      return { args: wanted, type: typeof returns === 'function' ? returns(wanted) : returns }
    },
    implement: () => definition.implementation,
  })
}

/** Makes a scalar function of a typed one. NULL arguments make NULL without a call. */
export function typedFunction(definition: TypedFunction): ScalarFunction {
  const { name, doc, volatile, contextual } = definition
  const mayBeNull = definition.mayBeNull ?? false
  return {
    name,
    doc,
    nulls: 'propagate',
    volatile,
    contextual,
    resolve(args, constants = []) {
      const resolved = definition.resolve(args, constants)
      return typeof resolved === 'string' ? resolved : { mayBeNull, ...resolved }
    },
    emit(emitter, args, signature) {
      const run = definition.implement(signature) as (...args: unknown[]) => SqlValue
      const context = contextual ? [emitter.environment()] : []
      return resultCode(emitter, emitCallOf(emitter, run, args, context), signature.type, mayBeNull)
    },
  }
}

/** The types that a call's arguments are cast to, or a message where their number is wrong. */
export function matchParameters(
  name: string,
  { parameters, required = parameters.length, rest = false }: Parameters,
  args: readonly SqlType[],
): readonly SqlType[] | string {
  if (args.length < required || (args.length > parameters.length && !rest)) {
    return wrongCount(name)
  }
  return args.map((arg, i) => fitParameter(arg, parameters[Math.min(i, parameters.length - 1)]))
}

/** Text keeps its collation and an integer its size, as their values are what a text or an integer parameter takes. */
function fitParameter(arg: SqlType, parameter: SqlType): SqlType {
  const same = arg.kind === parameter.kind && (arg.kind === 'text' || arg.kind === 'integer')
  return same ? arg : parameter
}

export function wrongCount(name: string): string {
  return `Incorrect parameter count in the call to native function '${name}'`
}

/** A call of a JavaScript function over codes. Integers are handed over as numbers, or bigints where they are not safe. */
export function emitCallOf(
  emitter: Emitter,
  implementation: (...args: unknown[]) => SqlValue,
  args: readonly Code[],
  before: readonly string[] = [],
): string {
  const values = args.map((arg) => asValue(emitter, arg))
  return `${emitter.constant(implementation)}(${[...before, ...values].join(', ')})`
}

/** The code of a value of a type that a JavaScript function has answered. */
export function resultCode(emitter: Emitter, js: string, type: SqlType, mayBeNull: boolean): Code {
  const representation = typeRepresentation(type)
  const wide = representation === 'bigint'
  const result = wide || mayBeNull ? emitter.local(js) : js
  return {
    js: wide ? `BigInt(${result})` : result,
    representation,
    isNull: mayBeNull ? `${result} === null` : null,
    range: typeRange(type),
  }
}

/** The largest text that a function builds. */
export const maxTextLength = 64 * 1024 * 1024

export function checkTextLength(length: number, name: string): void {
  if (length > maxTextLength) {
    throw new SqlError(
      'limit_exceeded',
      `Result of ${name}() was larger than ${maxTextLength} characters`,
    )
  }
}
