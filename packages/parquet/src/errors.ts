/**
 * What is wrong with a Parquet file, or with what was asked of it.
 *
 * - `not_parquet`: the bytes are not a Parquet file at all (no magic, too short).
 * - `corrupt`: the file breaks the format; its writer or the disk is to blame.
 * - `unsupported`: the file is valid but uses a feature that this library does not read or write.
 * - `encrypted`: the file or the column is encrypted; no key can be given.
 * - `limit`: a declared size passes what this library is willing to allocate or can represent.
 * - `io`: a server, a file or a source of the caller's did not give the bytes that were asked for, or the file changed while it was
 *   read.
 */
export type ParquetErrorCode =
  | 'not_parquet'
  | 'corrupt'
  | 'unsupported'
  | 'encrypted'
  | 'limit'
  | 'io'

export interface ParquetErrorOptions {
  /** Dotted path of the column that the error speaks of. */
  readonly column?: string
  readonly cause?: unknown
}

/** The one class of error that this package throws for bad files and unsupported features. */
export class ParquetError extends Error {
  readonly code: ParquetErrorCode
  readonly column: string | undefined

  constructor(code: ParquetErrorCode, message: string, options: ParquetErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ParquetError'
    this.code = code
    this.column = options.column
  }
}

/** A `corrupt` error. A function, so that hot code holds only a call on its failing branch. */
export function corrupt(message: string): ParquetError {
  return new ParquetError('corrupt', message)
}

/** An `unsupported` error. */
export function unsupported(message: string): ParquetError {
  return new ParquetError('unsupported', message)
}
