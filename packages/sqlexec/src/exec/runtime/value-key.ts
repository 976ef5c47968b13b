import type { SqlValue } from '../../types/value.ts'
import { bytesKey } from './in-set.ts'

/** A key of values of the same types throughout, equal exactly where all of them are the same; −0 is not 0. */
export function valueKey(values: readonly SqlValue[]): SqlValue {
  if (values.length === 1 && !(values[0] instanceof Uint8Array)) return plainKey(values[0])
  let key = ''
  for (let i = 0; i < values.length; i++) key += partKey(values[i])
  return key
}

function plainKey<V>(value: V): V | string {
  return Object.is(value, -0) ? '-0' : value
}

/** No part is the beginning of another one. */
function partKey(value: SqlValue): string {
  if (value === null) return 'n'
  if (typeof value === 'string') return `s${value.length}:${value}`
  if (typeof value === 'object') return `x${value.length}:${bytesKey(value)}`
  return typeof value === 'bigint' ? `b${value};` : `d${plainKey(value)};`
}
