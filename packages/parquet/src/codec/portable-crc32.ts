/**
 * CRC-32 (polynomial 0x04C11DB7, reflected: gzip's), which page headers carry of their payload as it stands in
 * the file. Slicing by four: one table lookup per byte, four bytes per step (Kounavis and Berry, 2005).
 */
export function crc32(bytes: Uint8Array): number {
  let crc = -1
  let i = 0
  for (; i + 4 <= bytes.length; i += 4) {
    crc ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24)
    crc =
      tables[768 + (crc & 0xff)] ^
      tables[512 + ((crc >>> 8) & 0xff)] ^
      tables[256 + ((crc >>> 16) & 0xff)] ^
      tables[crc >>> 24]
  }
  for (; i < bytes.length; i++) crc = tables[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8)
  return ~crc
}

/** Table k at `256 * k` holds the CRC of a byte that k zero bytes follow. */
const tables = new Int32Array(1024)
for (let i = 0; i < 256; i++) {
  let crc = i
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  tables[i] = crc
}
for (let i = 256; i < 1024; i++) {
  const before = tables[i - 256]
  tables[i] = tables[before & 0xff] ^ (before >>> 8)
}
