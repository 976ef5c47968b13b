import type { FixedValues } from '../encode/fixed-values.ts'
import type { Words32 } from '../encode/words32.ts'
import type { Words64 } from '../encode/words64.ts'
import type { ColumnSpec } from './column-spec.ts'

/*
 * Whether unscaled decimals have no more digits than their type. Readers that keep decimals in the narrowest integer for the
 * precision make other numbers of those that have more.
 */

/**
 * Doubles are only near the integers that they are made of here, so that those within this share of the limit are looked at
 * exactly.
 */
const nearness = 1 - 2 ** -40

export function checkDecimals32(spec: ColumnSpec, { words }: Words32): void {
  const precision = precisionOf(spec)
  // 2^31 has ten digits.
  if (precision === undefined || precision > 9) return
  const limit = 10 ** precision
  for (let i = 0; i < words.length; i++) {
    if (words[i] >= limit || words[i] <= -limit) throw tooLong(spec, BigInt(words[i]))
  }
}

export function checkDecimals64(spec: ColumnSpec, { words }: Words64): void {
  const precision = precisionOf(spec)
  // 2^63 has 19 digits.
  if (precision === undefined || precision > 18) return
  const near = 10 ** precision * nearness
  for (let i = 0; i < words.length; i += 2) {
    const value = words[i + 1] * 2 ** 32 + (words[i] >>> 0)
    if (value < near && value > -near) continue
    checkExactly(spec, (BigInt(words[i + 1]) << 32n) | BigInt(words[i] >>> 0))
  }
}

export function checkDecimalBytes(spec: ColumnSpec, { bytes, width }: FixedValues): void {
  const precision = precisionOf(spec)
  if (precision === undefined) return
  const near = 10 ** precision * nearness
  for (let from = 0; from < bytes.length; from += width) {
    // The sign is in the first byte.
    let value = (bytes[from] << 24) >> 24
    for (let k = 1; k < width; k++) value = value * 256 + bytes[from + k]
    if (value < near && value > -near) continue
    let exact = BigInt((bytes[from] << 24) >> 24)
    for (let k = 1; k < width; k++) exact = (exact << 8n) | BigInt(bytes[from + k])
    checkExactly(spec, exact)
  }
}

function precisionOf({ logical }: ColumnSpec): number | undefined {
  return logical.kind === 'decimal' ? logical.precision : undefined
}

function checkExactly(spec: ColumnSpec, unscaled: bigint): void {
  const limit = 10n ** BigInt(precisionOf(spec)!)
  if (unscaled >= limit || unscaled <= -limit) throw tooLong(spec, unscaled)
}

function tooLong(spec: ColumnSpec, unscaled: bigint): RangeError {
  return new RangeError(
    `column ${spec.name}: the unscaled decimal ${unscaled} has more than ${precisionOf(spec)} digits`,
  )
}
