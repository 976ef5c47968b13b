import { type SqlType, types } from '../types/sql-type.ts'
import { normalizeInteger, type SqlValue } from '../types/value.ts'
import { plainFunction } from './define.ts'
import { overflow } from './integer-code.ts'
import type { ScalarFunction } from './scalar-function.ts'

type Integer = number | bigint

/** What other dialects have beyond MySQL's numeric functions. */
export const moreMathFunctions: readonly ScalarFunction[] = [
  real('CBRT', 'Cube root.', Math.cbrt),
  real('SINH', 'Hyperbolic sine.', Math.sinh),
  real('COSH', 'Hyperbolic cosine.', Math.cosh),
  real('TANH', 'Hyperbolic tangent.', Math.tanh),
  real('ASINH', 'Inverse hyperbolic sine.', Math.asinh),
  real('ACOSH', 'Inverse hyperbolic cosine; NULL below 1.', Math.acosh),
  real('ATANH', 'Inverse hyperbolic tangent; NULL unless between −1 and 1.', (x) =>
    Math.abs(x) < 1 ? Math.atanh(x) : Number.NaN,
  ),
  real('EVEN', 'The nearest even whole number away from zero.', (x) => {
    const even = Math.ceil(Math.abs(x) / 2) * 2
    return x < 0 ? 0 - even : even
  }),
  plainFunction({
    name: 'FACTORIAL',
    doc: 'The product of the whole numbers up to one, which may be 20 at most; NULL of negative ones.',
    parameters: [types.bigint],
    returns: types.bigint,
    mayBeNull: true,
    implementation(n: Integer) {
      if (n < 0) return null
      if (n > 20) throw overflow('In FACTORIAL, BIGINT')
      let product = 1n
      for (let i = 2n; i <= BigInt(n); i++) product *= i
      return normalizeInteger(product)
    },
  }),
  ofIntegers('GCD', 'The greatest common divisor.', greatestDivisor),
  ofIntegers('LCM', 'The least common multiple.', (a, b) =>
    a === 0n || b === 0n ? 0n : (a / greatestDivisor(a, b)) * b,
  ),
  testOf('IS_FINITE', 'Whether a DOUBLE is a number and not infinite.', Number.isFinite),
  testOf(
    'IS_INFINITE',
    'Whether a DOUBLE is infinite.',
    (x) => Math.abs(x) === Number.POSITIVE_INFINITY,
  ),
  testOf('IS_NAN', 'Whether a DOUBLE is not a number.', Number.isNaN),
]

/** What is no number is NULL, what is infinite out of range. */
function real(name: string, doc: string, compute: (x: number) => number): ScalarFunction {
  return plainFunction({
    name,
    doc,
    parameters: [types.double],
    returns: types.double,
    mayBeNull: true,
    implementation(x: number): SqlValue {
      const result = compute(x)
      if (Number.isNaN(result)) return null
      if (!Number.isFinite(result)) throw overflow(`In ${name}, DOUBLE`)
      return result
    },
  })
}

function ofIntegers(
  name: string,
  doc: string,
  compute: (a: bigint, b: bigint) => bigint,
): ScalarFunction {
  return plainFunction({
    name,
    doc,
    parameters: [types.bigint, types.bigint],
    returns: types.bigint,
    implementation(a: Integer, b: Integer) {
      const result = compute(absolute(BigInt(a)), absolute(BigInt(b)))
      if (result >= 2n ** 63n) throw overflow(`In ${name}, BIGINT`)
      return normalizeInteger(result)
    },
  })
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b)
}

function testOf(name: string, doc: string, holds: (x: number) => boolean): ScalarFunction {
  const parameters: readonly SqlType[] = [types.double]
  return plainFunction({
    name,
    doc,
    parameters,
    returns: types.truth,
    implementation: (x: number) => (holds(x) ? 1 : 0),
  })
}
