import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { compressors } from 'hyparquet-compressors'
import { beforeAll, describe, expect, test } from 'vitest'
import { ParquetError } from '../errors.ts'
import { Codec } from '../format/constants.ts'
import { crc32 } from './crc32.ts'
import { compress, decompress, initCodecs, writableCodecs } from './index.ts'
import { crc32 as portableCrc32 } from './portable-crc32.ts'

beforeAll(initCodecs)

const names = Object.fromEntries(Object.entries(Codec).map(([name, codec]) => [codec, name]))

/** Bytes with repeats near and far, runs, and noise. */
const payload = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 700 }))
        .map(([byte, count]) => new Uint8Array(count).fill(byte)),
      fc.constantFrom('alpha ', 'beta gamma ', 'the same sentence over and over again, ').map(text),
    ),
    { maxLength: 60 },
  )
  .map(concat)

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

function concat(parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let to = 0
  for (const part of parts) {
    out.set(part, to)
    to += part.length
  }
  return out
}

function noise(length: number, alphabet = 256): Uint8Array {
  const out = new Uint8Array(length)
  let state = 7
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    out[i] = (state >>> 16) % alphabet
  }
  return out
}

function expectSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(actual, expected)).toBe(0)
}

describe.each(writableCodecs.map((codec) => [names[codec], codec] as const))('%s', (_, codec) => {
  test('returns what was compressed', () => {
    fc.assert(
      fc.property(payload, (bytes) => {
        expectSameBytes(decompress(codec, compress(codec, bytes), bytes.length), bytes)
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  test.each([0, 1, 4, 5, 11, 12, 13, 14, 65_535, 65_536, 65_537, 300_000])(
    '%d bytes, noisy and regular, at an odd address',
    (length) => {
      for (const bytes of [noise(length + 3).subarray(3), noise(length + 1, 2).subarray(1)]) {
        expectSameBytes(decompress(codec, compress(codec, bytes), length), bytes)
      }
    },
  )

  test('is read by an independent implementation', () => {
    const reader = compressors[names[codec] as keyof typeof compressors]
    if (codec === Codec.UNCOMPRESSED) return
    fc.assert(
      fc.property(payload, (bytes) => {
        fc.pre(bytes.length > 0)
        expectSameBytes(reader!(compress(codec, bytes), bytes.length), bytes)
      }),
      { seed: 2, numRuns: 100 },
    )
  })

  test('damaged bytes end in an error or in bytes of the declared size', () => {
    fc.assert(
      fc.property(payload, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, flip) => {
        const damaged = compress(codec, bytes).slice()
        if (damaged.length === 0) return
        damaged[place % damaged.length] ^= flip
        expectErrorOrSize(codec, damaged, bytes.length)
        expectErrorOrSize(codec, damaged.subarray(0, place % damaged.length), bytes.length)
      }),
      { seed: 3, numRuns: 300 },
    )
    // The modules that served damaged bytes still serve sound ones.
    const sound = noise(5000, 3)
    expectSameBytes(decompress(codec, compress(codec, sound), sound.length), sound)
  })

  test('another size than declared is an error', () => {
    const bytes = noise(1000, 4)
    const packed = compress(codec, bytes)
    for (const size of [0, 1, 999, 1001, 100_000]) {
      expect(() => decompress(codec, packed, size)).toThrow(ParquetError)
    }
  })
})

function expectErrorOrSize(codec: number, bytes: Uint8Array, size: number): void {
  try {
    expect(decompress(codec, bytes, size).length).toBe(size)
  } catch (error) {
    expect(error).toBeInstanceOf(ParquetError)
  }
}

describe('GZIP', () => {
  test('several members and zlib streams are read', () => {
    const first = noise(400, 5)
    const second = noise(900, 6)
    const members = concat([gzipSync(first), gzipSync(second)])
    expectSameBytes(decompress(Codec.GZIP, members, 1300), concat([first, second]))
    expectSameBytes(decompress(Codec.GZIP, deflateSync(first), 400), first)
  })
})

test('ZSTD of several frames, skippable ones among them, is read', () => {
  const [first, second] = [noise(400, 5), noise(900, 6)]
  const skippable = Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3)
  const frames = [first, second].map((content) => compress(Codec.ZSTD, content))
  const page = concat([skippable, frames[0], skippable, frames[1]])
  expectSameBytes(decompress(Codec.ZSTD, page, 1300), concat([first, second]))
})

describe('LZ4', () => {
  const first = noise(3000, 4)
  const second = noise(5000, 3)
  const whole = concat([first, second])
  const block = (bytes: Uint8Array) => compress(Codec.LZ4_RAW, bytes)
  const u32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer).reverse()

  test('one frame, several frames, and a frame of several blocks', () => {
    const [a, b] = [block(first), block(second)]
    const one = concat([u32(3000), u32(a.length), a])
    expectSameBytes(decompress(Codec.LZ4, one, 3000), first)
    const two = concat([one, u32(5000), u32(b.length), b])
    expectSameBytes(decompress(Codec.LZ4, two, 8000), whole)
    const split = concat([u32(8000), u32(a.length), a, u32(b.length), b])
    expectSameBytes(decompress(Codec.LZ4, split, 8000), whole)
  })

  test('a block without frame', () => {
    expectSameBytes(decompress(Codec.LZ4, block(whole), 8000), whole)
  })

  test('is not written', () => {
    expect(() => compress(Codec.LZ4, whole)).toThrow(/cannot write.*LZ4/)
  })
})

test('unknown codecs are unsupported', () => {
  for (const codec of [Codec.LZO, 8, -1]) {
    expect(() => decompress(codec, noise(10), 10)).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    )
  }
})

test('CRC-32 is that of gzip, fast and portable alike', () => {
  const digits = text('123456789')
  for (const sum of [crc32, portableCrc32]) expect(sum(digits)).toBe(0xcbf43926 | 0)
  for (const length of [0, 1, 7, 8, 1000]) {
    expect(crc32(noise(length))).toBe(portableCrc32(noise(length)))
  }
})
