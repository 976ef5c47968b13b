import { ParquetError } from '../errors.ts'
import { decompressLz4Block, decompressLz4Into } from './lz4-raw.ts'

/**
 * The codec LZ4 of Parquet, deprecated because writers disagree on what it means. Two readings occur in files:
 *
 *   Hadoop's framing:  { u32be uncompressed size, { u32be compressed size, LZ4 block } … } …
 *   no framing at all: one LZ4 block
 *
 * As Arrow does, the first is tried, and the second where the bytes are no valid framing.
 */
export function decompressHadoopLz4(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  return decompressFramed(bytes, uncompressedSize) ?? decompressLz4Block(bytes, uncompressedSize)
}

/** `undefined` where the bytes are not in Hadoop's framing. */
function decompressFramed(bytes: Uint8Array, uncompressedSize: number): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const result = new Uint8Array(uncompressedSize)
  let from = 0
  let to = 0
  while (from < bytes.length) {
    if (bytes.length - from < 8) return undefined
    const frameEnd = to + view.getUint32(from)
    from += 4
    if (frameEnd > uncompressedSize) return undefined
    // A frame is one block; Hadoop's stream splits those larger than its buffer.
    do {
      if (bytes.length - from < 4) return undefined
      const blockSize = view.getUint32(from)
      from += 4
      if (blockSize > bytes.length - from) return undefined
      try {
        to += decompressLz4Into(bytes.subarray(from, from + blockSize), result, to, frameEnd)
      } catch (error) {
        if (error instanceof ParquetError) return undefined
        throw error
      }
      from += blockSize
    } while (to < frameEnd && from < bytes.length)
    if (to !== frameEnd) return undefined
  }
  return to === uncompressedSize ? result : undefined
}
