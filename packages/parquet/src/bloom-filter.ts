import { hashByteStrings } from './encode/xxhash64.ts'
import { corrupt, unsupported } from './errors.ts'
import { PhysicalType } from './format/constants.ts'
import { bloomFilterHeader } from './format/structs.ts'
import { readStruct } from './format/thrift-reader.ts'
import { writeStruct } from './format/thrift-writer.ts'

/*
 * Split-block Bloom filters (BloomFilter.md of the format; Putze, Sanders, Singler: "Cache-, Hash- and Space-Efficient Bloom
 * Filters", 2007).
 *
 *     filter:  BloomFilterHeader (Thrift compact)  bitset (numBytes)
 *     bitset:  blocks of 32 bytes, eight little-endian words each
 *
 * A value is the xxHash64 of its PLAIN form, byte strings without their length. The hash's high word picks the block, its low
 * word sets one bit in each of the block's words. Hashes are stored as two words each, the low one first.
 */

/** The bits of a filter: a whole number of blocks of eight words. */
export interface BloomFilter {
  readonly words: Int32Array
}

const wordsPerBlock = 8
const blockBytes = 32
/** What other implementations (parquet-mr, Arrow) accept at most. */
const maxBitsetBytes = 128 * 1024 * 1024

const salts = Int32Array.of(
  0x47b6137b,
  0x44974d91,
  0x8824ad5b,
  0xa2b7289d,
  0x705495c7,
  0x2df1424b,
  0x9efc4947,
  0x5c6bfb31,
)

/**
 * The size of a filter in bytes. Arrow reads no other sizes than powers of two, so the rate is met or bettered, but for
 * filters that would pass 128 MiB.
 *
 * @param distinct the number of distinct values
 * @param falsePositiveRate the share of absent values that the filter takes for present, between 0 and 1
 * @throws RangeError for a rate out of range
 */
export function bloomFilterBytes(distinct: number, falsePositiveRate: number): number {
  if (!(falsePositiveRate > 0 && falsePositiveRate < 1)) {
    throw new RangeError(`a false-positive rate of ${falsePositiveRate} is not between 0 and 1`)
  }
  // BloomFilter.md, "Sizing an SBBF": m = −8 n / ln(1 − p^(1/8)) bits.
  const bits = (-8 * distinct) / Math.log1p(-(falsePositiveRate ** (1 / wordsPerBlock)))
  let bytes = blockBytes
  while (bytes * 8 < bits && bytes < maxBitsetBytes) bytes *= 2
  return bytes
}

/** An empty filter of `bytes` bytes, a multiple of 32. */
export function createBloomFilter(bytes: number): BloomFilter {
  checkSize(bytes)
  return { words: new Int32Array(bytes / 4) }
}

/** Adds values by their hashes. */
export function insertHashes({ words }: BloomFilter, hashes: Int32Array): void {
  const blocks = words.length / wordsPerBlock
  for (let i = 0; i < hashes.length; i += 2) {
    const low = hashes[i]
    const at = firstWord(hashes[i + 1], blocks)
    for (let k = 0; k < wordsPerBlock; k++) words[at + k] |= 1 << (Math.imul(low, salts[k]) >>> 27)
  }
}

/**
 * Whether the value whose hash is `hashes[2 * index]` and `hashes[2 * index + 1]` may have been added. `false` is certain.
 */
export function mayContainHash({ words }: BloomFilter, hashes: Int32Array, index: number): boolean {
  const low = hashes[2 * index]
  const at = firstWord(hashes[2 * index + 1], words.length / wordsPerBlock)
  for (let k = 0; k < wordsPerBlock; k++) {
    if (((words[at + k] >>> (Math.imul(low, salts[k]) >>> 27)) & 1) === 0) return false
  }
  return true
}

/** The first word of block `⌊high × blocks / 2^32⌋`, in two steps since the product may pass 2^53. */
function firstWord(high: number, blocks: number): number {
  const lower = Math.floor(((high & 0xffff) * blocks) / 0x10000)
  return Math.floor(((high >>> 16) * blocks + lower) / 0x10000) * wordsPerBlock
}

/**
 * The hash of one value as its two words.
 *
 * Floating-point numbers are hashed by their bits: −0 and +0 are two values here, and so are NaNs of different bits.
 *
 * @param plain the value in PLAIN form, a byte string without its length
 */
export function bloomHash(plain: Uint8Array): Int32Array {
  return hashByteStrings(plain, Uint32Array.of(0), Uint32Array.of(plain.length))
}

/** Whether chunks of a physical type may have a Bloom filter. BOOLEAN may not. */
export function hasBloomHash(type: PhysicalType): boolean {
  return type !== PhysicalType.BOOLEAN
}

/** The filter as it stands in a file: header, then bitset. */
export function serializeBloomFilter({ words }: BloomFilter): Uint8Array {
  const header = writeStruct(bloomFilterHeader, {
    numBytes: words.byteLength,
    algorithm: { BLOCK: {} },
    hash: { XXHASH: {} },
    compression: { UNCOMPRESSED: {} },
  })
  const result = new Uint8Array(header.length + words.byteLength)
  result.set(header)
  result.set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength), header.length)
  return result
}

/** Where the parts of a stored filter are. */
export interface BloomFilterExtent {
  /** Bytes of the header, behind which the bitset begins. */
  readonly headerBytes: number
  readonly bitsetBytes: number
}

/** No header is longer, so this much suffices for {@link parseBloomFilterHeader}. */
export const maxBloomHeaderBytes = 256

/**
 * Reads a filter's header, which says how long the filter is where the footer does not.
 *
 * @param bytes the file from the filter's beginning on, {@link maxBloomHeaderBytes} of them or to its end
 * @throws ParquetError `corrupt` where it is no header or the size is no positive multiple of 32 up to 128 MiB,
 *   `unsupported` for another algorithm, hash or compression
 */
export function parseBloomFilterHeader(bytes: Uint8Array): BloomFilterExtent {
  const { value, end } = readStruct(bloomFilterHeader, bytes)
  if (value.algorithm.BLOCK === undefined) throw unsupported('a Bloom filter of another algorithm')
  if (value.hash.XXHASH === undefined) throw unsupported('a Bloom filter with another hash')
  if (value.compression.UNCOMPRESSED === undefined) throw unsupported('a compressed Bloom filter')
  const { numBytes } = value
  if (!isSize(numBytes)) throw corrupt(`a Bloom filter of ${numBytes} bytes`)
  return { headerBytes: end, bitsetBytes: numBytes }
}

/**
 * Reads a filter.
 *
 * @param bytes header and bitset; what stands behind them is not looked at
 * @throws ParquetError as {@link parseBloomFilterHeader} does, and `corrupt` where the bitset is cut off
 */
export function parseBloomFilter(bytes: Uint8Array): BloomFilter {
  const { headerBytes, bitsetBytes } = parseBloomFilterHeader(bytes)
  if (headerBytes + bitsetBytes > bytes.length) {
    throw corrupt(`a Bloom filter of ${bitsetBytes} bytes is cut off`)
  }
  // A copy, because words must lie at a multiple of 4.
  const words = new Int32Array(bitsetBytes / 4)
  new Uint8Array(words.buffer).set(bytes.subarray(headerBytes, headerBytes + bitsetBytes))
  return { words }
}

function isSize(bytes: number): boolean {
  return bytes > 0 && bytes % blockBytes === 0 && bytes <= maxBitsetBytes
}

function checkSize(bytes: number): void {
  if (!isSize(bytes)) throw new RangeError(`a Bloom filter of ${bytes} bytes`)
}
