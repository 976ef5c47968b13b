import { ParquetError } from '../errors.ts'

/** Sizes of pages and chunks are 32-bit signed integers in the format. */
const maxBytes = 2 ** 31 - 1

/**
 * Bytes that grow at the end. Kernels call {@link reserve} once, write into {@link bytes} directly
 * and set {@link length}; `bytes` is replaced when it grows, so it must be read again after every
 * `reserve`.
 */
export class ByteBuffer {
  bytes: Uint8Array
  length = 0

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity)
  }

  /** Makes room for `extra` more bytes and returns the position where they begin. */
  reserve(extra: number): number {
    const needed = this.length + extra
    if (needed > this.bytes.length) {
      if (needed > maxBytes) {
        throw new ParquetError('limit', `${needed} bytes do not fit in one Parquet page or chunk`)
      }
      const grown = new Uint8Array(Math.min(maxBytes, Math.max(needed, this.bytes.length * 2)))
      grown.set(this.view())
      this.bytes = grown
    }
    return this.length
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  append(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length)
    this.bytes.set(bytes, at)
    this.length = at + bytes.length
  }

  /** An unsigned LEB128 of a non-negative safe integer. */
  varint(value: number): void {
    const at = this.reserve(10)
    let to = at
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes[to++] = (rest % 128) | 128
    this.bytes[to++] = rest
    this.length = to
  }

  /** Overwrites four bytes with a little-endian integer. */
  setUint32(at: number, value: number): void {
    this.bytes[at] = value
    this.bytes[at + 1] = value >>> 8
    this.bytes[at + 2] = value >>> 16
    this.bytes[at + 3] = value >>> 24
  }

  /** What was written, as a view that the next write may invalidate. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}
