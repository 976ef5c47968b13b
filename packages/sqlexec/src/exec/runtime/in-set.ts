import type { Representation } from '../../functions/code.ts'
import { collation } from '../../types/collation.ts'
import type { SqlType } from '../../types/sql-type.ts'
import { normalizeInteger, type SqlValue } from '../../types/value.ts'

/** The members of an IN list, under keys that are equal exactly where SQL's `=` is true. */
export interface InSet {
  readonly members: ReadonlySet<number | bigint | string>
  readonly hasNull: boolean
}

/** How a value in this representation becomes a member's key; `null`: as it is. */
export function inKey(
  type: SqlType,
  representation: Representation,
): ((value: never) => number | bigint | string) | null {
  switch (representation) {
    case 'boolean':
      return Number
    case 'number':
      return null
    case 'bigint':
      return normalizeInteger
    case 'bytes':
      return bytesKey
    case 'string':
      return type.kind === 'text' ? collation(type.collation).key : null
  }
}

export function buildInSet(type: SqlType, values: readonly SqlValue[]): InSet {
  const members = new Set<number | bigint | string>()
  let hasNull = false
  for (const value of values) {
    if (value === null) hasNull = true
    else if (value instanceof Uint8Array) members.add(bytesKey(value))
    else if (typeof value === 'string' && type.kind === 'text')
      members.add(collation(type.collation).key(value))
    else members.add(value)
  }
  return { members, hasNull }
}

/** Bytes as a string of one code unit each, so that equal bytes are equal keys. */
export function bytesKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
