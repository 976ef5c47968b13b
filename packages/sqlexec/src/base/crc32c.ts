/**
 * CRC-32C (Castagnoli), reflected, polynomial 0x1EDC6F41, as in iSCSI (RFC 3720, appendix B.4).
 *
 * Slicing by sixteen: a step takes sixteen bytes through sixteen tables of 256 entries, which have no
 * dependency on each other (Kounavis and Berry, "A Systematic Approach to Building High Performance
 * Software-Based CRC Generators", 2005).
 */

const reflectedPolynomial = 0x82f63b78
const slices = 16

/** Table `s` (at `s * 256`) advances a byte through `s` further zero bytes. */
const tables = makeTables()

function makeTables(): Int32Array {
  const table = new Int32Array(slices * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? reflectedPolynomial : 0)
    table[byte] = crc
  }
  for (let i = 256; i < table.length; i++) {
    const shorter = table[i - 256]
    table[i] = (shorter >>> 8) ^ table[shorter & 255]
  }
  return table
}

/**
 * The CRC-32C of `bytes[start … end)` as an unsigned 32-bit integer. `seed` is the CRC of what went before:
 * `crc32c(b, 0, n, crc32c(a))` is the CRC of `a` followed by `b`.
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  const t = tables
  let crc = ~seed
  let i = start
  for (const last = end - slices; i <= last; i += slices) {
    crc =
      t[3840 + ((crc ^ bytes[i]) & 255)] ^
      t[3584 + (((crc >>> 8) ^ bytes[i + 1]) & 255)] ^
      t[3328 + (((crc >>> 16) ^ bytes[i + 2]) & 255)] ^
      t[3072 + ((crc >>> 24) ^ bytes[i + 3])] ^
      t[2816 + bytes[i + 4]] ^
      t[2560 + bytes[i + 5]] ^
      t[2304 + bytes[i + 6]] ^
      t[2048 + bytes[i + 7]] ^
      t[1792 + bytes[i + 8]] ^
      t[1536 + bytes[i + 9]] ^
      t[1280 + bytes[i + 10]] ^
      t[1024 + bytes[i + 11]] ^
      t[768 + bytes[i + 12]] ^
      t[512 + bytes[i + 13]] ^
      t[256 + bytes[i + 14]] ^
      t[bytes[i + 15]]
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ t[(crc ^ bytes[i]) & 255]
  return ~crc >>> 0
}
