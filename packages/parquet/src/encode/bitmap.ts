const bitCounts = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++
  return count
})

/** The number of set bits among bits `from … end`. */
export function countBits(bitmap: Uint8Array, from: number, end: number): number {
  let count = 0
  let at = from
  for (; at < end && (at & 7) !== 0; at++) count += (bitmap[at >> 3] >> (at & 7)) & 1
  const wholeEnd = at + ((end - at) & ~7)
  for (let byte = at >> 3; byte < wholeEnd >> 3; byte++) count += bitCounts[bitmap[byte]]
  for (at = Math.max(at, wholeEnd); at < end; at++) count += (bitmap[at >> 3] >> (at & 7)) & 1
  return count
}

/**
 * The rows among `0 … length` whose bit is set, ascending. Kernels that drop NULLs gather by this
 * list, so that the bitmap is walked once per chunk.
 */
export function setBits(bitmap: Uint8Array, length: number): Uint32Array {
  const rows = new Uint32Array(countBits(bitmap, 0, length))
  let to = 0
  for (let base = 0; base < length; base += 8) {
    const byte = bitmap[base >> 3]
    if (byte === 0) continue
    const end = Math.min(8, length - base)
    if (byte === 255 && end === 8) {
      for (let i = 0; i < 8; i++) rows[to++] = base + i
    } else {
      for (let i = 0; i < end; i++) if ((byte >> i) & 1) rows[to++] = base + i
    }
  }
  return rows
}
