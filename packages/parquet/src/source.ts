import { corrupt, ParquetError } from './errors.ts'

/** Random access to the bytes of one file. */
export interface ByteSource {
  /** Size of the file in bytes. */
  readonly size: number
  /**
   * The bytes `[offset, offset + length)`, exactly `length` of them.
   * Rejects where the range passes the end of the file.
   */
  read(offset: number, length: number): Promise<Uint8Array>
}

/**
 * A file that is already in memory. Reads are views, not copies.
 *
 * @throws TypeError where `bytes` are no Uint8Array
 */
export function bufferSource(bytes: Uint8Array): ByteSource {
  // By its tag, which arrays of other realms have as well.
  if (bytes?.[Symbol.toStringTag] !== 'Uint8Array') {
    throw new TypeError('bufferSource takes a Uint8Array; wrap an ArrayBuffer in one')
  }
  return {
    size: bytes.length,
    async read(offset, length) {
      checkRange(offset, length, bytes.length)
      return bytes.subarray(offset, offset + length)
    },
  }
}

/**
 * Reads from a source that may be the caller's.
 *
 * @throws {ParquetError} `io` where it gives another number of bytes than it was asked for
 */
export async function readBytes(
  source: ByteSource,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = await source.read(offset, length)
  if (bytes.length === length) return bytes
  throw new ParquetError('io', `the source gave ${bytes.length} bytes instead of ${length}`)
}

/** Throws unless `[offset, offset + length)` lies within a file of `size` bytes. */
export function checkRange(offset: number, length: number, size: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
    throw corrupt(`bytes ${offset} to ${offset + length} lie outside the file of ${size} bytes`)
  }
}
