import { types } from '../types/sql-type.ts'
import { emitCallOf, resultCode, wrongCount } from './define.ts'
import type { StatementEnvironment } from './environment.ts'
import type { ScalarFunction } from './scalar-function.ts'

export const randomFunctions: readonly ScalarFunction[] = [
  {
    name: 'RAND',
    doc: 'A random number from 0 up to but not including 1; with a seed the same sequence each time.',
    nulls: 'custom',
    volatile: true,
    resolve: (args) =>
      args.length > 1
        ? wrongCount('RAND')
        : { args: args.map(() => types.bigint), type: types.double },
    emit(emitter, args, { type }) {
      if (args.length === 0) return resultCode(emitter, 'Math.random()', type, false)
      const [seed] = args
      const known = seed.isNull === null ? seed.js : `(${seed.isNull}) ? 0 : ${seed.js}`
      const code = { ...seed, js: emitter.local(known), isNull: null }
      const next = seededRandom() as (...args: unknown[]) => number
      const call = emitCallOf(emitter, next, [code], [emitter.environment()])
      return resultCode(emitter, emitter.local(call), type, false)
    },
  },
]

const modulus = 0x3fffffff

/**
 * The sequence of MySQL's RAND(seed): two linear congruences modulo 2^30 − 1. It begins anew with each statement and wherever the
 * seed changes.
 */
function seededRandom() {
  let statement: StatementEnvironment | null = null
  let lastSeed: number | bigint | null = null
  let first = 0
  let second = 0
  return (environment: StatementEnvironment, seed: number | bigint): number => {
    if (environment !== statement || seed !== lastSeed) {
      statement = environment
      lastSeed = seed
      const bits = BigInt.asUintN(32, BigInt(seed))
      first = Number(BigInt.asUintN(32, bits * 0x10001n + 55555555n)) % modulus
      second = Number(BigInt.asUintN(32, bits * 0x10000001n)) % modulus
    }
    first = (first * 3 + second) % modulus
    second = (first + second + 33) % modulus
    return first / modulus
  }
}
