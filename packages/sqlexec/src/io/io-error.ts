import { SqlError } from '../base/errors.ts'

/** A failed system call of our own file systems, in the shape that Node gives its own. */
export class SystemCallError extends Error {
  readonly code: string

  constructor(code: string, detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`)
    this.name = 'SystemCallError'
    this.code = code
  }
}

const explanations: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBADF: 'the file is closed, or not open for this',
  EBUSY: 'the file is in use',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already',
  EFBIG: 'the file would be too large',
  EIO: 'the device reports an error',
  EISDIR: 'it is a directory',
  EMFILE: 'this process has too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENFILE: 'the system has too many open files',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a directory',
  ENOTEMPTY: 'the directory is not empty',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
}

/** The error of a failed call on `path`: `cannot write "db/.wal": no space left on the device (ENOSPC)`. */
export function ioError(call: string, path: string, cause: unknown): SqlError {
  if (cause instanceof SqlError) return cause
  const code = codeOf(cause)
  const reason =
    code === undefined
      ? cause instanceof Error
        ? cause.message
        : String(cause)
      : code in explanations
        ? `${explanations[code]} (${code})`
        : code
  return new SqlError('io', `cannot ${call} ${JSON.stringify(path)}: ${reason}`, { cause })
}

/** The error of a file that ended before what was to be read. */
export function shortReadError(
  path: string,
  offset: number,
  wanted: number,
  got: number,
): SqlError {
  const cause = new SystemCallError('SHORT_READ')
  const message =
    `cannot read ${JSON.stringify(path)}: ${wanted} bytes wanted at offset ${offset}, got ${got}; ` +
    'the file is shorter than it should be'
  return new SqlError('io', message, { cause })
}

/**
 * The errno name (ENOENT, EACCES, ENOSPC, EROFS, EIO …) behind an error of a FileSystem, or `SHORT_READ`
 * for a file that ended early; `undefined` for any other error.
 */
export function errnoCode(error: unknown): string | undefined {
  return error instanceof SqlError ? codeOf(error.cause) : codeOf(error)
}

/** Whether the disk or the quota is full: nothing is broken, and less data might fit. */
export function isDiskFull(error: unknown): boolean {
  const code = errnoCode(error)
  return code === 'ENOSPC' || code === 'EDQUOT'
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return undefined
}
