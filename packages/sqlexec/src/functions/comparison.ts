import { collation } from '../types/collation.ts'
import {
  type CollationName,
  decimalType,
  hasMembers,
  isNumeric,
  isTemporal,
  isUuid,
  type SqlType,
  sameType,
  type TemporalType,
  types,
  withoutMembers,
} from '../types/sql-type.ts'
import { asNumber, type Code, type Emitter, type Signature } from './code.ts'
import type { ScalarFunction } from './scalar-function.ts'

const truthRange = { min: 0n, max: 1n }

function comparison(name: string, doc: string, strict: string, loose: string): ScalarFunction {
  return {
    name,
    doc,
    nulls: 'propagate',
    comparison: true,
    instants: true,
    resolve: resolveComparison,
    emit(emitter, [left, right], signature) {
      return predicate(compare(emitter, left, right, signature, strict, loose))
    },
  }
}

export const equal = comparison('=', 'Equal.', '===', '==')

export const comparisonFunctions: readonly ScalarFunction[] = [
  equal,
  comparison('<>', 'Not equal.', '!==', '!='),
  comparison('<', 'Less than.', '<', '<'),
  comparison('<=', 'Less than or equal.', '<=', '<='),
  comparison('>', 'Greater than.', '>', '>'),
  comparison('>=', 'Greater than or equal.', '>=', '>='),
  {
    name: '<=>',
    doc: 'Equal, where two NULLs are equal too.',
    nulls: 'custom',
    comparison: true,
    instants: true,
    resolve: resolveComparison,
    emit(emitter, [left, right], signature) {
      const equals = compare(emitter, left, right, signature, '===', '==')
      if (left.isNull === null && right.isNull === null) return predicate(equals)
      const leftNull = left.isNull ?? 'false'
      const rightNull = right.isNull ?? 'false'
      return predicate(`((${leftNull}) ? (${rightNull}) : (!(${rightNull}) && ${equals}))`)
    },
  },
]

/** The operator that compares the same with its operands exchanged. */
export const mirrored = {
  '=': '=',
  '<=>': '<=>',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
} as const

export type ComparisonOperator = keyof typeof mirrored

export function isComparisonOperator(name: string): name is ComparisonOperator {
  return Object.hasOwn(mirrored, name)
}

function predicate(js: string): Code {
  return { js, representation: 'boolean', isNull: null, range: truthRange }
}

function compare(
  emitter: Emitter,
  left: Code,
  right: Code,
  { args: [type] }: Signature,
  strict: string,
  loose: string,
): string {
  if (type.kind === 'text') {
    const { compare: order, equal: same, name } = collation(type.collation)
    if (strict === '===') {
      if (name === 'utf8mb4_bin') return `(${left.js} === ${right.js})`
      return `${emitter.constant(same)}(${left.js}, ${right.js})`
    }
    if (strict === '!==') return `!${emitter.constant(same)}(${left.js}, ${right.js})`
    return `(${emitter.constant(order)}(${left.js}, ${right.js}) ${strict} 0)`
  }
  if (type.kind === 'bytes') {
    return `(${emitter.constant(compareBytes)}(${left.js}, ${right.js}) ${strict} 0)`
  }
  if (isFloating(type)) return compareDoubles(emitter, present(left), present(right), strict)
  // JavaScript compares numbers with bigints exactly; only strict equality tells them apart.
  const operator = (left.representation === 'bigint') === (right.representation === 'bigint')
  return `(${plain(left)} ${operator ? strict : loose} ${plain(right)})`
}

/** NaN equals itself and lies above all numbers, as ORDER BY, GROUP BY, joins and indexes have it. */
function compareDoubles(emitter: Emitter, a: string, b: string, operator: string): string {
  const left = emitter.local(a)
  const right = emitter.local(b)
  const leftNaN = `${left} !== ${left}`
  const rightNaN = `${right} !== ${right}`
  switch (operator) {
    case '===':
      return `(${left} === ${right} || (${leftNaN} && ${rightNaN}))`
    case '!==':
      return `(${left} !== ${right} && !(${leftNaN} && ${rightNaN}))`
    case '<':
      return `(${left} < ${right} || (${rightNaN} && !(${leftNaN})))`
    case '<=':
      return `(${left} <= ${right} || ${rightNaN})`
    case '>':
      return `(${left} > ${right} || (${leftNaN} && !(${rightNaN})))`
    default:
      return `(${left} >= ${right} || ${leftNaN})`
  }
}

/** The value, or anything where it is NULL, as code that runs for every row. */
function present(code: Code): string {
  return code.isNull === null ? plain(code) : `(${code.isNull}) ? 0 : ${plain(code)}`
}

