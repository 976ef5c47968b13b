import { divideRounded, divideRoundedBigint } from '../types/decimal.ts'
import { decimalType, type SqlType, types } from '../types/sql-type.ts'
import { asBigint, asNumber, type Code, type Emitter, isSafe, type Signature } from './code.ts'
import { asDecimal, isFloating } from './comparison.ts'
import {
  checkInteger,
  integerConstant,
  integerOperation,
  overflow,
  rangeOf,
  scaleUp,
} from './integer-code.ts'
import type { ResolvedCall, ScalarFunction } from './scalar-function.ts'

/** Digits that a division adds to the dividend's scale, as MySQL's `div_precision_increment`. */
const divisionScale = 4
const maxPrecision = 65
const maxScale = 30

export const arithmeticFunctions: readonly ScalarFunction[] = [
  additive('+', 'Addition.'),
  additive('-', 'Subtraction.'),
  {
    name: '*',
    doc: 'Multiplication.',
    nulls: 'propagate',
    resolve: (args) => resolveNumeric(args, multiplied),
    emit: (emitter, [left, right], signature) =>
      isFloating(signature.type)
        ? floating(emitter, '*', left, right)
        : bounded(emitter, integerOperation('*', left, right), signature.type),
  },
  {
    name: '/',
    doc: 'Division. Exact operands give a decimal with four more digits than the dividend; by zero NULL.',
    nulls: 'propagate',
    resolve: (args) => nullable(resolveNumeric(args, divided)),
    emit: (emitter, args, signature) => emitDivision(emitter, args, signature, rounded),
  },
  {
    name: 'DIV',
    doc: 'Integer division, towards zero; by zero NULL.',
    nulls: 'propagate',
    resolve: (args) => nullable(resolveNumeric(args, integerDivided)),
    emit: emitIntegerDivision,
  },
  {
    name: '%',
    doc: 'Remainder with the sign of the dividend; by zero NULL.',
    nulls: 'propagate',
    resolve: (args) => nullable(resolveNumeric(args, remainder)),
    emit: emitRemainder,
  },
  {
    name: 'NEGATE',
    doc: 'Change of sign.',
    nulls: 'propagate',
    resolve: ([type, ...rest]) => {
      if (type === undefined || rest.length > 0) return 'a change of sign takes one operand'
      const arg = numericOperand(type)
      return { args: [arg], type: arg.kind === 'integer' ? types.bigint : signed(arg) }
    },
    emit: (emitter, [operand], { type }) =>
      isFloating(type)
        ? { ...operand, js: `(-${asNumber(operand)})`, representation: 'number' }
        : bounded(emitter, integerOperation('-', integerConstant(emitter, 0n), operand), type),
  },
]

function signed(type: SqlType): SqlType {
  return type.kind === 'decimal' ? { ...type, unsigned: false } : type
}

function nullable(call: ResolvedCall | string): ResolvedCall | string {
  return typeof call === 'string' ? call : { ...call, mayBeNull: true }
}

/** As what type an operand enters arithmetic: text as a double, a date as the number YYYYMMDD. */
export function numericOperand(type: SqlType): SqlType {
  switch (type.kind) {
    case 'boolean':
    case 'null':
      return types.bigint
    case 'integer':
    case 'double':
    case 'decimal':
      return type
    case 'date':
    case 'datetime':
    case 'timestamp':
    case 'time': {
      const fraction = type.kind === 'date' ? 0 : (type.fsp ?? 0)
      return fraction > 0 ? decimalType(18, fraction) : types.bigint
    }
    default:
      return types.double
  }
}

type ExactRule = (left: SqlType, right: SqlType) => { args: [SqlType, SqlType]; type: SqlType }

function resolveNumeric(args: readonly SqlType[], exact: ExactRule): ResolvedCall | string {
  if (args.length !== 2) return 'an arithmetic operator takes two operands'
  const left = numericOperand(args[0])
  const right = numericOperand(args[1])
  if (isFloating(left) || isFloating(right)) {
    const type = exact === integerDivided ? types.bigint : types.double
    return { args: [types.double, types.double], type }
  }
  return exact(left, right)
}

