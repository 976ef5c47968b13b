import {
  bloomFilterBytes,
  createBloomFilter,
  insertHashes,
  serializeBloomFilter,
} from '../bloom-filter.ts'
import { BytesValues } from '../encode/bytes-values.ts'
import { FixedValues } from '../encode/fixed-values.ts'
import type { Values } from '../encode/values.ts'
import { Words32 } from '../encode/words32.ts'
import { Words64 } from '../encode/words64.ts'
import { hashByteStrings, hashFixedBytes, hashWordPairs, hashWords } from '../encode/xxhash64.ts'
import type { ColumnSpec } from './column-spec.ts'

const defaultFalsePositiveRate = 0.01

/**
 * The Bloom filter of a chunk as it goes to the file; `undefined` where the column asks for none or the chunk has no values.
 *
 * @param distinct whether no value occurs twice
 */
export function chunkBloomFilter(
  spec: ColumnSpec,
  values: Values,
  distinct: boolean,
): Uint8Array | undefined {
  const { bloomFilter = false } = spec
  if (bloomFilter === false) return undefined
  const hashes = hashesOf(values)
  if (hashes === undefined || hashes.length === 0) return undefined
  const rate = bloomFilter === true ? undefined : bloomFilter.falsePositiveRate
  const count = distinct ? values.count : estimateDistinct(hashes)
  const filter = createBloomFilter(bloomFilterBytes(count, rate ?? defaultFalsePositiveRate))
  insertHashes(filter, hashes)
  return serializeBloomFilter(filter)
}

function hashesOf(values: Values): Int32Array | undefined {
  if (values instanceof Words32) return hashWords(values.words)
  if (values instanceof Words64) return hashWordPairs(values.words)
  if (values instanceof FixedValues) return hashFixedBytes(values.bytes, values.width)
  if (!(values instanceof BytesValues)) return undefined
  return hashByteStrings(values.bytes, values.starts, values.ends)
}

/**
 * About how many different hashes there are, by linear counting (Whang, Vander-Zanden, Taylor, ACM TODS 1990): a map of about
 * two bits per hash, of which so many stay zero.
 */
export function estimateDistinct(hashes: Int32Array): number {
  const count = hashes.length / 2
  const mapBits = Math.max(5, 33 - Math.clz32(count))
  const map = new Int32Array(1 << (mapBits - 5))
  const shift = 32 - mapBits
  let set = 0
  for (let i = 0; i < hashes.length; i += 2) {
    const at = hashes[i] >>> shift
    const bit = 1 << (at & 31)
    if ((map[at >> 5] & bit) !== 0) continue
    map[at >> 5] |= bit
    set++
  }
  const bits = map.length * 32
  return Math.min(count, Math.ceil(-bits * Math.log1p(-set / bits)))
}
