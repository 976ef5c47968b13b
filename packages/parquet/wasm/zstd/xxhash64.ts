// biome-ignore-all lint/correctness/noPrecisionLoss: AssemblyScript has integers of 64 bits

const prime1: u64 = 0x9e3779b185ebca87
const prime2: u64 = 0xc2b2ae3d27d4eb4f
const prime3: u64 = 0x165667b19e3779f9
const prime4: u64 = 0x85ebca77c2b2ae63
const prime5: u64 = 0x27d4eb2f165667c5

function round(lane: u64, word: u64): u64 {
  return rotl(lane + word * prime2, 31) * prime1
}

function merge(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * prime1 + prime4
}

/** XXH64 with seed 0 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md). */
export function xxhash64(from: usize, end: usize): u64 {
  const length = <u64>(end - from)
  let hash = prime5
  if (length >= 32) {
    let a = prime1 + prime2
    let b = prime2
    let c: u64 = 0
    let d: u64 = 0 - prime1
    for (; end - from >= 32; from += 32) {
      a = round(a, load<u64>(from))
      b = round(b, load<u64>(from, 8))
      c = round(c, load<u64>(from, 16))
      d = round(d, load<u64>(from, 24))
    }
    hash = rotl(a, 1) + rotl(b, 7) + rotl(c, 12) + rotl(d, 18)
    hash = merge(merge(merge(merge(hash, a), b), c), d)
  }
  hash += length
  for (; end - from >= 8; from += 8) {
    hash = rotl(hash ^ round(0, load<u64>(from)), 27) * prime1 + prime4
  }
  if (end - from >= 4) {
    hash = rotl(hash ^ (<u64>load<u32>(from) * prime1), 23) * prime2 + prime3
    from += 4
  }
  for (; from < end; from++) hash = rotl(hash ^ (<u64>load<u8>(from) * prime5), 11) * prime1
  hash = (hash ^ (hash >> 33)) * prime2
  hash = (hash ^ (hash >> 29)) * prime3
  return hash ^ (hash >> 32)
}
