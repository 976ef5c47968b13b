import type { ConstantArgument } from '../functions/scalar-function.ts'
import type { Expression } from './expression.ts'

/** What is known of a value when a statement is bound: that of a constant, or of a negative number; `undefined` of others. */
export function constantValue(expression: Expression): ConstantArgument {
  if (expression.kind === 'constant') return expression.value
  if (expression.kind !== 'call' || expression.function.name !== 'NEGATE') return undefined
  const [operand] = expression.args
  const isInteger = operand.kind === 'constant' && operand.type.kind === 'integer'
  return isInteger && typeof operand.value === 'number' ? 0 - operand.value : undefined
}
