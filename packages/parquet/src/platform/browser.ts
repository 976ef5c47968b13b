import { gunzip } from '../codec/gzip.ts'
import { type ParquetError, unsupported } from '../errors.ts'
import type { ByteSource } from '../source.ts'
import type { ZstdFunctions } from './zstd-functions.ts'

/*
 * What node.ts has, without Node. Pages are decompressed synchronously, so that the browser's own DecompressionStream
 * does not serve. BROTLI, whose dictionary alone is larger than this package, and the
 * compression of all three are not there; `registerDecompressor` takes a BROTLI of the caller's.
 */

export async function openFile(
  _path: string | URL,
): Promise<ByteSource & { close(): Promise<void> }> {
  throw unsupported('there are no local files in a browser; take httpSource or bufferSource')
}

export const nativeCrc32: ((bytes: Uint8Array) => number) | undefined = undefined

export async function loadZstd(): Promise<ZstdFunctions> {
  return {
    compress() {
      throw missing('compress ZSTD')
    },
  }
}

export function compressGzip(_bytes: Uint8Array, _level?: number): Uint8Array {
  throw missing('compress GZIP')
}

export const decompressGzip: (bytes: Uint8Array, uncompressedSize: number) => Uint8Array = gunzip

export function compressBrotli(_bytes: Uint8Array, _quality?: number): Uint8Array {
  throw missing('compress BROTLI')
}

export function decompressBrotli(_bytes: Uint8Array, _uncompressedSize: number): Uint8Array {
  throw unsupported('browsers cannot read BROTLI pages; give a decoder to registerDecompressor')
}

function missing(what: string): ParquetError {
  return unsupported(`browsers cannot ${what}; write with SNAPPY or LZ4_RAW`)
}
