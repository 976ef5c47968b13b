import { asValue, type Code } from '../../functions/code.ts'
import type { SourceBuilder } from './source-builder.ts'

/** A JavaScript expression for the value in the domain of types/value.ts, NULL included. */
export function sqlValue(builder: SourceBuilder, code: Code): string {
  const value = plainValue(builder, code)
  return code.isNull === null ? value : `(${code.isNull}) ? null : ${value}`
}

/** The same for a value that is not NULL. */
export function plainValue(builder: SourceBuilder, code: Code): string {
  // What is stored is shared with other readers, so bytes that leave the loop are a copy.
  if (code.representation === 'bytes') return `${builder.constant(copyBytes)}(${code.js})`
  return asValue(builder, code)
}

function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}
