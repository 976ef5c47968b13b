import type { Code } from '../../functions/code.ts'
import { asNumber } from '../../functions/code.ts'
import { rangeOf } from '../../functions/integer-code.ts'
import { normalizeInteger } from '../../types/value.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import type { AggregateKind } from './aggregate-kind.ts'

export const bitAnd = bitwise('&', -1)
export const bitOr = bitwise('|', 0)
export const bitXor = bitwise('^', 0)

/** 64 bits as two signed halves of 32: the low one in `low`, the high one in `sums`. */
function bitwise(operator: '&' | '|' | '^', initial: number): AggregateKind {
  return {
    counts: false,
    grow({ low, sums }) {
      low.push(initial)
      sums.push(initial)
    },
    emit(scope, { at }, [code]) {
      const { low, high } = halves(scope, code)
      scope.builder.statement(`${at('low')} ${operator}= ${low}`)
      scope.builder.statement(`${at('sums')} ${operator}= ${high}`)
    },
    result: ({ low, sums }, group) =>
      normalizeInteger((BigInt(sums[group] >>> 0) << 32n) | BigInt(low[group] >>> 0)),
  }
}

const limit32 = 2n ** 31n

/** The halves of an integer in two's complement. `x | 0` takes a whole number modulo 2^32. */
function halves({ builder }: BlockScope, code: Code): { low: string; high: string } {
  if (code.representation === 'bigint') {
    const low = builder.constant(lowHalf)
    return { low: `${low}(${code.js})`, high: `${low}(${code.js} >> 32n)` }
  }
  const value = asNumber(code)
  const { min, max } = rangeOf(code)
  if (min >= -limit32 && max < limit32) return { low: value, high: `(${value} >> 31)` }
  return { low: `(${value} | 0)`, high: `(Math.floor(${value} / 4294967296) | 0)` }
}

function lowHalf(value: bigint): number {
  return Number(BigInt.asIntN(32, value))
}
