import type { LimitOperator } from '../../plan/logical-plan.ts'
import { evaluateScalar } from '../compile/evaluate-scalar.ts'
import type { Step } from '../pipeline.ts'
import { rowCountArgument } from '../runtime/row-count.ts'

/** What a limit still has to do. */
interface LimitState {
  skip: number
  take: number
}

/**
 * Skips `offset` rows, lets `limit` rows through (`null`: all that follow), then ends the pipeline; unless it counts all rows, which it
 * then takes note of in `Execution.found`.
 */
export function limitStep(
  slot: number,
  { limit, offset, countsAll }: Pick<LimitOperator, 'limit' | 'offset' | 'countsAll'>,
): Step {
  return {
    expressions: [],
    begin(execution) {
      if (countsAll) execution.found.rows = 0
      const state: LimitState = {
        skip: offset ? rowCountArgument(evaluateScalar(offset, execution), 'OFFSET') : 0,
        take: limit
          ? rowCountArgument(evaluateScalar(limit, execution), 'LIMIT')
          : Number.POSITIVE_INFINITY,
      }
      execution.states[slot] = state
    },
    emit(scope, _execution, consume) {
      const { builder } = scope
      const state = builder.prologue('limit', `states[${slot}]`)
      if (countsAll) builder.statement('execution.found.rows++')
      builder.statement(`if (${state}.skip > 0) { ${state}.skip--; continue }`)
      const end = countsAll ? 'continue' : '{ done = true; break rows }'
      builder.statement(`if (${state}.take <= 0) ${end}`)
      builder.statement(`${state}.take--`)
      consume(scope)
    },
    isExhausted(execution) {
      return !countsAll && (execution.states[slot] as LimitState).take <= 0
    },
  }
}
