import { SqlError } from '../../base/errors.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import type { AggregateKind } from './aggregate-kind.ts'
import { approximateCount } from './approximate-count.ts'
import { bitAnd, bitOr, bitXor } from './bits.ts'
import { userAggregate } from './custom.ts'
import { anyValue, largest, smallest } from './extremes.ts'
import { groupConcat } from './group-concat.ts'
import { jsonArray, jsonObject } from './json.ts'
import * as moments from './moments.ts'
import { continuousPercentile, discretePercentile, entropy, median, mode } from './quantiles.ts'
import { average, count, product, sum } from './sums.ts'
import { allTrue, anyTrue, countIf } from './truths.ts'
import {
  populationDeviation,
  populationVariance,
  sampleDeviation,
  sampleVariance,
} from './variance.ts'

/** The kinds of aggregates by the names of their functions. */
const kinds: Readonly<Record<string, (call: AggregateCall) => AggregateKind>> = {
  COUNT: () => count,
  SUM: sum,
  AVG: average,
  PRODUCT: () => product,
  MIN: smallest,
  MAX: largest,
  ANY_VALUE: () => anyValue,
  COUNT_IF: () => countIf,
  BOOL_AND: () => allTrue,
  BOOL_OR: () => anyTrue,
  BIT_AND: () => bitAnd,
  BIT_OR: () => bitOr,
  BIT_XOR: () => bitXor,
  VAR_POP: populationVariance,
  VAR_SAMP: sampleVariance,
  STDDEV_POP: populationDeviation,
  STDDEV_SAMP: sampleDeviation,
  SKEWNESS: () => moments.skewness,
  KURTOSIS: () => moments.kurtosis,
  COVAR_POP: () => moments.populationCovariance,
  COVAR_SAMP: () => moments.sampleCovariance,
  CORR: () => moments.correlation,
  MEDIAN: median,
  PERCENTILE_CONT: continuousPercentile,
  PERCENTILE_DISC: discretePercentile,
  MODE: mode,
  ENTROPY: entropy,
  APPROX_COUNT_DISTINCT: approximateCount,
  GROUP_CONCAT: groupConcat,
  JSON_ARRAYAGG: jsonArray,
  JSON_OBJECTAGG: jsonObject,
}

export function kindOf(call: AggregateCall): AggregateKind {
  const { name, custom } = call.function
  if (custom !== undefined) return userAggregate(call, custom)
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (kind === undefined) throw new SqlError('internal', `nobody computes the aggregate ${name}`)
  return kind(call)
}
