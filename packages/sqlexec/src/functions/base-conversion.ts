import { isBit, types } from '../types/sql-type.ts'
import { plainFunction, typedFunction, wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'

export const baseFunctions: readonly ScalarFunction[] = [
  plainFunction({
    name: 'CONV',
    doc: 'A number written in one base (2 to 36) written in another. Negative bases: with a sign; otherwise as 64 unsigned bits.',
    parameters: [types.text, types.bigint, types.bigint],
    returns: types.text,
    mayBeNull: true,
    implementation: (text: string, from: number | bigint, to: number | bigint) =>
      convertBase(text, Number(from), Number(to)),
  }),
  digitsOf('BIN', 'An integer in binary digits.', 2),
  digitsOf('OCT', 'An integer in octal digits.', 8),
  plainFunction({
    name: 'BIT_COUNT',
    doc: 'The number of bits that are set in an integer of 64 bits.',
    parameters: [types.bigint],
    returns: types.int,
    implementation: (value: number | bigint) => countBits(BigInt.asUintN(64, BigInt(value))),
  }),
]

/** The digits of a number in a base; BIT is a number here though its text is bytes. */
function digitsOf(name: string, doc: string, base: number): ScalarFunction {
  return typedFunction({
    name,
    doc,
    mayBeNull: true,
    resolve: (args) =>
      args.length === 1
        ? { args: [isBit(args[0]) ? types.unsignedBigint : types.text], type: types.text }
        : wrongCount(name),
    implement: () => (value: string | number | bigint) => convertBase(String(value), 10, base),
  })
}

const isBase = (base: number) => Math.abs(base) >= 2 && Math.abs(base) <= 36

const maxUnsigned = 2n ** 64n - 1n

/** CONV: reads the longest prefix of digits, saturating at 64 bits (unsigned, or signed where `from` is negative). */
function convertBase(text: string, from: number, to: number): string | null {
  if (text === '' || !isBase(from) || !isBase(to)) return null
  const bits = BigInt.asUintN(64, readDigits(text, from))
  const value = to < 0 ? BigInt.asIntN(64, bits) : bits
  return value.toString(Math.abs(to)).toUpperCase()
}

function readDigits(text: string, base: number): bigint {
  const radix = BigInt(Math.abs(base))
  let i = 0
  while (i < text.length && /\s/u.test(text[i])) i++
  const negative = text[i] === '-'
  if (negative || text[i] === '+') i++
  let value = 0n
  for (; i < text.length; i++) {
    const digit = digitOf(text.charCodeAt(i))
    if (digit >= radix) break
    value = value * radix + BigInt(digit)
    if (value > maxUnsigned)
      return base < 0 ? (negative ? -(2n ** 63n) : 2n ** 63n - 1n) : maxUnsigned
  }
  const signed = negative ? -value : value
  if (base > 0) return signed
  if (signed >= 2n ** 63n) return 2n ** 63n - 1n
  return signed < -(2n ** 63n) ? -(2n ** 63n) : signed
}

/** The value of a digit or letter; 36 for what is none. */
function digitOf(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48
  const lower = unit | 32
  return lower >= 97 && lower <= 122 ? lower - 87 : 36
}

function countBits(value: bigint): number {
  let count = 0
  for (let rest = value; rest !== 0n; rest &= rest - 1n) count++
  return count
}
