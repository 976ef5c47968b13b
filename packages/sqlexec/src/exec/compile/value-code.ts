import type { Code, IntegerRange, Representation } from '../../functions/code.ts'
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
    return { js, representation: typeRepresentation(type), isNull: 'true', range: null }
  }
  return { js, representation: valueRepresentation(value), isNull: null, range }
}

function valueRepresentation(value: Exclude<SqlValue, null>): Representation {
  if (value instanceof Uint8Array) return 'bytes'
  return typeof value as 'number' | 'bigint' | 'string'
}

function typeRepresentation(type: SqlType): Representation {
  if (type.kind === 'bytes') return 'bytes'
  return type.kind === 'text' || type.kind === 'json' ? 'string' : 'number'
}
