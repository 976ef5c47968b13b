import { asNumber, type Code } from '../../functions/code.ts'
import { normalizeInteger } from '../../types/value.ts'
import type { SourceBuilder } from './source-builder.ts'

/** A JavaScript expression for the value in the domain of types/value.ts, NULL included. */
export function sqlValue(builder: SourceBuilder, code: Code): string {
  const value = plainValue(builder, code)
  return code.isNull === null ? value : `(${code.isNull}) ? null : ${value}`
}

/** The same for a value that is not NULL. */
export function plainValue(builder: SourceBuilder, code: Code): string {
  switch (code.representation) {
    case 'boolean':
      return asNumber(code)
    case 'bytes':
      // What is stored is shared with other readers, so what leaves the loop is a copy.
      return `${builder.constant(copyBytes)}(${code.js})`
    case 'bigint':
      return `${builder.constant(normalizeInteger)}(${code.js})`
    default:
      return code.js
  }
}

function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}
