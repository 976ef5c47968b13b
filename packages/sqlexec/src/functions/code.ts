import { type SqlType, unitsPerSecond } from '../types/sql-type.ts'
import { normalizeInteger } from '../types/value.ts'

/** How a value is held in generated JavaScript. 'boolean' is what predicates yield: it counts as 0 or 1. */
export type Representation = 'boolean' | 'number' | 'bigint' | 'string' | 'bytes'

/** Inclusive bounds of an integer (decimals: of the unscaled integer). Whole numbers, exact. */
export interface IntegerRange {
  readonly min: bigint
  readonly max: bigint
}

/**
 * A piece of generated JavaScript that yields one value. `js` may be used once or many times: it is a name, a literal or
 * a side-effect-free expression. It must not be evaluated where `isNull` holds.
 */
export interface Code {
  readonly js: string
  readonly representation: Representation
  /** A JavaScript condition that tells whether the value is NULL, without a top-level `||` of its own; `null`: it never is. */
  readonly isNull: string | null
  /** For integers and decimals: the bounds that the chunk's statistics and the types prove. */
  readonly range: IntegerRange | null
  /** Where the value comes straight from a dictionary: its code, and the name of the array of the dictionary's entries. */
  readonly dictionary?: { readonly code: string; readonly entries: string }
}

/** What an emit function may ask of the code generator. */
export interface Emitter {
  /** Hands a JavaScript value to the generated code as a parameter; the answer is its name. Never put text into source. */
  constant(value: unknown): string
  /** Declares a local variable at this point of the loop body; the answer is its name. */
  local(js: string): string
  /** Adds a statement at this point of the loop body. */
  statement(js: string): void
  /** The name of the `StatementEnvironment`. */
  environment(): string
}

export interface Signature {
  readonly args: readonly SqlType[]
  readonly type: SqlType
}

const safe = 9007199254740991n

/** Whether every integer of a range is exact as a JavaScript number. */
export function isSafe(range: IntegerRange | null): range is IntegerRange {
  return range !== null && range.min >= -safe && range.max <= safe
}

/** The same value as a JavaScript number. Only for booleans and numbers, and bigints that are known to be safe. */
export function asNumber(code: Code): string {
  if (code.representation === 'boolean') return `(${code.js} ? 1 : 0)`
  return code.representation === 'bigint' ? `Number(${code.js})` : code.js
}

/** The same integer as a bigint. */
export function asBigint(code: Code): string {
  if (code.representation === 'bigint') return code.js
  return code.representation === 'boolean' ? `(${code.js} ? 1n : 0n)` : `BigInt(${code.js})`
}

/** The value in the engine's domain (types/value.ts), as functions outside generated code take it: no bigint that is safe. */
export function asValue(emitter: Emitter, code: Code): string {
  if (code.representation === 'boolean') return asNumber(code)
  return code.representation === 'bigint'
    ? `${emitter.constant(normalizeInteger)}(${code.js})`
    : code.js
}

/** The condition under which any of the codes is NULL; `null`: never. */
export function anyNull(codes: readonly Code[]): string | null {
  const parts = new Set<string>()
  for (const code of codes) {
    if (code.isNull !== null) for (const part of code.isNull.split(' || ')) parts.add(part)
  }
  return parts.size === 0 ? null : [...parts].join(' || ')
}

/** In what representation every value of a type fits. */
export function typeRepresentation(type: SqlType): Representation {
  switch (type.kind) {
    case 'text':
    case 'json':
      return 'string'
    case 'bytes':
      return 'bytes'
    case 'integer':
      return type.bits === 64 ? 'bigint' : 'number'
    case 'set':
      return type.members.length > 53 ? 'bigint' : 'number'
    case 'decimal':
      return type.precision > 15 ? 'bigint' : 'number'
    case 'datetime':
    case 'timestamp':
    case 'time':
      return unitsPerSecond(type) === 1000 ? 'number' : 'bigint'
    default:
      return 'number'
  }
}
