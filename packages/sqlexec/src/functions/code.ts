import type { SqlType } from '../types/sql-type.ts'

/** How a value is held in generated JavaScript. */
export type Representation = 'number' | 'bigint' | 'string' | 'bytes'

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
  /** A JavaScript condition that tells whether the value is NULL; `null`: it never is. */
  readonly isNull: string | null
  /** For integers and decimals: the bounds that the chunk's statistics and the types prove. */
  readonly range: IntegerRange | null
}

/** What an emit function may ask of the code generator. */
export interface Emitter {
  /** Hands a JavaScript value to the generated code as a parameter; the answer is its name. Never put text into source. */
  constant(value: unknown): string
  /** Declares a local variable at this point of the loop body; the answer is its name. */
  local(js: string): string
}

export interface Signature {
  readonly args: readonly SqlType[]
  readonly type: SqlType
}
