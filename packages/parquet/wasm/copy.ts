/** Copies at least `length` bytes, 16 at a time; the ranges lie 16 bytes apart at least, or do not overlap. */
export function copyWords(to: usize, from: usize, length: u32): void {
  const end = to + length
  do {
    v128.store(to, v128.load(from))
    to += 16
    from += 16
  } while (to < end)
}

export function copyBlock(to: usize, from: usize, length: u32): void {
  if (length > 256) memory.copy(to, from, length)
  else copyWords(to, from, length)
}

/** Row `n` of 16 bytes: the numbers 0 to 15 modulo `n`, which repeat a pattern of `n` bytes. */
const repetitions: usize = memory.data(256)
for (let period: u32 = 1; period < 16; period++) {
  for (let i: u32 = 0; i < 16; i++) store<u8>(repetitions + period * 16 + i, i % period)
}

/** Repeats what stands `offset` bytes before `to`. */
export function copyMatch(to: usize, offset: u32, length: u32): void {
  if (offset >= 16) {
    copyWords(to, to - offset, length)
    return
  }
  const pattern = v128.swizzle(v128.load(to - offset), v128.load(repetitions + offset * 16))
  // The greatest multiple of the period in 16 bytes.
  const step: usize = 16 - (16 % offset)
  const end = to + length
  do {
    v128.store(to, pattern)
    to += step
  } while (to < end)
}
