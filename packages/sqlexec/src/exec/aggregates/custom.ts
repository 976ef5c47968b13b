import type { CustomAggregate } from '../../functions/aggregate-function.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import type { SqlValue } from '../../types/value.ts'
import { sqlValue } from '../compile/output-code.ts'
import type { AggregateKind } from './aggregate-kind.ts'
import { callOrder, valueCount } from './call-order.ts'
import { arrangeRows, collectedValue, emitCollect, rowsOf } from './collected-rows.ts'

/** A user-defined aggregate: with ORDER BY its steps are taken when all rows are there. */
export function userAggregate(call: AggregateCall, custom: CustomAggregate): AggregateKind {
  const given = valueCount(call)
  const grow: AggregateKind['grow'] = (state) => {
    state.values.push(custom.init())
  }
  const result: AggregateKind['result'] = ({ values }, group) => custom.finish(values[group])
  if (call.order === undefined || call.order.length === 0) {
    return {
      counts: false,
      grow,
      emit({ builder }, { at }, codes) {
        const args = codes.map((code) => sqlValue(builder, code))
        const step = builder.constant(custom.step)
        builder.statement(`${at('values')} = ${step}(${[at('values'), ...args].join(', ')})`)
      },
      result,
    }
  }
  return {
    counts: false,
    collects: call.args,
    grow,
    emit(scope, place, codes) {
      emitCollect(scope, place, call.args, codes)
    },
    prepare(state, groupCount) {
      const rows = state.rows!
      const values = rows.columns.slice(0, given)
      const arranged = arrangeRows(rows, groupCount, callOrder(call, rows.columns.slice(given)))
      for (let group = 0; group < groupCount; group++) {
        for (const row of rowsOf(arranged, group)) {
          const args = values.map((column) => collectedValue(column, row) as SqlValue)
          state.values[group] = custom.step(state.values[group], ...args)
        }
      }
    },
    result,
  }
}
