import { asNumber } from '../../functions/code.ts'
import type { SqlValue } from '../../types/value.ts'
import { growDoubles } from '../sinks/exact-sum.ts'
import type { AccumulatorState, AggregateKind } from './aggregate-kind.ts'

/**
 * Higher moments and those of pairs, in one pass that loses nothing to cancellation: the count, the means, and sums of powers and products
 * of the differences from them, updated value by value (Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and
 * Arbitrary-Order Statistical Moments", SAND2008-6212).
 */

type Moments = readonly number[]

/** A statistic of moments of which there is at least one value. */
type Statistic = (moments: Moments) => number | null

function grow(state: AccumulatorState): void {
  for (const moment of state.moments) growDoubles(moment)
}

function momentsOf({ moments }: AccumulatorState, group: number): Moments {
  return moments.map((moment) => moment[group])
}

function resultOf(statistic: Statistic) {
  return (state: AccumulatorState, group: number): SqlValue => {
    const moments = momentsOf(state, group)
    return moments[0] === 0 ? null : statistic(moments)
  }
}

/** Count, mean, and sums of the second, third and fourth powers of the differences. */
function ofPowers(statistic: Statistic): AggregateKind {
  return {
    counts: false,
    momentCount: 5,
    grow,
    emit({ builder }, { at }, [code]) {
      const [n, mean, m2, m3, m4] = [0, 1, 2, 3, 4].map((i) => at(`moments[${i}]`))
      const before = builder.local(n)
      const delta = builder.local(`${asNumber(code)} - ${mean}`)
      builder.statement(`${n}++`)
      const step = builder.local(`${delta} / ${n}`)
      const term = builder.local(`${delta} * ${step} * ${before}`)
      builder.statement(`${mean} += ${step}`)
      builder.statement(
        `${m4} += ${term} * ${step} * ${step} * (${n} * ${n} - 3 * ${n} + 3) + 6 * ${step} * ${step} * ${m2} - 4 * ${step} * ${m3}`,
      )
      builder.statement(`${m3} += ${term} * ${step} * (${n} - 2) - 3 * ${step} * ${m2}`)
      builder.statement(`${m2} += ${term}`)
    },
    result: resultOf(statistic),
  }
}

export const skewness = ofPowers(([n, , m2, m3]) =>
  m2 === 0 ? null : (Math.sqrt(n) * m3) / m2 ** 1.5,
)
export const kurtosis = ofPowers(([n, , m2, , m4]) => (m2 === 0 ? null : (n * m4) / (m2 * m2) - 3))

/** Count, both means, the sum of products of the differences, and those of their squares. */
function ofPairs(statistic: Statistic): AggregateKind {
  return {
    counts: false,
    momentCount: 6,
    grow,
    emit({ builder }, { at }, [y, x]) {
      const [n, meanY, meanX, products, squaresY, squaresX] = [0, 1, 2, 3, 4, 5].map((i) =>
        at(`moments[${i}]`),
      )
      const [valueY, valueX] = [builder.local(asNumber(y)), builder.local(asNumber(x))]
      const deltaY = builder.local(`${valueY} - ${meanY}`)
      const deltaX = builder.local(`${valueX} - ${meanX}`)
      builder.statement(`${n}++`)
      builder.statement(`${meanY} += ${deltaY} / ${n}`)
      builder.statement(`${meanX} += ${deltaX} / ${n}`)
      builder.statement(`${products} += ${deltaY} * (${valueX} - ${meanX})`)
      builder.statement(`${squaresY} += ${deltaY} * (${valueY} - ${meanY})`)
      builder.statement(`${squaresX} += ${deltaX} * (${valueX} - ${meanX})`)
    },
    result: resultOf(statistic),
  }
}

export const populationCovariance = ofPairs(([n, , , products]) => products / n)
export const sampleCovariance = ofPairs(([n, , , products]) => (n < 2 ? null : products / (n - 1)))
export const correlation = ofPairs(([, , , products, squaresY, squaresX]) => {
  if (squaresY === 0 || squaresX === 0) return null
  const both = squaresY * squaresX
  const isExact = both > 0 && Number.isFinite(both)
  const scale = isExact ? Math.sqrt(both) : Math.sqrt(squaresY) * Math.sqrt(squaresX)
  const value = products / scale
  return Math.max(-1, Math.min(1, value))
})
