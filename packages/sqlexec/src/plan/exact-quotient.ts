import { roundedProduct, wideDivision } from '../functions/arithmetic.ts'
import { findScalarFunction } from '../functions/registry.ts'
import type { ScalarFunction } from '../functions/scalar-function.ts'
import type { SqlType } from '../types/sql-type.ts'
import { castTo } from './cast.ts'
import { constantValue } from './constant-value.ts'
import type { CallExpression, Expression } from './expression.ts'

/**
 * A quotient has more digits than its type shows, and MySQL computes on with them: 2 / 3 * 3 is 2.0000, not 2.0001. A division that
 * stands by itself yields the digits of its type. One that something is computed from is made anew with all of its digits, and the
 * outcome is narrowed to the type that it would have had: which happens once, behind the last step.
 */

/** Functions that compute with all the digits of their arguments. */
const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', 'NEGATE', 'ABS'])
/** Functions whose own arguments say how many digits remain. */
const rounding: ReadonlySet<string> = new Set(['ROUND', 'TRUNCATE', 'FORMAT', 'FLOOR', 'CEIL'])
/** Functions that pass on one of their arguments. */
const choices: ReadonlySet<string> = new Set(['IF', 'IFNULL', 'COALESCE'])

/** The call with all the digits of its arguments, of the type that it shows; the call itself where no argument has more. */
export function withExactQuotients(call: CallExpression): Expression {
  const { name } = call.function
  const keeps = rounding.has(name)
  if (!keeps && !arithmetic.has(name)) return call
  const args = call.args.map(widened)
  if (args.every((arg, i) => arg === call.args[i])) return call
  const wide = remade(name === '/' ? wideDivision : call.function, args, call)
  if (wide === null) return call
  return keeps && call.type.kind !== 'decimal' ? wide : narrowed(wide, call.type)
}

/** An expression with all the digits that are computed; the same object where its type shows them all. */
export function widened(expression: Expression): Expression {
  if (expression.kind === 'cast') {
    return expression.mode === 'narrowing' ? expression.input : expression
  }
  if (expression.type.kind !== 'decimal' || expression.kind !== 'call') return expression
  const { name } = expression.function
  if (expression.function === roundedProduct) return productOf(expression)
  if (name === '/') return remade(wideDivision, expression.args, expression) ?? expression
  if (!choices.has(name)) return expression
  const args = expression.args.map(widened)
  if (args.every((arg, i) => arg === expression.args[i])) return expression
  return remade(expression.function, args, expression) ?? expression
}

/** The call with other arguments; `null` where they do not fit. */
function remade(
  definition: ScalarFunction,
  args: readonly Expression[],
  { nullable }: CallExpression,
): CallExpression | null {
  const resolved = definition.resolve(
    args.map((arg) => arg.type),
    args.map(constantValue),
  )
  if (typeof resolved === 'string') return null
  const cast = args.map((arg, i) => castTo(arg, resolved.args[i]))
  return { kind: 'call', function: definition, args: cast, type: resolved.type, nullable }
}

function narrowed(wide: CallExpression, type: SqlType): Expression {
  if (wide.type.kind !== 'decimal' || type.kind !== 'decimal') return wide
  if (wide.type.scale === type.scale) return wide
  if (wide.function.name === '*') return { ...wide, function: roundedProduct, type }
  return castTo(wide, type, 'narrowing')
}

/** The product before it was rounded. */
function productOf(rounded: CallExpression): Expression {
  const times = findScalarFunction('*')
  return (times && remade(times, rounded.args, rounded)) ?? rounded
}
