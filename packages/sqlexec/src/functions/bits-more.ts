import { SqlError } from '../base/errors.ts'
import { types } from '../types/sql-type.ts'
import { normalizeInteger } from '../types/value.ts'
import { plainFunction } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'

type Integer = number | bigint

/** Single bits of a number of 64 bits, counted from 0 for the lowest. */
export const singleBitFunctions: readonly ScalarFunction[] = [
  plainFunction({
    name: 'GET_BIT',
    doc: 'One bit of a number, counted from 0 for the lowest.',
    parameters: [types.bigint, types.bigint],
    returns: types.int,
    implementation: (bits: Integer, place: Integer) =>
      Number((BigInt(bits) >> checkedPlace('GET_BIT', place)) & 1n),
  }),
  plainFunction({
    name: 'SET_BIT',
    doc: 'A number with one bit set, or cleared where the last argument is 0.',
    parameters: [types.bigint, types.bigint, types.bigint],
    returns: types.bigint,
    implementation(bits: Integer, place: Integer, value: Integer) {
      const mask = 1n << checkedPlace('SET_BIT', place)
      // biome-ignore lint/suspicious/noDoubleEquals: a number or a bigint
      const changed = value == 0 ? BigInt(bits) & ~mask : BigInt(bits) | mask
      return normalizeInteger(BigInt.asIntN(64, changed))
    },
  }),
]

function checkedPlace(name: string, place: Integer): bigint {
  if (place >= 0 && place < 64) return BigInt(place)
  throw new SqlError('out_of_range', `${name} counts bits from 0 to 63, not ${place}`)
}