function plain(code: Code): string {
  return code.representation === 'boolean' ? asNumber(code) : code.js
}

/** Lexicographic order of unsigned bytes. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    if (left[i] !== right[i]) return left[i] - right[i]
  }
  return left.length - right.length
}

function resolveComparison(args: readonly SqlType[]) {
  if (args.length !== 2) return 'a comparison takes two operands'
  const [left, right] = args
  const both = comparableType(left, right)
  // Integers of all sizes compare as they are; so do decimals of one scale.
  const keep = (type: SqlType) => (both.kind === 'integer' ? type : both)
  return { args: [keep(left), keep(right)], type: types.truth }
}

/** The type in which two values are compared, by MySQL 8's rules (reference manual, "Type Conversion in Expression Evaluation"). */
export function comparableType(a: SqlType, b: SqlType): SqlType {
  if (hasMembers(a) && sameType(a, b)) return a
  const left = comparableOperand(a, b)
  const right = comparableOperand(b, a)
  if (left.kind === 'null') return right.kind === 'null' ? types.bigint : right
  if (right.kind === 'null') return left
  if (left.kind === 'json' || right.kind === 'json') return comparableJson(left, right)
  if (isNumeric(left) && isNumeric(right)) return comparableNumeric(left, right)
  if (left.kind === 'text' && right.kind === 'text') {
    return { ...types.text, collation: strongerCollation(left.collation, right.collation) }
  }
  if (isUuid(left) || isUuid(right)) return types.uuid
  if (left.kind === 'bytes' || right.kind === 'bytes') {
    return isNumeric(left) || isNumeric(right) ? types.double : types.blob
  }
  if (isTemporal(left) && isTemporal(right)) return comparableTemporal(left, right)
  if (isTemporal(left) && right.kind === 'text') return temporalForText(left)
  if (isTemporal(right) && left.kind === 'text') return temporalForText(right)
  return types.double
}

/** ENUM and SET beside a number are their numbers, beside anything else their texts. */
function comparableOperand(type: SqlType, other: SqlType): SqlType {
  if (!hasMembers(type)) return type
  return isNumeric(other) ? types.bigint : withoutMembers(type)
}

/** Text meets a document as a string in JSON; a number as the number that the document is. */
function comparableJson(left: SqlType, right: SqlType): SqlType {
  const other = left.kind === 'json' ? right : left
  if (other.kind === 'json' || other.kind === 'text') return types.json
  return comparableType(types.text, other)
}

/** A DATE meets text as a DATETIME, since the text may carry a time of day. */
function temporalForText(type: SqlType): SqlType {
  return type.kind === 'date' ? types.datetime : type
}

function comparableNumeric(left: SqlType, right: SqlType): SqlType {
  if (isFloating(left) || isFloating(right)) return types.double
  const a = asDecimal(left)
  const b = asDecimal(right)
  if (left.kind !== 'decimal' && right.kind !== 'decimal') return types.bigint
  const scale = Math.max(a.scale, b.scale)
  const digits = Math.max(a.precision - a.scale, b.precision - b.scale)
  return decimalType(digits + scale, scale)
}

function comparableTemporal(left: SqlType, right: SqlType): SqlType {
  if (left.kind === 'date' && right.kind === 'date') return left
  if (left.kind === 'time' && right.kind === 'time') return finer(left, right)
  const fraction = finer(
    left.kind === 'date' ? types.datetime : (left as TemporalType),
    right.kind === 'date' ? types.datetime : (right as TemporalType),
  ).fsp
  const kind = left.kind === 'timestamp' && right.kind === 'timestamp' ? 'timestamp' : 'datetime'
  return { kind, fsp: fraction }
}

function finer(left: TemporalType, right: TemporalType): TemporalType {
  return (left.fsp ?? 3) >= (right.fsp ?? 3) ? left : right
}

function strongerCollation(left: CollationName, right: CollationName): CollationName {
  if (left === right) return left
  if (left === 'utf8mb4_bin' || right === 'utf8mb4_bin') return 'utf8mb4_bin'
  return 'utf8mb4_0900_as_cs'
}

export function isFloating(type: SqlType): boolean {
  return type.kind === 'float' || type.kind === 'double'
}

/** A numeric type as the decimal that holds all of its values: integers with scale 0. */
export function asDecimal(type: SqlType): { precision: number; scale: number } {
  if (type.kind === 'decimal') return type
  if (type.kind === 'boolean') return { precision: 1, scale: 0 }
  if (type.kind !== 'integer') return { precision: 20, scale: 0 }
  const digits = { 8: 3, 16: 5, 24: 8, 32: 10, 64: type.unsigned ? 20 : 19 }
  return { precision: digits[type.bits], scale: 0 }
}
