import { ParquetError } from '../errors.ts'
import { Codec, nameOf } from '../format/constants.ts'
import { compressBrotli, compressGzip, decompressBrotli, decompressGzip } from '../platform/node.ts'
import { compressLz4Raw, decompressLz4, decompressLz4Raw } from './lz4.ts'
import { compressSnappy, decompressSnappy } from './snappy.ts'
import { initKernels } from './wasm-module.ts'
import { compressZstd, decompressZstd, initZstd } from './zstd.ts'

/**
 * The codecs of Parquet pages behind two synchronous functions. A codec is the number that the
 * format gives it (`Codec`), so that a value from a file needs no translation.
 */

let loading: Promise<void> | undefined

/**
 * Loads the WebAssembly modules; to be awaited once per thread before `compress` and `decompress`.
 * Further calls return the same promise.
 */
export function initCodecs(): Promise<void> {
  loading ??= Promise.all([initKernels(), initZstd()]).then(() => {})
  return loading
}

type Decompressor = (bytes: Uint8Array, uncompressedSize: number) => Uint8Array

const registered = new Map<number, Decompressor>()

/**
 * Reads pages of a codec by a function of the caller's, on this thread, from now on: of LZO, which this package does not
 * have, and of BROTLI in browsers.
 *
 * @param decompressor gives the `uncompressedSize` bytes that a page holds, or throws
 */
export function registerDecompressor(codec: Codec, decompressor: Decompressor): void {
  registered.set(codec, decompressor)
}

/**
 * The codecs that {@link compress} writes. LZ4 with Hadoop's framing is read only; LZO is neither.
 */
export const writableCodecs: readonly number[] = [
  Codec.UNCOMPRESSED,
  Codec.SNAPPY,
  Codec.GZIP,
  Codec.BROTLI,
  Codec.ZSTD,
  Codec.LZ4_RAW,
]

/**
 * Compresses one page. The result may be `bytes` itself (UNCOMPRESSED), otherwise it is a fresh
 * array.
 *
 * @param level the codec's own scale (gzip 1–9, brotli 0–11, zstd 1–22); the default favours speed.
 * @throws ParquetError `unsupported` for a codec that is not in {@link writableCodecs}.
 */
export function compress(codec: number, bytes: Uint8Array, level?: number): Uint8Array {
  switch (codec) {
    case Codec.UNCOMPRESSED:
      return bytes
    case Codec.SNAPPY:
      return compressSnappy(bytes)
    case Codec.GZIP:
      return compressGzip(bytes, level)
    case Codec.BROTLI:
      return compressBrotli(bytes, level)
    case Codec.ZSTD:
      return compressZstd(bytes, level)
    case Codec.LZ4_RAW:
      return compressLz4Raw(bytes)
    default:
      throw new ParquetError('unsupported', `cannot write pages with codec ${nameOf(Codec, codec)}`)
  }
}

/**
 * Decompresses one page. The result has exactly `uncompressedSize` bytes, and holds until the next call of this or of
 * `compress`: it is `bytes` itself for UNCOMPRESSED, and may be memory that is used again.
 *
 * @throws ParquetError `corrupt` where the bytes are damaged or yield another size, `unsupported`
 *   for an unknown codec and LZO.
 */
export function decompress(codec: number, bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  if (codec === Codec.UNCOMPRESSED) {
    if (bytes.length !== uncompressedSize) throw wrongSize(codec, uncompressedSize, bytes.length)
    return bytes
  }
  // Writers differ in what they store for an empty page: nothing at all, or an empty stream.
  if (uncompressedSize === 0 && bytes.length === 0) return bytes
  const ratio = greatestRatio.get(codec)
  if (ratio !== undefined && uncompressedSize > bytes.length * ratio) {
    throw new ParquetError(
      'corrupt',
      `${bytes.length} bytes of ${nameOf(Codec, codec)} cannot hold ${uncompressedSize} bytes`,
    )
  }
  const result = decompressWith(codec, bytes, uncompressedSize)
  if (result.length !== uncompressedSize) throw wrongSize(codec, uncompressedSize, result.length)
  return result
}

/**
 * No stream of these codecs expands further, so that a damaged size is seen before memory is
 * allocated for it. Snappy: a copy of 64 bytes takes 3. LZ4: each byte of a length counts 255.
 * Deflate: 258 bytes take 2 bits. ZSTD: a block of 128 KiB takes 4 bytes.
 */
const greatestRatio: ReadonlyMap<number, number> = new Map([
  [Codec.SNAPPY, 22],
  [Codec.LZ4, 256],
  [Codec.LZ4_RAW, 256],
  [Codec.GZIP, 1032],
  [Codec.ZSTD, 32768],
])

function decompressWith(codec: number, bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  const given = registered.get(codec)
  if (given !== undefined) return decompressGiven(given, codec, bytes, uncompressedSize)
  switch (codec) {
    case Codec.SNAPPY:
      return decompressSnappy(bytes, uncompressedSize)
    case Codec.GZIP:
      return decompressGzip(bytes, uncompressedSize)
    case Codec.BROTLI:
      return decompressBrotli(bytes, uncompressedSize)
    case Codec.LZ4:
      return decompressLz4(bytes, uncompressedSize)
    case Codec.ZSTD:
      return decompressZstd(bytes, uncompressedSize)
    case Codec.LZ4_RAW:
      return decompressLz4Raw(bytes, uncompressedSize)
    default:
      throw new ParquetError('unsupported', `cannot read pages with codec ${nameOf(Codec, codec)}`)
  }
}

function decompressGiven(
  decompressor: Decompressor,
  codec: number,
  bytes: Uint8Array,
  uncompressedSize: number,
): Uint8Array {
  try {
    return decompressor(bytes, uncompressedSize)
  } catch (cause) {
    if (cause instanceof ParquetError) throw cause
    throw new ParquetError('corrupt', `damaged ${nameOf(Codec, codec)} page`, { cause })
  }
}

function wrongSize(codec: number, expected: number, actual: number): ParquetError {
  return new ParquetError(
    'corrupt',
    `a ${nameOf(Codec, codec)} page holds ${actual} bytes where its header says ${expected}`,
  )
}
