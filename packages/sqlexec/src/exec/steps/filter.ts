import type { Expression } from '../../plan/expression.ts'
import { columnsOf } from '../../plan/expression-walk.ts'
import { isTextual } from '../../types/sql-type.ts'
import { emitTruth } from '../compile/expression.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import type { Step } from '../pipeline.ts'

/** Lets rows through for which every predicate is TRUE. Each is tested before the columns of the next are loaded. */
export function filterStep(predicates: readonly Expression[]): Step {
  return {
    expressions: predicates,
    emit(scope, _execution, consume) {
      for (let i = 0; i < predicates.length; i++) {
        let condition = emitTruth(predicates[i], scope)
        // Both ends of a range are tested at once: one branch, which the processor predicts better than two.
        if (i + 1 < predicates.length && isRange(predicates[i], predicates[i + 1])) {
          const upper = emitPure(predicates[i + 1], scope)
          if (upper !== null) {
            condition = `(${condition} & ${upper})`
            i++
          }
        }
        scope.builder.statement(`if (!${condition}) continue`)
      }
      consume(scope)
    },
  }
}

/** Whether two predicates compare the same bare column with something that is the same for every row. */
function isRange(first: Expression, second: Expression): boolean {
  const column = comparedColumn(first)
  return column !== null && column === comparedColumn(second)
}

function comparedColumn(expression: Expression): number | null {
  if (expression.kind !== 'call' || expression.function.comparison !== true) return null
  const operand = expression.args.find((arg) => arg.kind === 'column')
  const cheap = operand !== undefined && !isTextual(operand.type) && operand.type.kind !== 'bytes'
  return cheap && columnsOf(expression).size === 1 ? operand.column : null
}

/** The condition, where it takes no statements of its own; `null` otherwise, and then nothing was emitted. */
function emitPure(predicate: Expression, scope: BlockScope): string | null {
  const { lines, result } = scope.builder.capture(() => emitTruth(predicate, scope.nested()))
  return lines.length === 0 ? result : null
}
