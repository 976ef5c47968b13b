import { asBigint, asNumber, type Code } from '../../functions/code.ts'
import { rangeOf } from '../../functions/integer-code.ts'
import { divideRoundedBigint, powerOfTen } from '../../types/decimal.ts'
import { normalizeInteger, type SqlValue } from '../../types/value.ts'
import type { SourceBuilder } from '../compile/source-builder.ts'
import type { GroupPlace } from './group-place.ts'

/**
 * Exact sums of integers of any size: a double that never leaves ±2^52, so that adding a safe value to it stays exact, and what
 * has been carried out of it as a bigint.
 */
export interface ExactSums {
  readonly low: number[]
  readonly high: Map<number, bigint>
}

const carryLimit = 2 ** 52

export function newSums(): ExactSums {
  return { low: [], high: new Map() }
}

/** Adds a zero. That it was no small integer at first makes V8 keep the array as doubles from the start. */
export function growDoubles(values: number[]): void {
  values.push(0.5)
  values[values.length - 1] = 0
}

/** Emits adding an integer to the sum of the group at hand. */
export function emitExactSum(
  builder: SourceBuilder,
  { path, at, group }: GroupPlace,
  code: Code,
): void {
  const { min, max } = rangeOf(code)
  const carry = builder.constant(carryInto)
  if (code.representation === 'bigint' || min < -carryLimit || max > carryLimit) {
    builder.statement(`${carry}(${path}.high, ${group}, ${asBigint(code)})`)
    return
  }
  const sum = builder.local(`${at('low')} + ${asNumber(code)}`)
  builder.statement(
    `if (${sum} > ${carryLimit} || ${sum} < ${-carryLimit}) { ${carry}(${path}.high, ${group}, BigInt(${sum})); ${at('low')} = 0 } else ${at('low')} = ${sum}`,
  )
}

function carryInto(high: Map<number, bigint>, group: number, amount: bigint): void {
  high.set(group, (high.get(group) ?? 0n) + amount)
}

export function totalOf({ low, high }: ExactSums, group: number): bigint {
  return BigInt(low[group]) + (high.get(group) ?? 0n)
}

/** The mean with `digits` more decimal digits than the summed integers, rounded half away from zero. */
export function averageOf(sums: ExactSums, group: number, count: number, digits: number): SqlValue {
  const dividend = totalOf(sums, group) * powerOfTen(digits)
  return normalizeInteger(divideRoundedBigint(dividend, BigInt(count)))
}
