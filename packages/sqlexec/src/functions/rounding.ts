import { SqlError } from '../base/errors.ts'
import { powerOfTen, rescaleDecimal } from '../types/decimal.ts'
import { type DecimalType, decimalType, type SqlType, types } from '../types/sql-type.ts'
import { normalizeInteger, type SqlValue } from '../types/value.ts'
import { numericOperand } from './arithmetic.ts'
import {
  asNumber,
  type Code,
  type Emitter,
  type IntegerRange,
  isSafe,
  type Signature,
} from './code.ts'
import { isFloating } from './comparison.ts'
import { plainFunction, typedFunction, wrongCount } from './define.ts'
import { checkInteger, overflow, rangeOf, typeRange } from './integer-code.ts'
import type { ConstantArgument, ResolvedCall, ScalarFunction } from './scalar-function.ts'

/** Digits of the whole part up to which FLOOR and CEIL of a decimal are a BIGINT. */
const longestInteger = 18

export const roundingFunctions: readonly ScalarFunction[] = [
  {
    name: 'ABS',
    doc: 'Absolute value.',
    nulls: 'propagate',
    resolve(args) {
      if (args.length !== 1) return wrongCount('ABS')
      const type = wholeOperand(args[0])
      return { args: [type], type: type.kind === 'integer' ? bigintLike(type) : type }
    },
    emit: emitAbsolute,
  },
  plainFunction({
    name: 'SIGN',
    doc: '−1, 0 or 1 by the sign of a number.',
    parameters: [types.double],
    returns: types.int,
    implementation: (x: number) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  }),
  towards('FLOOR', 'The largest integer that is not larger.', Math.floor, (rest) => rest < 0),
  towards('CEIL', 'The smallest integer that is not smaller.', Math.ceil, (rest) => rest > 0),
  typedFunction({
    name: 'ROUND',
    doc: 'A number rounded to digits after the point, or before it where negative: exact numbers half away from zero, doubles half to even.',
    resolve: (args, constants) => resolveRounding('ROUND', args, constants),
    implement: (signature) => rounder(signature, false),
  }),
  typedFunction({
    name: 'TRUNCATE',
    doc: 'A number cut off to digits after the point, or before it where negative.',
    resolve: (args, constants) => resolveRounding('TRUNCATE', args, constants),
    implement: (signature) => rounder(signature, true),
  }),
]

/** A number as arithmetic takes it; a float as a double. */
function wholeOperand(type: SqlType): SqlType {
  const operand = numericOperand(type)
  return isFloating(operand) ? types.double : operand
}

function bigintLike(type: SqlType): SqlType {
  return type.kind === 'integer' && type.unsigned ? types.unsignedBigint : types.bigint
}

function emitAbsolute(emitter: Emitter, [operand]: readonly Code[], { type }: Signature): Code {
  if (isFloating(type)) {
    const js = `Math.abs(${asNumber(operand)})`
    return { js, representation: 'number', isNull: null, range: null }
  }
  const { min, max } = rangeOf(operand)
  if (min >= 0n) return operand
  const range: IntegerRange = { min: 0n, max: -min > max ? -min : max }
  const js =
    operand.representation === 'bigint'
      ? `${emitter.constant(absoluteBigint)}(${operand.js})`
      : `Math.abs(${asNumber(operand)})`
  const representation = operand.representation === 'bigint' ? 'bigint' : 'number'
  const code: Code = { js, representation, isNull: null, range }
  return type.kind === 'integer' ? checkInteger(emitter, code, type.unsigned) : code
}

function absoluteBigint(value: bigint): bigint {
  return value < 0n ? -value : value
}

/** FLOOR and CEIL. `steps`: whether a remainder (of the dividend's sign) calls for one step beyond the truncated quotient. */
function towards(
  name: 'FLOOR' | 'CEIL',
  doc: string,
  round: (x: number) => number,
  steps: (rest: number | bigint) => boolean,
): ScalarFunction {
  const step = name === 'FLOOR' ? -1 : 1
  const divide = (value: number, unit: number): number => {
    const rest = value % unit
    return (value - rest) / unit + (steps(rest) ? step : 0)
  }
  const divideBigint = (value: bigint, unit: bigint): bigint =>
    value / unit + (steps(value % unit) ? BigInt(step) : 0n)
  return {
    name,
    doc,
    nulls: 'propagate',
    resolve(args) {
      if (args.length !== 1) return wrongCount(name)
      const type = wholeOperand(args[0])
      return { args: [type], type: integralType(type) }
    },
    emit(emitter, [operand], { args: [from] }) {
      if (isFloating(from)) {
        const js = `(${emitter.constant(round)}(${asNumber(operand)}) + 0)`
        return { js, representation: 'number', isNull: null, range: null }
      }
      if (from.kind !== 'decimal' || from.scale === 0) return operand
      const unit = powerOfTen(from.scale)
      const bounds = rangeOf(operand)
      const range = { min: bounds.min / unit - 1n, max: bounds.max / unit + 1n }
      if (operand.representation !== 'bigint' && isSafe({ min: unit, max: unit })) {
        const js = `${emitter.constant(divide)}(${asNumber(operand)}, ${emitter.constant(Number(unit))})`
        return { js, representation: 'number', isNull: null, range }
      }
      const wide = operand.representation === 'bigint' ? operand.js : `BigInt(${asNumber(operand)})`
      const js = `${emitter.constant(divideBigint)}(${wide}, ${emitter.constant(unit)})`
      return { js, representation: 'bigint', isNull: null, range }
    },
  }
}

