import { types } from '../types/sql-type.ts'
import { baseFunctions } from './base-conversion.ts'
import { plainFunction } from './define.ts'
import { extremeFunctions } from './extremes.ts'
import { overflow } from './integer-code.ts'
import { randomFunctions } from './random.ts'
import { roundingFunctions } from './rounding.ts'
import type { ScalarFunction } from './scalar-function.ts'

const positive = (compute: (x: number) => number) => (x: number) => (x > 0 ? compute(x) : null)

const withinOne = (compute: (x: number) => number) => (x: number) =>
  x >= -1 && x <= 1 ? compute(x) : null

const powers = [
  real('SQRT', 'Square root; NULL of a negative number.', (x) => (x < 0 ? null : Math.sqrt(x))),
  real('EXP', 'e to the power of a number.', Math.exp),
  real('LN', 'Natural logarithm; NULL unless the number is positive.', positive(Math.log)),
  real('LOG2', 'Logarithm to the base 2; NULL unless positive.', positive(Math.log2)),
  real('LOG10', 'Logarithm to the base 10; NULL unless positive.', positive(Math.log10)),
  real(
    'LOG',
    'Natural logarithm, or with two arguments the logarithm of the second to the base of the first.',
    logarithm,
    { least: 1, most: 2 },
  ),
  real('POW', 'A number to the power of another.', (x, y) => x ** y, { least: 2, most: 2 }),
]

const trigonometry = [
  real('SIN', 'Sine of radians.', Math.sin),
  real('COS', 'Cosine of radians.', Math.cos),
  real('TAN', 'Tangent of radians.', Math.tan),
  real('COT', 'Cotangent of radians.', (x) => 1 / Math.tan(x)),
  real('ASIN', 'Arc sine in radians; NULL outside −1 to 1.', withinOne(Math.asin)),
  real('ACOS', 'Arc cosine in radians; NULL outside −1 to 1.', withinOne(Math.acos)),
  real('ATAN', 'Arc tangent in radians, of a number or of the quotient of two.', arcTangent, {
    least: 1,
    most: 2,
  }),
  real('ATAN2', 'Arc tangent in radians of the quotient of two numbers.', arcTangent, {
    least: 1,
    most: 2,
  }),
  real('RADIANS', 'Degrees as radians.', (x) => (x / 180) * Math.PI),
  real('DEGREES', 'Radians as degrees.', (x) => (x * 180) / Math.PI),
  plainFunction({
    name: 'PI',
    doc: 'The ratio of the circumference of a circle to its diameter.',
    parameters: [],
    returns: types.double,
    implementation: () => Math.PI,
  }),
]

export const mathFunctions: readonly ScalarFunction[] = [
  ...roundingFunctions,
  ...extremeFunctions,
  ...powers,
  ...trigonometry,
  ...baseFunctions,
  ...randomFunctions,
]

function logarithm(x: number, y?: number): number | null {
  if (y === undefined) return x > 0 ? Math.log(x) : null
  return x > 0 && x !== 1 && y > 0 ? Math.log(y) / Math.log(x) : null
}

function arcTangent(y: number, x?: number): number {
  return x === undefined ? Math.atan(y) : Math.atan2(y, x)
}

/** A function from doubles to a double or NULL; a result that is no finite number is out of range, as in MySQL. */
function real(
  name: string,
  doc: string,
  compute: (x: number, y: number) => number | null,
  arity = { least: 1, most: 1 },
): ScalarFunction {
  const checked = (result: number | null): number | null => {
    if (result !== null && !Number.isFinite(result)) throw overflow(`In ${name}, DOUBLE`)
    return result
  }
  return plainFunction({
    name,
    doc,
    parameters: Array.from({ length: arity.most }, () => types.double),
    required: arity.least,
    returns: types.double,
    mayBeNull: true,
    implementation: (x: number, y: number) => checked(compute(x, y)),
  })
}
