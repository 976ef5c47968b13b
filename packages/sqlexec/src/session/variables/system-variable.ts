import { SqlError } from '../../base/errors.ts'
import { formatValue } from '../../functions/format-value.ts'
import { type SqlType, types } from '../../types/sql-type.ts'
import type { SqlValue, TypedValue } from '../../types/value.ts'

/** The values that a variable takes. */
export type VariableKind =
  /** Held as 1 and 0, shown as ON and OFF. */
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number | bigint }
  | { readonly kind: 'double'; readonly min: number; readonly max: number }
  /** One of some words, or its number. */
  | { readonly kind: 'enumeration'; readonly words: readonly string[] }
  | { readonly kind: 'text'; readonly nullable: boolean }

export interface SystemVariable {
  readonly name: string
  /** 'session': without a global value; 'global': without one of the session. */
  readonly scope: 'both' | 'global' | 'session'
  /** Whether SET refuses it: `sessionReadOnly` in the session alone. */
  readonly readOnly: boolean
  readonly sessionReadOnly: boolean
  readonly kind: VariableKind
  readonly default: SqlValue
  /** The only values under which the engine answers as MySQL would; `null`: all of the kind's. */
  readonly supported: readonly SqlValue[] | null
  /** Checks a value and answers it as the variable shows it. */
  readonly normalize: ((value: string) => string) | null
}

/** The type of `@@name`. */
export function typeOfVariable({ kind }: SystemVariable): SqlType {
  switch (kind.kind) {
    case 'boolean':
      return types.bigint
    case 'integer':
      return types.unsignedBigint
    case 'double':
      return types.double
    default:
      return types.text
  }
}

/** The value as SHOW VARIABLES has it. */
export function variableText({ kind }: SystemVariable, value: SqlValue): string {
  if (value === null) return ''
  if (kind.kind === 'boolean') return value === 0 ? 'OFF' : 'ON'
  if (kind.kind === 'double') return Number(value).toFixed(6)
  return String(value)
}

/** A value for a variable, and what was wrong with the one that was given. */
export interface FittedValue {
  readonly value: SqlValue
  readonly warning: string | null
}

/**
 * The value that a variable takes when it is set. A number beyond the bounds becomes the nearest within, with a warning.
 *
 * @throws SqlError `wrong_variable_type`, `wrong_variable_value`, or `unsupported` where the engine could not keep its promise
 */
export function fitVariable(variable: SystemVariable, given: TypedValue): FittedValue {
  const fitted = fitKind(variable, given)
  const { supported, name } = variable
  if (supported !== null && !supported.includes(fitted.value)) {
    const wanted = supported.map((value) => `'${variableText(variable, value)}'`).join(', ')
    throw new SqlError(
      'unsupported',
      `${name} = '${variableText(variable, fitted.value)}' is not supported; it can be ${wanted}`,
    )
  }
  return fitted
}

function fitKind(variable: SystemVariable, given: TypedValue): FittedValue {
  const { kind } = variable
  const { type, value } = given
  switch (kind.kind) {
    case 'boolean':
      return exactly(fitBoolean(variable, given))
    case 'integer': {
      if (value === null) throw wrongValue(variable, given)
      if (type.kind !== 'integer' && type.kind !== 'boolean') throw wrongType(variable)
      return within(variable, value as number | bigint, kind.min, kind.max)
    }
    case 'double': {
      if (value === null) throw wrongValue(variable, given)
      const number = numberOf(given)
      if (number === null) throw wrongType(variable)
      return within(variable, number, kind.min, kind.max)
    }
    case 'enumeration': {
      const word = wordOf(kind.words, given)
      if (word === undefined) throw wrongValue(variable, given)
      return exactly(word)
    }
    case 'text': {
      if (value === null) {
        if (!kind.nullable) throw wrongValue(variable, given)
        return exactly(null)
      }
      if (type.kind !== 'text' && type.kind !== 'bytes') throw wrongType(variable)
      const text = formatValue(value, type)
      return exactly(variable.normalize ? variable.normalize(text) : text)
    }
  }
}

function exactly(value: SqlValue): FittedValue {
  return { value, warning: null }
}

function fitBoolean(variable: SystemVariable, given: TypedValue): SqlValue {
  const { type, value } = given
  if (type.kind === 'integer' || type.kind === 'boolean') {
    if (value === 0 || value === 1) return value
    throw wrongValue(variable, given)
  }
  if (type.kind !== 'text') throw value === null ? wrongValue(variable, given) : wrongType(variable)
  const word = String(value).toUpperCase()
  if (word === 'ON' || word === 'TRUE') return 1
  if (word === 'OFF' || word === 'FALSE') return 0
  throw wrongValue(variable, given)
}

function within(
  { name }: SystemVariable,
  value: number | bigint,
  min: number,
  max: number | bigint,
): FittedValue {
  const fitted = value < min ? min : value > max ? max : value
  const warning = fitted === value ? null : `Truncated incorrect ${name} value: '${value}'`
  return { value: fitted, warning }
}

function numberOf({ type, value }: TypedValue): number | null {
  switch (type.kind) {
    case 'integer':
    case 'boolean':
    case 'float':
    case 'double':
      return Number(value)
    case 'decimal':
      return Number(formatValue(value as number | bigint, type))
    default:
      return null
  }
}

function wordOf(words: readonly string[], { type, value }: TypedValue): string | undefined {
  if (type.kind === 'integer') return words[Number(value)]
  if (type.kind !== 'text') return undefined
  const wanted = String(value).toUpperCase()
  return words.find((word) => word.toUpperCase() === wanted)
}

function wrongType({ name }: SystemVariable): SqlError {
  return new SqlError('wrong_variable_type', `Incorrect argument type to variable '${name}'`)
}

function wrongValue({ name }: SystemVariable, { type, value }: TypedValue): SqlError {
  return wrongVariableValue(name, value === null ? 'NULL' : formatValue(value, type))
}

export function wrongVariableValue(name: string, value: string): SqlError {
  const message = `Variable '${name}' can't be set to the value of '${value}'`
  return new SqlError('wrong_variable_value', message)
}
