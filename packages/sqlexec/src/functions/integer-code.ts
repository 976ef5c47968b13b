import { SqlError } from '../base/errors.ts'
import { isBit, type SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { asBigint, asNumber, type Code, type Emitter, type IntegerRange, isSafe } from './code.ts'

/**
 * Exact integer arithmetic in generated code. Bounds decide the representation before the loop runs: where they prove that
 * the result fits ±(2^53 − 1), plain numbers; otherwise bigints, checked against the type where it has 64 bits.
 */

const signed64: IntegerRange = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
const unsigned64: IntegerRange = { min: 0n, max: 2n ** 64n - 1n }
const safe64: IntegerRange = { min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n }

/** The bounds that a type alone proves; `null` for types that are not exact. */
export function typeRange(type: SqlType): IntegerRange | null {
  switch (type.kind) {
    case 'boolean':
      return { min: 0n, max: 1n }
    case 'integer': {
      const bits = BigInt(isBit(type) ? type.width : type.bits)
      if (type.unsigned) return { min: 0n, max: 2n ** bits - 1n }
      return { min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n }
    }
    case 'decimal': {
      const max = 10n ** BigInt(type.precision) - 1n
      return { min: type.unsigned ? 0n : -max, max }
    }
    case 'enum':
      // −1 stands for a text that is no member.
      return { min: -1n, max: BigInt(type.members.length) }
    case 'set':
      return { min: -1n, max: 2n ** BigInt(type.members.length) - 1n }
    case 'date':
      return { min: -(2n ** 31n), max: 2n ** 31n - 1n }
    case 'datetime':
    case 'timestamp':
    case 'time':
      return signed64
    default:
      return null
  }
}

/** The bounds of a code: what it brings, else what its representation proves. */
export function rangeOf(code: Code): IntegerRange {
  if (code.range !== null) return code.range
  return code.representation === 'bigint' ? unboundedRange : safe64
}

const unboundedRange: IntegerRange = { min: -(10n ** 65n), max: 10n ** 65n }

type Operator = '+' | '-' | '*'

/** `left operator right` over integers, with no check against any type. */
export function integerOperation(operator: Operator, left: Code, right: Code): Code {
  const range = operationRange(operator, rangeOf(left), rangeOf(right))
  if (isSafe(range) && !isBig(left) && !isBig(right)) {
    const js = `(${asNumber(left)} ${operator} ${asNumber(right)})`
    // A product with zero may be −0, which no integer is.
    return {
      js: operator === '*' ? `(${js} + 0)` : js,
      representation: 'number',
      isNull: null,
      range,
    }
  }
  const js = `(${asBigint(left)} ${operator} ${asBigint(right)})`
  return { js, representation: 'bigint', isNull: null, range }
}

function isBig(code: Code): boolean {
  return code.representation === 'bigint'
}

function operationRange(operator: Operator, a: IntegerRange, b: IntegerRange): IntegerRange {
  if (operator === '+') return { min: a.min + b.min, max: a.max + b.max }
  if (operator === '-') return { min: a.min - b.max, max: a.max - b.min }
  const products = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max]
  return {
    min: products.reduce((x, y) => (x < y ? x : y)),
    max: products.reduce((x, y) => (x > y ? x : y)),
  }
}

/** An integer constant as code. */
export function integerConstant(emitter: Emitter, value: bigint): Code {
  const range = { min: value, max: value }
  const small = isSafe(range)
  return {
    js: emitter.constant(small ? Number(value) : value),
    representation: small ? 'number' : 'bigint',
    isNull: null,
    range,
  }
}

/** `code × 10^digits`. */
export function scaleUp(emitter: Emitter, code: Code, digits: number): Code {
  if (digits === 0) return code
  return integerOperation('*', code, integerConstant(emitter, 10n ** BigInt(digits)))
}

/** Makes sure that a result lies within its 64-bit type: an error at run time where the bounds do not prove it. */
export function checkInteger(emitter: Emitter, code: Code, unsigned: boolean): Code {
  const limits = unsigned ? unsigned64 : signed64
  const range = rangeOf(code)
  if (range.min >= limits.min && range.max <= limits.max) return code
  const clamped = {
    min: range.min > limits.min ? range.min : limits.min,
    max: range.max < limits.max ? range.max : limits.max,
  }
  const check = emitter.constant(unsigned ? checkUnsigned : checkSigned)
  if (code.representation === 'number') {
    const js = emitter.local(
      `${emitter.constant(unsigned ? checkUnsignedNumber : identity)}(${code.js})`,
    )
    return { ...code, js, range: clamped }
  }
  return { ...code, js: emitter.local(`${check}(${code.js})`), range: clamped }
}

function identity(value: number): number {
  return value
}

function checkUnsignedNumber(value: number): number {
  if (value < 0) throw overflow('BIGINT UNSIGNED')
  return value
}

function checkSigned(value: bigint): bigint {
  if (value < signed64.min || value > signed64.max) throw overflow('BIGINT')
  return value
}

function checkUnsigned(value: bigint): bigint {
  if (value < 0n || value > unsigned64.max) throw overflow('BIGINT UNSIGNED')
  return value
}

export function overflow(typeName: string): SqlError {
  return new SqlError('numeric_overflow', `${typeName} value is out of range`)
}

/** A range widened to a power of sixteen, so that chunks with similar bounds share one variant of the code. */
export function bucketRange(range: IntegerRange | null): {
  readonly key: string
  readonly range: IntegerRange | null
} {
  if (range === null) return { key: '', range: null }
  const magnitude = -range.min > range.max ? -range.min : range.max
  const nibbles = magnitude === 0n ? 0 : magnitude.toString(16).length
  const max = 16n ** BigInt(nibbles) - 1n
  const negative = range.min < 0n
  return { key: `${negative ? '-' : '+'}${nibbles}`, range: { min: negative ? -max : 0n, max } }
}

/** The bounds of one value of a type that counts in integers; `null` for others and for NULL. */
export function integerRange(value: SqlValue, type: SqlType): IntegerRange | null {
  if (value === null || typeRange(type) === null) return null
  const exact = BigInt(value as number | bigint)
  return { min: exact, max: exact }
}
