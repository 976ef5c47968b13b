import { divideRoundedBigint, powerOfTen } from '../../types/decimal.ts'
import { normalizeInteger } from '../../types/value.ts'
import type { FramePieces } from './frames.ts'

/** Exact sums of integers over frames: differences of sums from the first row on, which frames of any shape are found by. */
export type FrameSums = Float64Array | readonly bigint[]

/** @param values numbers or bigints, by position; `nulls` is 1 where one is NULL */
export function exactSums(
  values: ArrayLike<number | bigint>,
  nulls: Uint8Array | null,
  pieces: FramePieces,
): FrameSums {
  return safeSums(values, nulls, pieces) ?? bigintSums(values, nulls, pieces)
}

/** `null` where a sum might not be exact as a number. */
function safeSums(
  values: ArrayLike<number | bigint>,
  nulls: Uint8Array | null,
  pieces: FramePieces,
): Float64Array | null {
  const before = new Float64Array(values.length + 1)
  let magnitude = 0
  for (let i = 0; i < values.length; i++) {
    const value = nulls !== null && nulls[i] === 1 ? 0 : values[i]
    if (typeof value === 'bigint') return null
    magnitude += Math.abs(value)
    before[i + 1] = before[i] + value
  }
  // Half of what is safe, as a difference may be of two sums of either sign.
  if (magnitude > Number.MAX_SAFE_INTEGER / 2) return null
  const sums = new Float64Array(values.length)
  for (const { starts, ends } of pieces) {
    for (let i = 0; i < sums.length; i++) sums[i] += before[ends[i]] - before[starts[i]]
  }
  return sums
}

function bigintSums(
  values: ArrayLike<number | bigint>,
  nulls: Uint8Array | null,
  pieces: FramePieces,
): readonly bigint[] {
  const before = [0n]
  for (let i = 0; i < values.length; i++) {
    const value = nulls !== null && nulls[i] === 1 ? 0n : BigInt(values[i])
    before.push(before[i] + value)
  }
  return Array.from(values, (_, i) => {
    let sum = 0n
    for (const { starts, ends } of pieces) sum += before[ends[i]] - before[starts[i]]
    return sum
  })
}

/** The means with `digits` more decimal digits than the summed integers, rounded half away from zero; 0 where there is no value. */
export function exactMeans(
  sums: FrameSums,
  counts: Float64Array,
  digits: number,
): Float64Array | readonly (number | bigint)[] {
  if (sums instanceof Float64Array && areWithin(sums, Number.MAX_SAFE_INTEGER / 10 ** digits)) {
    return safeMeans(sums, counts, 10 ** digits)
  }
  const factor = powerOfTen(digits)
  return Array.from(sums as ArrayLike<number | bigint>, (sum, i) =>
    counts[i] === 0
      ? 0
      : normalizeInteger(divideRoundedBigint(BigInt(sum) * factor, BigInt(counts[i]))),
  )
}

function areWithin(values: Float64Array, largest: number): boolean {
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) > largest) return false
  return true
}

function safeMeans(sums: Float64Array, counts: Float64Array, scale: number): Float64Array {
  const means = new Float64Array(sums.length)
  for (let i = 0; i < sums.length; i++) {
    if (counts[i] !== 0) means[i] = dividedRounded(sums[i] * scale, counts[i])
  }
  return means
}

/** Of safe integers, exactly. */
function dividedRounded(dividend: number, divisor: number): number {
  const magnitude = Math.abs(dividend)
  const rest = magnitude % divisor
  const quotient = (magnitude - rest) / divisor
  const rounded = rest * 2 >= divisor ? quotient + 1 : quotient
  return dividend < 0 ? -rounded : rounded
}
