/** Rows `0 … count` of a bitmap, all visible. Bits past `count` are zero. */
export function allVisible(count: number): Uint8Array {
  const bits = new Uint8Array((count + 7) >> 3)
  bits.fill(0xff)
  if ((count & 7) !== 0) bits[bits.length - 1] = (1 << (count & 7)) - 1
  return bits
}

/**
 * The bitmap of the versions `0 … count` that a snapshot sees: bit `i & 7` of byte `i >> 3`.
 *
 * @param begin, end stamps per version (txn/timestamp.ts)
 * @param timestamp of the snapshot
 * @param self id of the transaction, which sees its own inserts and not what it deleted
 */
export function visibleVersions(
  begin: Float64Array,
  end: Float64Array,
  count: number,
  timestamp: number,
  self: number,
): Uint8Array {
  const bits = new Uint8Array((count + 7) >> 3)
  const whole = count & ~7
  for (let base = 0; base < whole; base += 8) {
    let byte = 0
    for (let k = 0; k < 8; k++) {
      const b = begin[base + k]
      const e = end[base + k]
      if ((b <= timestamp || b === self) && e > timestamp && e !== self) byte |= 1 << k
    }
    bits[base >> 3] = byte
  }
  for (let i = whole; i < count; i++) {
    const b = begin[i]
    const e = end[i]
    if ((b <= timestamp || b === self) && e > timestamp && e !== self) bits[i >> 3] |= 1 << (i & 7)
  }
  return bits
}

/** Number of ones. */
export function countBits(bits: Uint8Array): number {
  let count = 0
  for (let i = 0; i < bits.length; i++) {
    let byte = bits[i]
    byte = byte - ((byte >> 1) & 0x55)
    byte = (byte & 0x33) + ((byte >> 2) & 0x33)
    count += (byte + (byte >> 4)) & 0x0f
  }
  return count
}

/** The rows whose bit is 1, ascending. */
export function selectedRows(bits: Uint8Array, count: number): Int32Array {
  const rows = new Int32Array(countBits(bits))
  let n = 0
  for (let i = 0; i < count; i++) {
    if ((bits[i >> 3] & (1 << (i & 7))) !== 0) rows[n++] = i
  }
  return rows
}
