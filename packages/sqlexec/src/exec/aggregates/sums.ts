import { SqlError } from '../../base/errors.ts'
import { asNumber } from '../../functions/code.ts'
import { isFloating } from '../../functions/comparison.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import type { SqlType } from '../../types/sql-type.ts'
import { normalizeInteger } from '../../types/value.ts'
import { averageOf, emitExactSum, growDoubles, totalOf } from '../sinks/exact-sum.ts'
import type { AggregateKind } from './aggregate-kind.ts'

export const count: AggregateKind = {
  counts: true,
  grow: (state) => {
    state.counts.push(0)
  },
  emit() {},
  result: (state, group) => state.counts[group],
}

export function sum(call: AggregateCall): AggregateKind {
  return isFloating(call.args[0].type) ? floatingSum : exactSum
}

export function average(call: AggregateCall): AggregateKind {
  const argument = call.args[0].type
  return isFloating(argument) ? floatingAverage : exactAverage(argument, call.type)
}

const floatingSum: AggregateKind = {
  counts: true,
  grow(state) {
    growDoubles(state.sums)
    state.counts.push(0)
  },
  emit({ builder }, { at }, [code]) {
    builder.statement(`${at('sums')} += ${asNumber(code)}`)
  },
  result: ({ sums, counts }, group) => (counts[group] === 0 ? null : sums[group]),
}

const floatingAverage: AggregateKind = {
  ...floatingSum,
  result: ({ sums, counts }, group) => (counts[group] === 0 ? null : sums[group] / counts[group]),
}

const exactSum: AggregateKind = {
  counts: true,
  grow(state) {
    growDoubles(state.low)
    state.counts.push(0)
  },
  emit({ builder }, place, [code]) {
    emitExactSum(builder, place, code)
  },
  result: (state, group) =>
    state.counts[group] === 0 ? null : normalizeInteger(totalOf(state, group)),
}

function exactAverage(argument: SqlType, type: SqlType): AggregateKind {
  if (type.kind !== 'decimal') throw new SqlError('internal', 'an exact average is a decimal')
  const digits = type.scale - (argument.kind === 'decimal' ? argument.scale : 0)
  return {
    ...exactSum,
    result: (state, group) =>
      state.counts[group] === 0 ? null : averageOf(state, group, state.counts[group], digits),
  }
}

export const product: AggregateKind = {
  counts: true,
  grow(state) {
    growDoubles(state.sums)
    state.sums[state.sums.length - 1] = 1
    state.counts.push(0)
  },
  emit({ builder }, { at }, [code]) {
    builder.statement(`${at('sums')} *= ${asNumber(code)}`)
  },
  result: ({ sums, counts }, group) => (counts[group] === 0 ? null : sums[group]),
}
