import zlib from 'node:zlib'
import { ParquetError } from '../errors.ts'

/**
 * GZIP, BROTLI, CRC-32 and, where Node has it, ZSTD by Node's own zlib: the one file of the codecs
 * that needs Node. A build for browsers replaces this file by another one with the same exports.
 */

const { brotliCompressSync, brotliDecompressSync, constants, gzipSync, unzipSync } = zlib

/** CRC-32 by vector instructions, as an unsigned integer; Node has it since 20.15. */
export const nodeCrc32: ((bytes: Uint8Array) => number) | undefined = zlib.crc32

/** The part of `node:zlib` that came with Node 22.15 and is unknown to the types of Node 20. */
interface ZlibWithZstd {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: { params: object }) => Buffer
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: object) => Buffer
  readonly constants: { readonly ZSTD_c_compressionLevel?: number }
}

export interface ZstdFunctions {
  compress(bytes: Uint8Array, level: number): Uint8Array
  decompress(bytes: Uint8Array, uncompressedSize: number): Uint8Array
}

/** ZSTD in native code, since Node 22.15. */
export const nodeZstd: ZstdFunctions | undefined = findZstd(zlib as unknown as ZlibWithZstd)

function findZstd(library: ZlibWithZstd): ZstdFunctions | undefined {
  const { zstdCompressSync, zstdDecompressSync } = library
  const { ZSTD_c_compressionLevel: levelParameter } = library.constants
  if (!zstdCompressSync || !zstdDecompressSync || levelParameter === undefined) return undefined
  return {
    compress: (bytes, level) =>
      plain(zstdCompressSync(bytes, { params: { [levelParameter]: level } })),
    decompress: (bytes, uncompressedSize) =>
      plain(zstdDecompressSync(bytes, limits(uncompressedSize))),
  }
}

const defaultGzipLevel = 6
const defaultBrotliQuality = 4

export function compressGzip(bytes: Uint8Array, level = defaultGzipLevel): Uint8Array {
  return plain(gzipSync(bytes, { level }))
}

/**
 * Reads gzip (of several members, too) and zlib streams; both stand in files under the name GZIP.
 */
export function decompressGzip(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  try {
    return plain(unzipSync(bytes, limits(uncompressedSize)))
  } catch (cause) {
    throw damaged('gzip', cause)
  }
}

export function compressBrotli(bytes: Uint8Array, quality = defaultBrotliQuality): Uint8Array {
  return plain(
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  )
}

export function decompressBrotli(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  try {
    return plain(brotliDecompressSync(bytes, limits(uncompressedSize)))
  } catch (cause) {
    throw damaged('brotli', cause)
  }
}

/**
 * One output chunk of the right size: no list of small ones to join, and none beyond the declared
 * size.
 */
function limits(uncompressedSize: number) {
  return {
    maxOutputLength: Math.max(1, uncompressedSize),
    chunkSize: Math.max(64, uncompressedSize),
  }
}

/**
 * A Buffer's `slice` shares memory where a Uint8Array's copies; nobody should meet the difference.
 */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

function damaged(codec: string, cause: unknown): ParquetError {
  return new ParquetError('corrupt', `damaged ${codec} page`, { cause })
}
