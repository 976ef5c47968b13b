import { types } from '../types/sql-type.ts'
import { normalizeInteger } from '../types/value.ts'
import { asBigint, type Code, type Emitter } from './code.ts'
import { plainFunction } from './define.ts'
import { overflow } from './integer-code.ts'
import type { ScalarFunction } from './scalar-function.ts'

const range = { min: 0n, max: 2n ** 64n - 1n }

/** Bit operations work on 64 unsigned bits. */
function bitwise(
  name: string,
  doc: string,
  arity: number,
  emit: (args: readonly string[], emitter: Emitter) => string,
): ScalarFunction {
  return {
    name,
    doc,
    nulls: 'propagate',
    resolve: (args) =>
      args.length === arity
        ? { args: args.map(integerOperand), type: types.unsignedBigint }
        : `${name} takes ${arity} operands`,
    emit(emitter, args): Code {
      const wide = emitter.constant(unsigned)
      const operands = args.map((arg) => `${wide}(${asBigint(arg)})`)
      return { js: emit(operands, emitter), representation: 'bigint', isNull: null, range }
    },
  }
}

function integerOperand(type: { kind: string }) {
  return type.kind === 'integer' ? (type as typeof types.bigint) : types.bigint
}

function unsigned(value: bigint): bigint {
  return BigInt.asUintN(64, value)
}

function shiftLeft(value: bigint, by: bigint): bigint {
  return by >= 64n ? 0n : BigInt.asUintN(64, value << by)
}

function shiftRight(value: bigint, by: bigint): bigint {
  return by >= 64n ? 0n : value >> by
}

export const bitwiseFunctions: readonly ScalarFunction[] = [
  bitwise('&', 'Bitwise AND.', 2, ([a, b]) => `(${a} & ${b})`),
  bitwise('|', 'Bitwise OR.', 2, ([a, b]) => `(${a} | ${b})`),
  bitwise('^', 'Bitwise XOR.', 2, ([a, b]) => `(${a} ^ ${b})`),
  bitwise('~', 'Bitwise complement.', 1, ([a], emitter) => `${emitter.constant(unsigned)}(~${a})`),
  bitwise(
    '<<',
    'Shift to the left.',
    2,
    ([a, b], emitter) => `${emitter.constant(shiftLeft)}(${a}, ${b})`,
  ),
  bitwise(
    '>>',
    'Shift to the right.',
    2,
    ([a, b], emitter) => `${emitter.constant(shiftRight)}(${a}, ${b})`,
  ),
  plainFunction({
    name: '0x',
    doc: 'The number that a hexadecimal or bit literal writes.',
    parameters: [types.blob],
    returns: types.unsignedBigint,
    implementation: bytesNumber,
  }),
]

function bytesNumber(bytes: Uint8Array): number | bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  if (value >= 1n << 64n) throw overflow('BIGINT UNSIGNED')
  return normalizeInteger(value)
}
