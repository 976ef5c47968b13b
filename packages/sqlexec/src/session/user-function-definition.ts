/**
 * What a user-defined function takes and answers, by the names of SQL types: `INT`, `DECIMAL(10, 2)`, `VARCHAR(20)`, `JSON` …
 * Arguments come as values of the rows that queries answer do: DECIMAL as text, DATETIME as a Date, JSON as what it parses to, BLOB
 * as a Uint8Array, NULL as null.
 */
interface UserSignature {
  /** The types that arguments are converted to, in order. */
  readonly args: readonly string[]
  /** Whether the last type may be repeated, or left out. */
  readonly variadic?: boolean
  /** The type of the result; what the function answers is converted to it as when it is stored in a column. */
  readonly returns: string
  /** `'skip'` (unless said otherwise): NULL arguments make NULL, or rows that do not count, without a call. `'pass'`: null is handed over. */
  readonly nulls?: 'skip' | 'pass'
}

/** A function of values: one call per row at most. */
export interface UserFunction extends UserSignature {
  /** Whether equal arguments always make equal results, so that calls may be made once and remembered. False unless said otherwise. */
  readonly deterministic?: boolean
  /** Synchronous. What it throws becomes an error of the statement. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows the types that its names of types stand for
  call(...args: any[]): unknown
}

/** A function of the rows of a group. */
export interface UserAggregate extends UserSignature {
  /** The state of a group without rows. */
  init(): unknown
  /** Takes a row in; the answer is the state to go on with, `undefined` for the same. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows the types
  step(state: any, ...args: any[]): unknown
  /** The result of a state. Over windows the state goes on to be used. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows the types
  finish(state: any): unknown
}
