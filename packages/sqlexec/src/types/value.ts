import type { SqlType } from './sql-type.ts'

/**
 * A SQL value inside the engine, by type:
 * - boolean: 0 or 1
 * - integer: a number where it lies within ±(2^53 − 1), a bigint otherwise, never a bigint that would fit
 * - decimal(p, s): the unscaled integer value × 10^s, number or bigint by the same rule
 * - float, double: a number (a float already rounded to single precision)
 * - date: days since 1970-01-01
 * - datetime, timestamp, time: units since the epoch (types/sql-type.ts `unitsPerSecond`), number or bigint
 * - enum: the number of the member, 0 for none; set: the sum of the members' bits, number or bigint by the same rule
 * - text, json: a string; bytes: a Uint8Array
 * - NULL of every type: null
 */
export type SqlValue = null | number | bigint | string | Uint8Array

/** A bigint as the engine holds integers: a number where it is safe. */
export function normalizeInteger(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
}

export interface TypedValue {
  readonly type: SqlType
  readonly value: SqlValue
}
