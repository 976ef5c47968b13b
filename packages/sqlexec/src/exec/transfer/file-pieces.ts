import { SqlError } from '../../base/errors.ts'
import { baseName, type FileHandle, type FileSystem } from '../../io/file-system.ts'
import { errnoCode } from '../../io/io-error.ts'
import type { Stage } from '../maybe-async.ts'

const pieceBytes = 256 << 10

/** Opens a file that a statement reads. @throws SqlError `file_not_found` where there is none */
export function* openInput(fileSystem: FileSystem, path: string): Stage<FileHandle> {
  try {
    const handle = (yield fileSystem.openAsync(path, 'read')) as FileHandle
    requireFile(handle)
    return handle
  } catch (cause) {
    if (errnoCode(cause) !== 'ENOENT') throw cause
    const message = `Can't find file: '${path}' (paths are relative to the working directory of the process)`
    throw new SqlError('file_not_found', message, { cause })
  }
}

function requireFile(handle: FileHandle): void {
  if (handle.stat().kind === 'file') return
  const { path } = handle
  handle.close()
  throw new SqlError('unsupported', `'${baseName(path)}' is no file whose rows could be read`)
}

/** The bytes of a file piece by piece, each with what the one before left over in front. */
export class FilePieces {
  bytes: Buffer = Buffer.allocUnsafe(pieceBytes)
  length = 0
  /** Whether there is nothing behind `bytes`. */
  isLast = false
  readonly size: number
  #offset = 0
  readonly #handle: FileHandle
  readonly #limit: number

  /** @param limit bytes that may be left over */
  constructor(handle: FileHandle, limit: number) {
    this.#handle = handle
    this.#limit = limit
    this.size = handle.size()
  }

  /** Bytes of the file that were read so far. */
  get offset(): number {
    return this.#offset
  }

  /** Reads on, keeping the bytes from `kept` on. */
  *more(kept: number): Stage<void> {
    const rest = this.length - kept
    if (rest > this.#limit) {
      const message = `A record is longer than ${this.#limit >> 20} MiB; is a quote missing?`
      throw new SqlError('limit_exceeded', message)
    }
    // Where nothing was used, a record is longer than a piece.
    const wanted = kept === 0 ? Math.max(pieceBytes, rest) : pieceBytes
    if (rest + wanted > this.bytes.length) {
      const grown = Buffer.allocUnsafe((rest + wanted) * 2)
      this.bytes.copy(grown, 0, kept, this.length)
      this.bytes = grown
    } else this.bytes.copyWithin(0, kept, this.length)
    const count = Math.min(wanted, this.size - this.#offset)
    if (count > 0) {
      yield this.#handle.readInto(this.#offset, this.bytes.subarray(rest, rest + count))
    }
    this.#offset += count
    this.length = rest + count
    this.isLast = this.#offset >= this.size
  }
}

/** The length of a byte order mark at the beginning of a file of UTF-8. @throws SqlError for one of UTF-16 */
export function byteOrderMark(bytes: Buffer, length: number): number {
  if (length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3
  const mark = length >= 2 ? bytes.readUInt16BE(0) : 0
  if (mark === 0xfeff || mark === 0xfffe) {
    throw new SqlError('unsupported', 'The file is in UTF-16; only UTF-8 is supported')
  }
  return 0
}
