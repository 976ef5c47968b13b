import { toCondition } from '../compile/condition.ts'
import type { AggregateKind } from './aggregate-kind.ts'

/** Counts of rows in which a condition is true are kept in `sums`, those in which it is not NULL in `counts`. */
const truths: Omit<AggregateKind, 'result'> = {
  counts: true,
  grow(state) {
    state.sums.push(0)
    state.counts.push(0)
  },
  emit({ builder }, { at }, [code]) {
    builder.statement(`if (${toCondition(code)}) ${at('sums')}++`)
  },
}

export const countIf: AggregateKind = {
  ...truths,
  result: ({ sums }, group) => sums[group],
}

export const allTrue: AggregateKind = {
  ...truths,
  result: ({ sums, counts }, group) =>
    counts[group] === 0 ? null : sums[group] === counts[group] ? 1 : 0,
}

export const anyTrue: AggregateKind = {
  ...truths,
  result: ({ sums, counts }, group) => (counts[group] === 0 ? null : sums[group] > 0 ? 1 : 0),
}
