import { SqlError } from '../base/errors.ts'
import { decimalType, defaultCollation, type SqlType, types } from '../types/sql-type.ts'
import { normalizeInteger, type SqlValue, type TypedValue } from '../types/value.ts'

/** What may be given for a `?`. Plain objects and arrays are taken as JSON. */
export type Parameter =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly unknown[]
  | { readonly [key: string]: unknown }

const nullValue: TypedValue = { type: types.null, value: null }
const trueValue: TypedValue = { type: types.boolean, value: 1 }
const falseValue: TypedValue = { type: types.boolean, value: 0 }

/** A JavaScript value as SQL sees it. */
export function typedParameter(value: unknown, position: number): TypedValue {
  switch (typeof value) {
    case 'number':
      return { type: isWhole(value) ? types.bigint : types.double, value }
    case 'string':
      return textValue(value, position)
    case 'boolean':
      return value ? trueValue : falseValue
    case 'bigint':
      return bigintValue(value)
    case 'object':
      return value === null ? nullValue : objectValue(value, position)
    default:
      throw new SqlError(
        'wrong_usage',
        `parameter ${position + 1} is ${typeof value}; give null for NULL`,
      )
  }
}

/** Half a surrogate pair has no UTF-8, so storing it would change it. */
function textValue(value: string, position: number): TypedValue {
  if (!(value as string & { isWellFormed(): boolean }).isWellFormed()) {
    const message = `Incorrect string value: parameter ${position + 1} has an unpaired surrogate`
    throw new SqlError('incorrect_value', message)
  }
  return { type: types.text, value }
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0)
}

function bigintValue(value: bigint): TypedValue {
  const normal = normalizeInteger(value)
  if (BigInt.asIntN(64, value) === value) return { type: types.bigint, value: normal }
  if (BigInt.asUintN(64, value) === value) return { type: types.unsignedBigint, value }
  return { type: decimalType(65, 0), value }
}

function objectValue(value: object, position: number): TypedValue {
  if (value instanceof Uint8Array) return { type: types.blob, value }
  if (value instanceof Date) {
    const time = value.getTime()
    if (Number.isNaN(time)) {
      throw new SqlError('wrong_usage', `parameter ${position + 1} is an invalid Date`)
    }
    return { type: types.datetime, value: time }
  }
  if (value instanceof ArrayBuffer) return { type: types.blob, value: new Uint8Array(value) }
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    return { type: types.blob, value: bytes }
  }
  try {
    return { type: types.json, value: JSON.stringify(value) }
  } catch (cause) {
    const message = `parameter ${position + 1} cannot be written as JSON`
    throw new SqlError('wrong_usage', message, { cause })
  }
}

/** The parameters of one execution. */
export interface BoundParameters {
  readonly types: readonly SqlType[]
  readonly values: readonly SqlValue[]
  /** Equal for equal types. */
  readonly signature: string
}

export function bindParameters(given: readonly unknown[], expected: number): BoundParameters {
  if (given.length !== expected) {
    throw new SqlError(
      'wrong_parameter_count',
      `the statement has ${expected} parameter${expected === 1 ? '' : 's'}, ${given.length} given`,
    )
  }
  if (expected === 0) return noParameters
  return boundParameters(given.map(typedParameter))
}

/** Parameters whose types are known. */
export function boundParameters(given: readonly TypedValue[]): BoundParameters {
  const parameterTypes: SqlType[] = []
  const values: SqlValue[] = []
  let signature = ''
  for (const { type, value } of given) {
    parameterTypes.push(type)
    values.push(value)
    signature += signatureOf(type)
  }
  return { types: parameterTypes, values, signature }
}

const noParameters: BoundParameters = { types: [], values: [], signature: '' }

function signatureOf(type: SqlType): string {
  if (type.kind === 'integer') return type.unsigned ? 'u' : 'i'
  if (type.kind === 'decimal') return `n${type.precision},${type.scale};`
  if (type.kind === 'text' && type.collation !== defaultCollation) return `s${type.collation};`
  return signatures[type.kind]
}

const signatures: Record<SqlType['kind'], string> = {
  null: '0',
  boolean: 'b',
  integer: 'i',
  float: 'f',
  double: 'd',
  decimal: 'n',
  text: 's',
  bytes: 'x',
  date: 'D',
  datetime: 'T',
  timestamp: 'S',
  time: 'C',
  json: 'j',
  enum: 'e',
  set: 'E',
}
