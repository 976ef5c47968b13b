import { asNumber, type Code } from '../../functions/code.ts'
import { isFloating } from '../../functions/comparison.ts'
import { integerOperation, rangeOf } from '../../functions/integer-code.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import { powerOfTen } from '../../types/decimal.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import { emitExactSum, growDoubles, totalOf } from '../sinks/exact-sum.ts'
import type { GroupPlace } from '../sinks/group-place.ts'
import type { AccumulatorState, AggregateKind } from './aggregate-kind.ts'

/**
 * Variances in one pass that lose nothing to cancellation. Exact numbers whose squares are small integers are summed up, they and their
 * squares, so that the variance is the nearest double to the true one. Of others a mean and the sum of squares of the differences from
 * it are kept (Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", Technometrics 1962). Both parts meet
 * in the end (Chan, Golub, LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979).
 */

const welfordCount = 0
const welfordMean = 1
const welfordSquares = 2
const exactCount = 3

/** Number of values, their mean, and the sum of squares of their differences from it. */
interface Spread {
  readonly count: number
  readonly mean: number
  readonly squares: number
}

/** @param bias what is taken from the count in the divisor: 0 for a population, 1 for a sample */
function variance(bias: 0 | 1, finish: (variance: number) => number) {
  return (call: AggregateCall): AggregateKind => {
    const { type } = call.args[0]
    const scale = type.kind === 'decimal' ? type.scale : 0
    return {
      counts: false,
      momentCount: 4,
      grow(state) {
        growDoubles(state.low)
        growDoubles(state.squares.low)
        for (const moment of state.moments) growDoubles(moment)
      },
      emit(scope, place, [code]) {
        if (!isFloating(type) && hasSmallSquares(code)) emitExact(scope, place, code)
        else emitWelford(scope, place, doubleOf(code, scale))
      },
      result(state, group) {
        const { count, squares } = merge(exactPart(state, group, scale), welfordPart(state, group))
        return count <= bias ? null : finish(squares / (count - bias))
      },
    }
  }
}

const itself = (value: number) => value

export const populationVariance = variance(0, itself)
export const sampleVariance = variance(1, itself)
export const populationDeviation = variance(0, Math.sqrt)
export const sampleDeviation = variance(1, Math.sqrt)

/** The largest whole number whose square adds to an exact sum without a bigint. */
const smallRoot = 2n ** 26n

function hasSmallSquares(code: Code): boolean {
  const { min, max } = rangeOf(code)
  return code.representation !== 'bigint' && min >= -smallRoot && max <= smallRoot
}

function emitExact({ builder }: BlockScope, place: GroupPlace, code: Code): void {
  const squares: GroupPlace = {
    path: `${place.path}.squares`,
    at: (field) => place.at(`squares.${field}`),
    group: place.group,
  }
  builder.statement(`${place.at(`moments[${exactCount}]`)}++`)
  emitExactSum(builder, place, code)
  emitExactSum(builder, squares, integerOperation('*', code, code))
}

function doubleOf(code: Code, scale: number): string {
  const value = code.representation === 'bigint' ? `Number(${code.js})` : asNumber(code)
  return scale === 0 ? value : `${value} / ${10 ** scale}`
}

function emitWelford({ builder }: BlockScope, { at }: GroupPlace, js: string): void {
  const n = at(`moments[${welfordCount}]`)
  const mean = at(`moments[${welfordMean}]`)
  const value = builder.local(js)
  const delta = builder.local(`${value} - ${mean}`)
  builder.statement(`${n}++`)
  builder.statement(`${mean} += ${delta} / ${n}`)
  builder.statement(`${at(`moments[${welfordSquares}]`)} += ${delta} * (${value} - ${mean})`)
}

function welfordPart({ moments }: AccumulatorState, group: number): Spread {
  return {
    count: moments[welfordCount][group],
    mean: moments[welfordMean][group],
    squares: moments[welfordSquares][group],
  }
}

function exactPart(state: AccumulatorState, group: number, scale: number): Spread {
  const count = state.moments[exactCount][group]
  if (count === 0) return { count, mean: 0, squares: 0 }
  const n = BigInt(count)
  const sum = totalOf(state, group)
  const unit = powerOfTen(scale)
  const squares = n * totalOf(state.squares, group) - sum * sum
  return { count, mean: quotient(sum, n * unit), squares: quotient(squares, n * unit * unit) }
}

/** The quotient to some 60 bits, rounded once more to a double. */
function quotient(dividend: bigint, divisor: bigint): number {
  const bits = (value: bigint) => value.toString(2).length
  const shift = BigInt(Math.max(0, 64 + bits(divisor) - bits(dividend)))
  return Number((dividend << shift) / divisor) / 2 ** Number(shift)
}

function merge(a: Spread, b: Spread): Spread {
  if (a.count === 0) return b
  if (b.count === 0) return a
  const count = a.count + b.count
  const delta = b.mean - a.mean
  return {
    count,
    mean: a.mean + (delta * b.count) / count,
    squares: a.squares + b.squares + (delta * delta * a.count * b.count) / count,
  }
}