function isUnsigned(type: SqlType): boolean {
  return (type.kind === 'integer' || type.kind === 'decimal') && type.unsigned
}

function integerResult(left: SqlType, right: SqlType): SqlType {
  return isUnsigned(left) || isUnsigned(right) ? types.unsignedBigint : types.bigint
}

function limited(precision: number, scale: number): SqlType {
  return decimalType(Math.min(precision, maxPrecision), Math.min(scale, maxScale))
}

function added(left: SqlType, right: SqlType): ReturnType<ExactRule> {
  if (left.kind === 'integer' && right.kind === 'integer') {
    return { args: [left, right], type: integerResult(left, right) }
  }
  const a = asDecimal(left)
  const b = asDecimal(right)
  const scale = Math.max(a.scale, b.scale)
  const digits = Math.max(a.precision - a.scale, b.precision - b.scale) + 1
  const rescaled = (d: typeof a) => limited(d.precision - d.scale + scale, scale)
  return { args: [rescaled(a), rescaled(b)], type: limited(digits + scale, scale) }
}

function multiplied(left: SqlType, right: SqlType): ReturnType<ExactRule> {
  if (left.kind === 'integer' && right.kind === 'integer') {
    return { args: [left, right], type: integerResult(left, right) }
  }
  const a = asDecimal(left)
  const b = asDecimal(right)
  // Past the largest scale, operands lose digits rather than the product.
  const excess = Math.max(0, a.scale + b.scale - maxScale)
  const cut = (d: typeof a, by: number) => limited(d.precision - by, d.scale - by)
  const cutLeft = Math.min(a.scale, Math.ceil(excess / 2))
  return {
    args: [cut(a, cutLeft), cut(b, excess - cutLeft)],
    type: limited(a.precision + b.precision, a.scale + b.scale - excess),
  }
}

function divided(left: SqlType, right: SqlType): ReturnType<ExactRule> {
  const a = asDecimal(left)
  const b = asDecimal(right)
  const scale = Math.min(a.scale + divisionScale, maxScale)
  return {
    args: [exactType(left), exactType(right)],
    type: limited(a.precision + b.scale + scale - a.scale, scale),
  }
}

/** An exact operand as it is; a boolean as an integer. */
function exactType(type: SqlType): SqlType {
  return type.kind === 'boolean' ? types.bigint : type
}

function integerDivided(left: SqlType, right: SqlType): ReturnType<ExactRule> {
  return { args: [exactType(left), exactType(right)], type: integerResult(left, right) }
}

function remainder(left: SqlType, right: SqlType): ReturnType<ExactRule> {
  if (left.kind === 'integer' && right.kind === 'integer') {
    return { args: [left, right], type: isUnsigned(left) ? types.unsignedBigint : types.bigint }
  }
  const { args } = added(left, right)
  const a = asDecimal(args[0])
  return { args, type: limited(a.precision, a.scale) }
}

function additive(name: '+' | '-', doc: string): ScalarFunction {
  return {
    name,
    doc,
    nulls: 'propagate',
    resolve: (args) => resolveNumeric(args, added),
    emit: (emitter, [left, right], { type }) =>
      isFloating(type)
        ? floating(emitter, name, left, right)
        : bounded(emitter, integerOperation(name, left, right), type),
  }
}

/** An exact result within its type: 64-bit integers are checked; decimals have digits to spare. */
function bounded(emitter: Emitter, code: Code, type: SqlType): Code {
  return type.kind === 'integer' ? checkInteger(emitter, code, type.unsigned) : code
}

function floating(emitter: Emitter, operator: string, left: Code, right: Code): Code {
  const js = emitter.local(`${asNumber(left)} ${operator} ${asNumber(right)}`)
  emitter.statement(
    `if (!Number.isFinite(${js})) ${emitter.constant(checkFinite)}(${asNumber(left)}, ${asNumber(right)})`,
  )
  return { js, representation: 'number', isNull: null, range: null }
}

/** A result beyond the doubles is an error, unless an operand was infinite or not a number already. */
function checkFinite(left: number, right: number): void {
  if (Number.isFinite(left) && Number.isFinite(right)) throw overflow('DOUBLE')
}