function integralType(type: SqlType): SqlType {
  if (type.kind === 'integer') return bigintLike(type)
  if (type.kind !== 'decimal') return types.double
  const digits = type.precision - type.scale + 1
  if (digits > longestInteger) return decimalType(Math.min(digits, 65), 0, type.unsigned)
  return type.unsigned ? types.unsignedBigint : types.bigint
}

function resolveRounding(
  name: 'ROUND' | 'TRUNCATE',
  args: readonly SqlType[],
  constants: readonly ConstantArgument[],
): ResolvedCall | string {
  if (args.length !== 2 && (args.length !== 1 || name === 'TRUNCATE')) return wrongCount(name)
  const type = wholeOperand(args[0])
  const wanted = args.length === 1 ? [type] : [type, integerLike(args[1])]
  if (type.kind === 'integer') return { args: wanted, type: bigintLike(type) }
  if (type.kind !== 'decimal') return { args: wanted, type }
  const digits = args.length === 1 ? 0 : constants[1]
  return { args: wanted, type: roundedDecimal(type, digits, name === 'ROUND' ? 1 : 0) }
}

function integerLike(type: SqlType): SqlType {
  return type.kind === 'integer' ? type : types.bigint
}

const mostScale = 30

/** The scale follows a constant number of digits; otherwise the operand's, with zeros at the end. */
function roundedDecimal(type: DecimalType, digits: ConstantArgument, carry: number): DecimalType {
  if (typeof digits !== 'number' && typeof digits !== 'bigint') {
    return decimalType(Math.min(type.precision + carry, 65), type.scale, type.unsigned)
  }
  const scale = Math.max(0, Math.min(Number(digits), mostScale))
  const grows = scale < type.scale ? carry : 0
  const precision = Math.max(1, type.precision - (type.scale - scale) + grows)
  return decimalType(Math.min(precision, 65), scale, type.unsigned)
}

/** The kernel of ROUND or TRUNCATE for the types of a call. */
function rounder(
  { args: [from], type }: Signature,
  truncates: boolean,
): (value: number, digits?: number | bigint) => SqlValue {
  if (type.kind === 'double') {
    return (value, digits = 0) => roundDouble(value, Number(digits), truncates)
  }
  const fromScale = from.kind === 'decimal' ? from.scale : 0
  const toScale = type.kind === 'decimal' ? type.scale : 0
  const limits = type.kind === 'integer' ? typeRange(type) : null
  const rescale = truncates ? truncateScale : rescaleDecimal
  return (value: number | bigint, digits = 0) => {
    const kept = Math.max(-80, Math.min(Number(digits), fromScale))
    const result = rescaleDecimal(rescale(value, fromScale, kept), kept, toScale)
    if (limits && (result < limits.min || result > limits.max)) throw overflow('BIGINT')
    if (type.kind === 'decimal') checkDigits(result, type)
    return result
  }
}

function checkDigits(value: number | bigint, type: DecimalType): void {
  if (typeof value === 'number') return
  if ((value < 0n ? -value : value) >= powerOfTen(type.precision)) {
    throw new SqlError('numeric_overflow', 'DECIMAL value is out of range')
  }
}

/** As `rescaleDecimal`, cut off instead of rounded. */
function truncateScale(
  value: number | bigint,
  fromScale: number,
  toScale: number,
): number | bigint {
  if (toScale >= fromScale) return rescaleDecimal(value, fromScale, toScale)
  const unit = powerOfTen(fromScale - toScale)
  if (typeof value === 'bigint' || unit > 9007199254740991n) {
    return normalizeInteger(BigInt(value) / unit)
  }
  const divisor = Number(unit)
  return (value - (value % divisor)) / divisor + 0
}

/** Rounds half to even at the digit, as MySQL does with C's rint; what the power of ten would overflow stays. */
export function roundDouble(value: number, digits: number, truncates: boolean): number {
  const unit = 10 ** Math.abs(digits)
  const round = truncates ? Math.trunc : roundHalfEven
  if (digits < 0) return unit === Number.POSITIVE_INFINITY ? 0 : round(value / unit) * unit + 0
  const scaled = value * unit
  return Number.isFinite(scaled) ? round(scaled) / unit + 0 : value
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest < 0.5) return floor
  return rest > 0.5 || floor % 2 !== 0 ? floor + 1 : floor
}
