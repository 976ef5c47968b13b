import type { Expression } from '../../plan/expression.ts'
import { evaluateScalar } from '../compile/evaluate-scalar.ts'
import type { Step } from '../pipeline.ts'
import { rowCountArgument } from '../runtime/row-count.ts'

/** Skips `offset` rows, lets `limit` rows through (`null`: all that follow), then ends the pipeline. */
export function limitStep(slot: number, limit: Expression | null, offset: Expression | null): Step {
  return {
    expressions: [],
    begin(execution) {
      execution.states[slot] = {
        skip: offset ? rowCountArgument(evaluateScalar(offset, execution), 'OFFSET') : 0,
        take: limit
          ? rowCountArgument(evaluateScalar(limit, execution), 'LIMIT')
          : Number.POSITIVE_INFINITY,
      }
    },
    emit(scope, _execution, consume) {
      const { builder } = scope
      const state = builder.prologue('limit', `states[${slot}]`)
      builder.statement(`if (${state}.skip > 0) { ${state}.skip--; continue }`)
      builder.statement(`if (${state}.take <= 0) { done = true; break rows }`)
      builder.statement(`${state}.take--`)
      consume(scope)
    },
    isExhausted(execution) {
      return (execution.states[slot] as { take: number }).take <= 0
    },
  }
}
