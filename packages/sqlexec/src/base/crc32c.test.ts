import { describe, expect, it } from 'vitest'
import { crc32c } from './crc32c.ts'

const bytes = (length: number, at: (i: number) => number) =>
  Uint8Array.from({ length }, (_, i) => at(i))

/** The definition, a bit at a time. */
function slow(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0)
  }
  return ~crc >>> 0
}

describe('crc32c', () => {
  it('gives the values of RFC 3720, appendix B.4', () => {
    expect(crc32c(bytes(32, () => 0))).toBe(0x8a9136aa)
    expect(crc32c(bytes(32, () => 0xff))).toBe(0x62a8ab43)
    expect(crc32c(bytes(32, (i) => i))).toBe(0x46dd794e)
    expect(crc32c(bytes(32, (i) => 31 - i))).toBe(0x113fdb5c)
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
    expect(crc32c(new Uint8Array(0))).toBe(0)
  })

  it('agrees with the definition at every length and start, and continues from a seed', () => {
    const data = bytes(80, (i) => (i * 167 + 13) & 255)
    for (let start = 0; start < 20; start++) {
      for (let end = start; end <= data.length; end++) {
        expect(crc32c(data, start, end)).toBe(slow(data.subarray(start, end)))
      }
    }
    for (let cut = 0; cut <= data.length; cut++) {
      expect(crc32c(data, cut, data.length, crc32c(data, 0, cut))).toBe(crc32c(data))
    }
  })
})
