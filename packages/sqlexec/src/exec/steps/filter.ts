import type { Expression } from '../../plan/expression.ts'
import { emitTruth } from '../compile/expression.ts'
import type { Step } from '../pipeline.ts'

/** Lets rows through for which every predicate is TRUE. Each is tested before the columns of the next are loaded. */
export function filterStep(predicates: readonly Expression[]): Step {
  return {
    expressions: predicates,
    emit(scope, _execution, consume) {
      for (const predicate of predicates) {
        scope.builder.statement(`if (!${emitTruth(predicate, scope)}) continue`)
      }
      consume(scope)
    },
  }
}
