import type { Code } from '../../functions/code.ts'
import { asNumber } from '../../functions/code.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import { collation } from '../../types/collation.ts'
import type { SourceBuilder } from '../compile/source-builder.ts'
import { HyperLogLog } from '../runtime/hyper-log-log.ts'
import type { AggregateKind } from './aggregate-kind.ts'

/** APPROX_COUNT_DISTINCT: a sketch per group. */
export function approximateCount(call: AggregateCall): AggregateKind {
  const { type } = call.args[0]
  return {
    counts: false,
    grow: (state) => {
      state.values.push(new HyperLogLog())
    },
    emit({ builder }, { at }, [code]) {
      builder.statement(`${at('values')}.${addition(builder, code, type)}`)
    },
    result: ({ values }, group) => (values[group] as HyperLogLog).estimate(),
  }
}

/** Equal values are added as equal keys, as grouping has it. */
function addition(
  builder: SourceBuilder,
  code: Code,
  type: AggregateCall['args'][number]['type'],
): string {
  switch (code.representation) {
    case 'boolean':
    case 'number':
      return `addNumber(${asNumber(code)})`
    case 'bigint':
      return `addBigint(${code.js})`
    case 'bytes':
      return `addBytes(${code.js})`
    case 'string': {
      if (type.kind !== 'text') return `addText(${code.js})`
      return `addText(${builder.constant(collation(type.collation).key)}(${code.js}))`
    }
  }
}
