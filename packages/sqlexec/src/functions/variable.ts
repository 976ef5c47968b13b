import { isTextual, type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue, TypedValue } from '../types/value.ts'
import { castValue } from './cast.ts'
import { asValue } from './code.ts'
import { plainFunction, resultCode } from './define.ts'
import type { StatementEnvironment, VariableScope } from './environment.ts'
import { formatValue } from './format-value.ts'
import type { ScalarFunction } from './scalar-function.ts'

// A variable is a function without arguments, so that a plan holds for every value that it takes.

/** `@@name`. */
export function systemVariableFunction(
  scope: VariableScope | null,
  name: string,
  type: SqlType,
): ScalarFunction {
  return plainFunction({
    name: scope === null ? `@@${name}` : `@@${scope}.${name}`,
    doc: 'The value of a system variable.',
    parameters: [],
    returns: type,
    mayBeNull: true,
    contextual: true,
    implementation: ({ session }: StatementEnvironment) => session.systemVariable(scope, name),
  })
}

/**
 * `@name` as a value of `type`, which is the type that the variable had when the statement was bound.
 *
 * @param changing whether the same statement assigns it, so that every row may see another value
 */
export function userVariableFunction(
  name: string,
  type: SqlType,
  changing: boolean,
): ScalarFunction {
  return plainFunction({
    name: `@${name}`,
    doc: 'The value of a user variable.',
    parameters: [],
    returns: type,
    mayBeNull: true,
    contextual: true,
    volatile: changing,
    implementation({ session }: StatementEnvironment) {
      const variable = session.userVariable(name)
      return castValue(variable.value, variable.type, type, { mode: 'implicit' })
    },
  })
}

/** `@name := value`. */
export function assignmentFunction(name: string): ScalarFunction {
  return {
    name: `@${name}:=`,
    doc: 'Sets a user variable and answers its value.',
    nulls: 'custom',
    volatile: true,
    contextual: true,
    sideEffect: true,
    resolve: (args) => ({ args: [variableType(args[0])], type: variableType(args[0]) }),
    emit(emitter, [value], { type }) {
      const assign = (environment: StatementEnvironment, assigned: SqlValue): SqlValue => {
        environment.session.setUserVariable(name, { type, value: assigned })
        return assigned
      }
      const plain = asValue(emitter, value)
      const given = value.isNull === null ? plain : `(${value.isNull}) ? null : ${plain}`
      const call = `${emitter.constant(assign)}(${emitter.environment()}, ${given})`
      return resultCode(emitter, emitter.local(call), type, true)
    },
  }
}

/** The type in which a variable keeps values of a type: whole numbers, decimals, DOUBLE, text or bytes. */
export function variableType(type: SqlType): SqlType {
  switch (type.kind) {
    case 'boolean':
      return types.bigint
    case 'integer':
      return type.unsigned ? types.unsignedBigint : types.bigint
    case 'float':
      return types.double
    case 'text':
      return { ...types.text, collation: type.collation }
    case 'bytes':
      return types.blob
    case 'null':
    case 'decimal':
    case 'double':
      return type
    default:
      return types.text
  }
}

/** A value as a variable keeps it. */
export function variableValue({ type, value }: TypedValue): TypedValue {
  if (value === null) return { type: types.null, value: null }
  const kept = variableType(type)
  const asText = isTextual(kept) && !isTextual(type)
  return { type: kept, value: asText ? formatValue(value, type) : value }
}
