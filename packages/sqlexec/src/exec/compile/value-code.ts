import {
  type Code,
  type IntegerRange,
  type Representation,
  typeRepresentation,
} from '../../functions/code.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'

/** The code of a value that is known when the code is generated; only its representation and `range` shape the code. */
export function valueCode(
  js: string,
  type: SqlType,
  value: SqlValue,
  range: IntegerRange | null,
): Code {
  if (value === null) {
    return { js, representation: nullRepresentation(type), isNull: 'true', range: null }
  }
  return { js, representation: valueRepresentation(value), isNull: null, range }
}

function valueRepresentation(value: Exclude<SqlValue, null>): Representation {
  if (value instanceof Uint8Array) return 'bytes'
  return typeof value as 'number' | 'bigint' | 'string'
}

/** A NULL is never looked at, so that of an integer need not make bigints of its neighbours. */
function nullRepresentation(type: SqlType): Representation {
  const representation = typeRepresentation(type)
  return representation === 'bigint' ? 'number' : representation
}
