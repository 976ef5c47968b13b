import { ParquetError } from '../errors.ts'
import { loadZstd } from '../platform/node.ts'
import type { ZstdFunctions } from '../platform/zstd-functions.ts'
import { decompressZstdFrames } from './block-codecs.ts'

/**
 * The reference library's fastest regular level: two to three times as fast as its default, 3 %
 * larger.
 */
const defaultLevel = 1

let library: ZstdFunctions | undefined

/** Loads what the platform has of ZSTD; to be awaited before the other functions here. */
export async function initZstd(): Promise<void> {
  library ??= await loadZstd()
}

/** Compresses one page to one frame. */
export function compressZstd(bytes: Uint8Array, level = defaultLevel): Uint8Array {
  return loaded().compress(bytes, level)
}

/**
 * Decompresses the frames of a page, of which most have one, by the platform's own library where it has one; see
 * block-codecs.ts for how long the result holds.
 */
export function decompressZstd(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  const whole = decompressByPlatform(bytes, uncompressedSize)
  if (whole !== undefined) return whole
  const result = decompressZstdFrames(bytes, uncompressedSize)
  if (result === undefined) throw new ParquetError('corrupt', 'damaged zstd page')
  return result
}

/** `undefined` where that is not the whole page: Node's library stops behind the first of several frames. */
function decompressByPlatform(bytes: Uint8Array, size: number): Uint8Array | undefined {
  const { decompress } = loaded()
  try {
    const result = decompress?.(bytes, size)
    return result?.length === size ? result : undefined
  } catch {
    return undefined
  }
}

function loaded(): ZstdFunctions {
  if (library === undefined) {
    throw new Error('initCodecs() must be awaited before zstd pages are touched')
  }
  return library
}
