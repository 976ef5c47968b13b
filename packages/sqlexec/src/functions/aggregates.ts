import type { AggregateFunction } from './aggregate-function.ts'
import { bitAggregates } from './aggregates-bits.ts'
import { collectingAggregates } from './aggregates-collecting.ts'
import { statisticalAggregates } from './aggregates-statistics.ts'
import { sumAggregates } from './aggregates-sums.ts'

/** Aggregate functions by what they compute. */
export const aggregateFunctions: readonly AggregateFunction[] = [
  ...sumAggregates,
  ...statisticalAggregates,
  ...bitAggregates,
  ...collectingAggregates,
]
