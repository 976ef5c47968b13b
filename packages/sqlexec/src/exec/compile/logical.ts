import type { Code } from '../../functions/code.ts'
import type { Expression } from '../../plan/expression.ts'
import { toCondition } from './condition.ts'
import type { RowScope } from './row-scope.ts'

/**
 * Emits operands of AND (`decisive` false) or OR (true) one after the other until one decides. The answers are the names of
 * two flags: whether one did, and whether one was NULL.
 */
export function emitOperands(
  operands: readonly Expression[],
  decisive: boolean,
  emit: (operand: Expression, scope: RowScope) => Code,
  scope: RowScope,
): { decided: string; unknown: string } {
  const { builder } = scope
  const decided = builder.variable('false')
  const unknown = builder.variable('false')
  for (const operand of operands) {
    builder.block(`if (!${decided})`, () => {
      const code = emit(operand, scope.nested())
      const decides = decisive ? toCondition(code) : `!${toCondition(code)}`
      if (code.isNull === null) builder.statement(`${decided} = ${decides}`)
      else {
        builder.statement(`if (${code.isNull}) ${unknown} = true`)
        builder.statement(`else ${decided} = ${decides}`)
      }
    })
  }
  return { decided, unknown }
}

/**
 * Emits a chain of `&&` or `||`, of which operands that need statements of their own run only where those before left it open. The chain
 * is flat, so that its length is not bounded by the stack of what parses it.
 */
export function emitShortCircuit(
  operator: '&&' | '||',
  args: readonly Expression[],
  emit: (expression: Expression, scope: RowScope) => string,
  scope: RowScope,
): string {
  const { builder } = scope
  let terms = [emit(args[0], scope)]
  for (const arg of args.slice(1)) {
    const { lines, result } = builder.capture(() => emit(arg, scope.nested()))
    if (lines.length === 0) {
      terms.push(result)
      continue
    }
    const value = builder.variable(terms.join(` ${operator} `))
    builder.block(operator === '&&' ? `if (${value})` : `if (!${value})`, () => {
      builder.append(lines)
      builder.statement(`${value} = ${result}`)
    })
    terms = [value]
  }
  return terms.length === 1 ? terms[0] : `(${terms.join(` ${operator} `)})`
}