/**
 * Division with all the digits that MySQL computes: they come in groups of nine (`do_div_mod` of its decimal.c), those of both operands
 * and of the quotient, and what is beyond is cut off.
 */
export const wideDivision: ScalarFunction = {
  name: 'WIDE /',
  doc: 'The quotient of an exact division that is computed with further.',
  nulls: 'propagate',
  resolve: (args) => nullable(resolveNumeric(args, dividedWidely)),
  emit: (emitter, args, signature) => emitDivision(emitter, args, signature, cutOff),
}

function dividedWidely(left: SqlType, right: SqlType): ReturnType<ExactRule> {
  const a = asDecimal(left)
  const b = asDecimal(right)
  const digits = inGroups(a.scale) + inGroups(b.scale)
  const missing = divisionScale - (digits - a.scale - b.scale)
  const scale = Math.min(inGroups(digits + Math.max(0, missing)), maxScale)
  return {
    args: [exactType(left), exactType(right)],
    type: limited(a.precision - a.scale + b.scale + scale, scale),
  }
}

/**
 * A product rounded to the scale of its type. Its operands have all digits of a quotient, so that the bounds of most products pass
 * the safe integers though few of their values do.
 */
export const roundedProduct: ScalarFunction = {
  name: 'ROUNDED *',
  doc: 'Multiplication of a quotient.',
  nulls: 'propagate',
  resolve: (args) => resolveNumeric(args, multiplied),
  emit(emitter, [left, right], { args, type }) {
    const unit =
      10n ** BigInt(asDecimal(args[0]).scale + asDecimal(args[1]).scale - asDecimal(type).scale)
    const product = integerOperation('*', left, right)
    const { min, max } = rangeOf(product)
    const range = { min: min / unit - 1n, max: max / unit + 1n }
    if (isSmall(left) && isSmall(right) && isSafe(range) && isSafe({ min: unit, max: unit })) {
      const js = `${emitter.constant(multiplyRounded)}(${asNumber(left)}, ${asNumber(right)}, ${emitter.constant(Number(unit))})`
      return { js, representation: 'number', isNull: null, range }
    }
    const js = `${emitter.constant(divideRoundedBigint)}(${asBigint(product)}, ${emitter.constant(unit)})`
    return { js, representation: 'bigint', isNull: null, range }
  },
}

/** A product that reads as a safe integer is exact. */
function multiplyRounded(left: number, right: number, unit: number): number {
  const product = left * right
  if (Number.isSafeInteger(product)) return divideRounded(product, unit)
  return Number(divideRoundedBigint(BigInt(left) * BigInt(right), BigInt(unit)))
}

function inGroups(digits: number): number {
  return Math.ceil(digits / 9) * 9
}

/** How quotients become integers: of numbers and of bigints; the divisor is not 0. */
interface QuotientKernels {
  readonly divide: (dividend: number, divisor: number) => number
  readonly divideBigint: (dividend: bigint, divisor: bigint) => bigint
}

const rounded: QuotientKernels = { divide: divideRounded, divideBigint: divideRoundedBigint }
const cutOff: QuotientKernels = {
  divide: truncatedQuotient,
  divideBigint: (dividend, divisor) => dividend / divisor,
}

function emitDivision(
  emitter: Emitter,
  [left, right]: readonly Code[],
  { args, type }: Signature,
  { divide, divideBigint }: QuotientKernels,
): Code {
  if (type.kind !== 'decimal') {
    const divisor = emitter.local(asNumber(right))
    return {
      js: `(${asNumber(left)} / ${divisor})`,
      representation: 'number',
      isNull: `${divisor} === 0`,
      range: null,
    }
  }
  const shift = type.scale - asDecimal(args[0]).scale + asDecimal(args[1]).scale
  const dividend = scaleUp(emitter, left, shift)
  const bounds = rangeOf(dividend)
  if (isSafe(bounds) && dividend.representation !== 'bigint' && isSmall(right)) {
    const divisor = emitter.local(asNumber(right))
    const js = `${emitter.constant(divide)}(${asNumber(dividend)}, ${divisor})`
    return { js, representation: 'number', isNull: `${divisor} === 0`, range: bounds }
  }
  const divisor = emitter.local(asBigint(right))
  const js = `${emitter.constant(divideBigint)}(${asBigint(dividend)}, ${divisor})`
  return { js, representation: 'bigint', isNull: `${divisor} === 0n`, range: magnitude(bounds) }
}

