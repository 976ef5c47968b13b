/**
 * Makes doubles of an even number of 64-bit integers, in place and two at a time, where all have at most 53 bits beside their
 * sign. Returns whether they have; otherwise nothing changes.
 *
 * Either half of an integer becomes a double by bits: below the exponent of 2^52 the low half counts units, below that of 2^84
 * the high half, whose sign bit is flipped, counts 2^32. What was added so is taken off before the two are joined.
 */
export function convertSafeIntegers(at: usize, count: u32, unsigned: bool): bool {
  const end = at + 8 * <usize>count
  let magnitudes = i64x2.splat(0)
  for (let from = at; from < end; from += 16) {
    const values = v128.load(from)
    magnitudes = v128.or(magnitudes, unsigned ? values : v128.abs<i64>(values))
  }
  if (v128.any_true(v128.shr<u64>(magnitudes, 53))) return false
  const lowMask = i64x2.splat(0xffffffff)
  const lowExponent = i64x2.splat(0x4330000000000000)
  const highExponent = i64x2.splat(0x4530000080000000)
  // The double 2^84 + 2^63 + 2^52.
  const added = i64x2.splat(0x4530000080100000)
  for (; at < end; at += 16) {
    const values = v128.load(at)
    const low = v128.or(v128.and(values, lowMask), lowExponent)
    const high = v128.xor(v128.shr<u64>(values, 32), highExponent)
    v128.store(at, v128.add<f64>(v128.sub<f64>(high, added), low))
  }
  return true
}
