import { SqlError } from '../base/errors.ts'
import { isBit, type SqlType } from '../types/sql-type.ts'
import { typeName } from '../types/type-name.ts'
import type { SqlValue } from '../types/value.ts'

/** Both inclusive. */
export interface IntegerBounds {
  readonly min: bigint
  readonly max: bigint
}

/** What a column whose values lie as integers can hold. Temporal types count units; calendars are their casts' business. */
export function integerBounds(type: SqlType): IntegerBounds {
  switch (type.kind) {
    case 'boolean':
      return { min: 0n, max: 1n }
    case 'integer':
      if (isBit(type)) return { min: 0n, max: 2n ** BigInt(type.width) - 1n }
      return type.unsigned ? { min: 0n, max: 2n ** BigInt(type.bits) - 1n } : signed(type.bits)
    case 'decimal': {
      const max = 10n ** BigInt(type.precision) - 1n
      return { min: type.unsigned ? 0n : -max, max }
    }
    case 'enum':
      return { min: 0n, max: BigInt(type.members.length) }
    case 'set':
      return { min: 0n, max: 2n ** BigInt(type.members.length) - 1n }
    case 'null':
    case 'date':
      return signed(32)
    default:
      return signed(64)
  }
}

function signed(bits: number): IntegerBounds {
  const max = 2n ** BigInt(bits - 1) - 1n
  return { min: -max - 1n, max }
}

/** For a value that the casts above should not have let through: stored, it would wrap around. */
export function outOfRange(value: SqlValue, type: SqlType): SqlError {
  return new SqlError('out_of_range', `Out of range value ${value} for type ${typeName(type)}`)
}
