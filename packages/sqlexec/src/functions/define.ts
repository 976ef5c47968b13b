import { SqlError } from '../base/errors.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { asNumber, type Code, type Emitter, type Representation } from './code.ts'
import { typeRange } from './integer-code.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** A function given by the types it takes and a JavaScript function over values that are not NULL. */
export interface PlainFunction {
  readonly name: string
  readonly doc: string
  /** The parameters' types; those after `required` may be left out. With `rest`, the last may be repeated. */
  readonly parameters: readonly SqlType[]
  readonly required?: number
  readonly rest?: boolean
  /** The type of the result, perhaps by the types that were given. */
  readonly returns: SqlType | ((args: readonly SqlType[]) => SqlType)
  /** Whether `implementation` may answer null. */
  readonly mayBeNull?: boolean
  readonly volatile?: boolean
  /** `implementation` takes the StatementEnvironment first. */
  readonly contextual?: boolean
  implementation(...args: never[]): SqlValue
}

/** Makes a scalar function of a plain one. NULL arguments make NULL without a call. */
export function plainFunction(definition: PlainFunction): ScalarFunction {
  const { name, doc, parameters, implementation } = definition
  const required = definition.required ?? parameters.length
  return {
    name,
    doc,
    nulls: 'propagate',
    volatile: definition.volatile,
    contextual: definition.contextual,
    resolve(args) {
      if (args.length < required || (args.length > parameters.length && !definition.rest)) {
        return `Incorrect parameter count in the call to native function '${name}'`
      }
      const wanted = args.map((_, i) => parameters[Math.min(i, parameters.length - 1)])
      const type =
        typeof definition.returns === 'function' ? definition.returns(args) : definition.returns
      return { args: wanted, type, mayBeNull: definition.mayBeNull }
    },
    emit(emitter, args, { type }) {
      const run = implementation as (...args: unknown[]) => SqlValue
      const context = definition.contextual ? [emitter.environment()] : []
      const call = emitCallOf(emitter, run, args, context)
      return resultCode(emitter, call, type, definition.mayBeNull ?? false)
    },
  }
}

/** A call of a JavaScript function over codes. Integers are handed over as numbers, or bigints where they are not safe. */
export function emitCallOf(
  emitter: Emitter,
  implementation: (...args: unknown[]) => SqlValue,
  args: readonly Code[],
  before: readonly string[] = [],
): string {
  const values = args.map((arg) => (arg.representation === 'boolean' ? asNumber(arg) : arg.js))
  return `${emitter.constant(implementation)}(${[...before, ...values].join(', ')})`
}

/** The code of a value of a type that a JavaScript function has answered. */
export function resultCode(emitter: Emitter, js: string, type: SqlType, mayBeNull: boolean): Code {
  const representation = resultRepresentation(type)
  const wide = representation === 'bigint'
  const result = wide || mayBeNull ? emitter.local(js) : js
  return {
    js: wide ? `BigInt(${result})` : result,
    representation,
    isNull: mayBeNull ? `${result} === null` : null,
    range: typeRange(type),
  }
}

/** Integers of 64 bits may be unsafe, so they come as bigints; what counts little things is declared as a 32-bit integer. */
function resultRepresentation(type: SqlType): Representation {
  switch (type.kind) {
    case 'text':
    case 'json':
      return 'string'
    case 'bytes':
      return 'bytes'
    case 'integer':
      return type.bits === 64 ? 'bigint' : 'number'
    case 'decimal':
      return type.precision > 15 ? 'bigint' : 'number'
    case 'datetime':
    case 'timestamp':
    case 'time':
      return (type.fsp ?? 3) <= 3 ? 'number' : 'bigint'
    default:
      return 'number'
  }
}

/** An integer argument as a number; beyond the safe integers as the nearest. */
export function integerArgument(value: number | bigint): number {
  return Number(value)
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

export const textParameter = types.text
export const integerParameter = types.bigint
