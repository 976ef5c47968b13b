import { isNumeric, type SqlType, types } from '../types/sql-type.ts'
import type { AggregateFunction } from './aggregate-function.ts'
import { ofOne, summand } from './aggregates-sums.ts'
import { wrongCount } from './define.ts'
import type { ResolvedCall } from './scalar-function.ts'

/** Of numbers as they are, to a double; NULL of too few values. */
function spread(name: string, doc: string): AggregateFunction {
  const resolve = ofOne(name, (type) => ({ args: [summand(type)], type: types.double }))
  return { name, doc, parameters: '[DISTINCT] expr', resolve }
}

function shape(name: string, doc: string): AggregateFunction {
  const resolve = ofOne(name, () => ({ args: [types.double], type: types.double }))
  return { name, doc, parameters: '[DISTINCT] expr', resolve }
}

function ofPairs(name: string, doc: string): AggregateFunction {
  return {
    name,
    doc,
    parameters: 'y, x',
    resolve: ({ length }) =>
      length === 2 ? { args: [types.double, types.double], type: types.double } : wrongCount(name),
  }
}

/** PERCENTILE_CONT and PERCENTILE_DISC: a fraction, then the values. */
function percentile(
  name: string,
  doc: string,
  resolve: (type: SqlType) => ResolvedCall | string,
): AggregateFunction {
  return {
    name,
    doc,
    parameters: 'fraction) WITHIN GROUP (ORDER BY expr',
    withinGroup: true,
    notOverWindows: true,
    resolve(args) {
      if (args.length !== 2) return wrongCount(name)
      const resolved = resolve(args[1])
      if (typeof resolved === 'string') return resolved
      return { ...resolved, args: [types.double, ...resolved.args] }
    },
  }
}

/** Values are interpolated, so they must be numbers. */
function interpolated(name: string) {
  return (type: SqlType): ResolvedCall | string =>
    isNumeric(type) || type.kind === 'null'
      ? { args: [types.double], type: types.double }
      : `${name} takes numbers; PERCENTILE_DISC takes values of all types`
}

export const statisticalAggregates: readonly AggregateFunction[] = [
  spread('VAR_POP', 'Variance of a population.'),
  spread('VAR_SAMP', 'Variance estimated from a sample; NULL of fewer than two values.'),
  spread('STDDEV_POP', 'Standard deviation of a population.'),
  spread('STDDEV_SAMP', 'Standard deviation estimated from a sample; NULL of fewer than two.'),
  shape('SKEWNESS', 'Skewness of a population; NULL where all values are equal.'),
  shape('KURTOSIS', 'Excess kurtosis of a population; NULL where all values are equal.'),
  ofPairs('COVAR_POP', 'Covariance of a population of pairs.'),
  ofPairs('COVAR_SAMP', 'Covariance estimated from a sample of pairs; NULL of fewer than two.'),
  ofPairs('CORR', 'Pearson correlation of pairs; NULL where one side has one value throughout.'),
  {
    name: 'MEDIAN',
    notOverWindows: true,
    doc: 'The value in the middle, or the mean of both in the middle, as a DOUBLE.',
    parameters: '[DISTINCT] expr',
    resolve(args) {
      return args.length === 1 ? interpolated('MEDIAN')(args[0]) : wrongCount('MEDIAN')
    },
  },
  percentile(
    'PERCENTILE_CONT',
    'The value that a fraction of the others lies below, interpolated between two; also PERCENTILE_CONT(fraction, expr).',
    interpolated('PERCENTILE_CONT'),
  ),
  percentile(
    'PERCENTILE_DISC',
    'The first value that at least a fraction of all reach in order; also PERCENTILE_DISC(fraction, expr).',
    (type) => ({ args: [type], type }),
  ),
  {
    name: 'MODE',
    notOverWindows: true,
    doc: 'The most frequent value that is not NULL; of several the smallest.',
    parameters: 'expr',
    resolve: ofOne('MODE', (type) => ({ args: [type], type })),
  },
  {
    name: 'ENTROPY',
    notOverWindows: true,
    doc: 'Shannon entropy of the values that are not NULL, in bits.',
    parameters: 'expr',
    resolve: ofOne('ENTROPY', (type) => ({ args: [type], type: types.double })),
  },
]