function isSmall(code: Code): boolean {
  return code.representation !== 'bigint' && isSafe(rangeOf(code))
}

/** A quotient by an integer is no larger than the dividend, of either sign. */
function magnitude(bounds: { min: bigint; max: bigint }) {
  const low = bounds.min < 0n ? -bounds.min : bounds.min
  const high = bounds.max < 0n ? -bounds.max : bounds.max
  const max = low > high ? low : high
  return { min: -max, max }
}

/** Operands as integers of one scale. */
function aligned(emitter: Emitter, [left, right]: readonly Code[], args: readonly SqlType[]) {
  const a = asDecimal(args[0]).scale
  const b = asDecimal(args[1]).scale
  const scale = Math.max(a, b)
  return [scaleUp(emitter, left, scale - a), scaleUp(emitter, right, scale - b)]
}

function emitIntegerDivision(
  emitter: Emitter,
  codes: readonly Code[],
  { args, type }: Signature,
): Code {
  const unsigned = type.kind === 'integer' && type.unsigned
  if (isFloating(args[0])) {
    const divisor = emitter.local(asNumber(codes[1]))
    const js = `${emitter.constant(wholeQuotient)}(${asNumber(codes[0])}, ${divisor})`
    const quotient: Code = { js, representation: 'bigint', isNull: null, range: null }
    return { ...checkInteger(emitter, quotient, unsigned), isNull: `${divisor} === 0` }
  }
  const [left, right] = aligned(emitter, codes, args)
  const range = magnitude(rangeOf(left))
  if (isSmall(left) && isSmall(right)) {
    const divisor = emitter.local(asNumber(right))
    const js = `(${emitter.constant(truncatedQuotient)}(${asNumber(left)}, ${divisor}))`
    const checked = checkInteger(
      emitter,
      { js, representation: 'number', isNull: null, range },
      unsigned,
    )
    return { ...checked, isNull: `${divisor} === 0` }
  }
  const divisor = emitter.local(asBigint(right))
  const js = `(${divisor} === 0n ? 0n : ${asBigint(left)} / ${divisor})`
  const checked = checkInteger(
    emitter,
    { js, representation: 'bigint', isNull: null, range },
    unsigned,
  )
  return { ...checked, isNull: `${divisor} === 0n` }
}

/** The quotient of doubles without its fraction; 0 by zero, where nobody looks at it. */
function wholeQuotient(dividend: number, divisor: number): bigint {
  if (divisor === 0) return 0n
  const quotient = Math.trunc(dividend / divisor)
  if (!Number.isFinite(quotient)) throw overflow('BIGINT')
  return BigInt(quotient)
}

/** Exact for safe integers, though the double quotient may round up to the next integer. */
function truncatedQuotient(dividend: number, divisor: number): number {
  return (dividend - (dividend % divisor)) / divisor + 0
}

function emitRemainder(emitter: Emitter, codes: readonly Code[], { args, type }: Signature): Code {
  if (isFloating(type)) {
    const divisor = emitter.local(asNumber(codes[1]))
    const js = `(${asNumber(codes[0])} % ${divisor})`
    return { js, representation: 'number', isNull: `${divisor} === 0`, range: null }
  }
  const [left, right] = aligned(emitter, codes, args)
  const range = magnitude(rangeOf(left))
  if (isSmall(left) && isSmall(right)) {
    const divisor = emitter.local(asNumber(right))
    const js = `(${asNumber(left)} % ${divisor} + 0)`
    return { js, representation: 'number', isNull: `${divisor} === 0`, range }
  }
  const divisor = emitter.local(asBigint(right))
  const js = `(${divisor} === 0n ? 0n : ${asBigint(left)} % ${divisor})`
  return { js, representation: 'bigint', isNull: `${divisor} === 0n`, range }
}
