import { ParquetError } from '../errors.ts'
import { compressLz4Block, decompressLz4Block } from './block-codecs.ts'

/** LZ4_RAW: one LZ4 block. The result is the caller's. */
export function compressLz4Raw(bytes: Uint8Array): Uint8Array {
  return compressLz4Block(bytes)
}

/** See block-codecs.ts for how long the result holds. */
export function decompressLz4Raw(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  const result = decompressLz4Block(bytes, uncompressedSize)
  if (result !== undefined) return result
  throw new ParquetError('corrupt', `an LZ4 page is damaged, or passes ${uncompressedSize} bytes`)
}

/**
 * The codec LZ4 of Parquet, deprecated because writers disagree on what it means. Two readings
 * occur in files:
 *
 *   Hadoop's framing:  { u32be uncompressed size, { u32be compressed size, LZ4 block } … } …
 *   no framing at all: one LZ4 block
 *
 * As Arrow does, the first is tried, and the second where the bytes are no valid framing.
 */
export function decompressLz4(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  return decompressFramed(bytes, uncompressedSize) ?? decompressLz4Raw(bytes, uncompressedSize)
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
      // No more room than a block can fill: many small ones would reserve the whole frame's each.
      const room = Math.min(frameEnd - to, blockSize * 255)
      const block = decompressLz4Block(bytes.subarray(from, from + blockSize), room)
      if (block === undefined) return undefined
      result.set(block, to)
      to += block.length
      from += blockSize
    } while (to < frameEnd && from < bytes.length)
    if (to !== frameEnd) return undefined
  }
  return to === uncompressedSize ? result : undefined
}
