import { ParquetError } from '../errors.ts'
import { compressSnappyBlock, decompressSnappyBlock } from './block-codecs.ts'

/** SNAPPY: one block of the raw format, without framing. */
export function compressSnappy(bytes: Uint8Array): Uint8Array {
  return compressSnappyBlock(bytes)
}

/** See block-codecs.ts for how long the result holds. */
export function decompressSnappy(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  const result = decompressSnappyBlock(bytes, uncompressedSize)
  if (result !== undefined) return result
  throw new ParquetError(
    'corrupt',
    `a snappy page is damaged, or does not hold ${uncompressedSize} bytes as its header says`,
  )
}
