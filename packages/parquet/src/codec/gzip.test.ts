import { constants, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ParquetError } from '../errors.ts'
import { gunzip } from './gzip.ts'

/** Text, runs and noise, so that all kinds of blocks and matches near and far occur. */
const payload = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .tuple(fc.nat({ max: 255 }), fc.integer({ min: 1, max: 600 }))
        .map(([byte, length]) => new Uint8Array(length).fill(byte)),
      fc.constantFrom('alpha ', 'beta gamma ', 'over and over again, ').map((s) => Buffer.from(s)),
    ),
    { maxLength: 80 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)))

const settings = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FIXED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
  ),
})

const same = (actual: Uint8Array, expected: Uint8Array) =>
  expect(Buffer.compare(actual, expected)).toBe(0)

test('reads what zlib compressed', () => {
  fc.assert(
    fc.property(payload, settings, (bytes, options) => {
      same(gunzip(gzipSync(bytes, options), bytes.length), bytes)
      same(gunzip(deflateSync(bytes, options), bytes.length), bytes)
    }),
    { seed: 41, numRuns: 300 },
  )
})

test('large pages with matches at every distance', () => {
  let state = 1
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return i % 40_000 < 3000 ? (state >>> 16) & 15 : i % 251
  })
  same(gunzip(gzipSync(bytes, { level: 9 }), bytes.length), bytes)
})

test('several members, with all optional fields of a header', () => {
  const [first, second] = [Buffer.from('one, one, one, one'), Buffer.from('two')]
  const member = gzipSync(first)
  const fields = Buffer.from([3, 0, 1, 2, 3, ...Buffer.from('name\0comment\0'), 0xab, 0xcd])
  const withFields = Buffer.concat([member.subarray(0, 10), fields, member.subarray(10)])
  withFields[3] = 2 + 4 + 8 + 16
  const both = Buffer.concat([withFields, gzipSync(second), Buffer.from('padding')])
  same(gunzip(both, 21), Buffer.concat([first, second]))
})

/** With the four bytes zero that begin `before` the end. */
function zeroed(bytes: Buffer, before: number): Uint8Array {
  return bytes.fill(0, bytes.length - before, bytes.length - before + 4)
}

describe('damage', () => {
  test('ends in an error or in bytes that pass the checksum', () => {
    fc.assert(
      fc.property(payload, settings, fc.nat(), fc.integer({ min: 1, max: 255 }), (...values) => {
        const [bytes, options, place, flip] = values
        const packed = new Uint8Array(gzipSync(bytes, options))
        const cut = packed.subarray(0, place % packed.length)
        expect(() => gunzip(cut, bytes.length)).toThrow(ParquetError)
        packed[place % packed.length] ^= flip
        try {
          same(gunzip(packed, bytes.length), bytes)
        } catch (error) {
          if (!(error instanceof ParquetError)) throw error
        }
      }),
      { seed: 42, numRuns: 500 },
    )
  })

  const hello = Buffer.from('hello hello hello hello')
  test.each<[string, Uint8Array, number]>([
    ['nothing', new Uint8Array(0), 5],
    ['neither gzip nor zlib', Buffer.from('PAR1 is no gzip'), 5],
    ['more than declared', gzipSync(hello), 5],
    ['a stored block of more than declared', gzipSync(hello, { level: 0 }), 5],
    ['another checksum', zeroed(gzipSync(hello), 8), hello.length],
    ['another checksum of zlib', zeroed(deflateSync(hello), 4), hello.length],
    ['another size', zeroed(gzipSync(hello), 4), hello.length],
    ['a header without end', Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0, 65]), 5],
    ['an unknown kind of block', Buffer.from([0x78, 0x9c, 7, 0, 0, 0, 0, 0]), 5],
  ])('%s', (_, bytes, size) => {
    expect(() => gunzip(bytes, size)).toThrow(ParquetError)
  })

  test('fewer bytes than declared are for the caller to see', () => {
    expect(gunzip(gzipSync(hello), 100).length).toBe(hello.length)
  })
})
