import { type FileHandle, open } from 'node:fs/promises'
import zlib from 'node:zlib'
import { compress, init } from '@bokuweb/zstd-wasm'
import { ParquetError } from '../errors.ts'
import { type ByteSource, checkRange } from '../source.ts'
import type { ZstdFunctions } from './zstd-functions.ts'

/*
 * All that needs Node: files, and the codecs of its zlib. Builds for browsers take browser.ts instead, which has the same
 * exports (`browser` in package.json says so).
 */

/**
 * Opens a file of the local file system for reading. The caller closes it. Throws what Node throws where it cannot be opened;
 * reads throw a {@link ParquetError} `io` where the file is closed, no file or cannot be read.
 */
export async function openFile(
  path: string | URL,
): Promise<ByteSource & { close(): Promise<void> }> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    return {
      size,
      async read(offset, length) {
        checkRange(offset, length, size)
        const bytes = allocate(offset, length)
        let filled = 0
        while (filled < length) {
          const { bytesRead } = await readSome(handle, bytes, filled, offset + filled)
          if (bytesRead === 0) throw shrunk(offset + length)
          filled += bytesRead
        }
        return bytes
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Fills `bytes` from `filled` on, perhaps not to its end. */
async function readSome(handle: FileHandle, bytes: Uint8Array, filled: number, position: number) {
  try {
    return await handle.read(bytes, filled, bytes.length - filled, position)
  } catch (cause) {
    throw new ParquetError('io', `cannot read from the file: ${(cause as Error).message}`, {
      cause,
    })
  }
}

function shrunk(size: number): ParquetError {
  return new ParquetError('io', `the file has shrunk below ${size} bytes since it was opened`)
}

const pageBytes = 4096

/**
 * Memory for bytes of the file from `offset` on, not zeroed, since all of it is read into.
 *
 * Kernels copy up to ten times slower to memory that lies a few bytes further in its page than the source in its own, because
 * each load seems to depend on the store before it. Large buffers begin 16 bytes behind the beginning of a page, and a file's
 * page cache at it; so half a page is kept between the two.
 */
function allocate(offset: number, length: number): Uint8Array {
  const padding = length < pageBytes ? 0 : (offset + pageBytes / 2) % pageBytes
  try {
    const { buffer } = Buffer.allocUnsafeSlow(padding + length)
    return new Uint8Array(buffer, padding, length)
  } catch (cause) {
    throw new ParquetError('limit', `no memory for ${length} bytes of the file`, { cause })
  }
}

const { brotliCompressSync, brotliDecompressSync, constants, gzipSync, unzipSync } = zlib

/** CRC-32 by vector instructions, as an unsigned integer; Node has it since 20.15. */
export const nativeCrc32: ((bytes: Uint8Array) => number) | undefined = zlib.crc32

/** The part of `node:zlib` that came with Node 22.15 and is unknown to the types of Node 20. */
interface ZlibWithZstd {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: { params: object }) => Buffer
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: object) => Buffer
  readonly constants: { readonly ZSTD_c_compressionLevel?: number }
}

/** ZSTD in native code since Node 22.15; before, compression by @bokuweb/zstd-wasm: the reference library as WebAssembly. */
export async function loadZstd(): Promise<ZstdFunctions> {
  return findZstd(zlib as unknown as ZlibWithZstd) ?? loadWasmZstd()
}

/**
 * The module's state is global, and a second `init` breaks it for everybody who has called the first. So the promise of the
 * first is kept where other copies of this file find it.
 */
const initialized = Symbol.for('@sqlexec/parquet zstd')

async function loadWasmZstd(): Promise<ZstdFunctions> {
  const shared = globalThis as { [initialized]?: Promise<void> }
  shared[initialized] ??= init()
  await shared[initialized]
  return { compress }
}

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
