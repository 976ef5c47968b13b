import { tableBase } from './layout'

/* What the compressors of Snappy and LZ4 share. */

const hashBits: u32 = 14
export const tableBytes: usize = 4 << hashBits
export const maxOffset: u32 = 65535

export function hash(word: u32): usize {
  return tableBase + (((word * 0x9e3779b1) >> (32 - hashBits)) << 2)
}

/** How many bytes at `a` equal those at `b`, up to `limit` for `a`. */
export function matchLength(a: usize, b: usize, limit: usize): u32 {
  const start = a
  while (a + 8 <= limit) {
    const difference = load<u64>(a) ^ load<u64>(b)
    if (difference !== 0) return <u32>(a - start + (ctz(difference) >> 3))
    a += 8
    b += 8
  }
  while (a < limit && load<u8>(a) === load<u8>(b)) {
    a++
    b++
  }
  return <u32>(a - start)
}
