import { corrupt } from './errors.ts'

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

/** A file that is already in memory. Reads are views, not copies. */
export function bufferSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(offset, length) {
      checkRange(offset, length, bytes.length)
      return bytes.subarray(offset, offset + length)
    },
  }
}

/** Throws unless `[offset, offset + length)` lies within a file of `size` bytes. */
export function checkRange(offset: number, length: number, size: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
    throw corrupt(`bytes ${offset} to ${offset + length} lie outside the file of ${size} bytes`)
  }
}
