import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countBits, rowsOfBits } from '../bitmap.ts'
import { decodeDeltaBytes } from '../decode/byte-array.ts'
import { makeSink } from '../decode/byte-sink.ts'
import { decodeDelta32, decodeDelta64 } from '../decode/delta.ts'
import { decodeHybrid } from '../decode/hybrid.ts'
import { bitWidth } from './bit-pack.ts'
import { ByteBuffer } from './byte-buffer.ts'
import { encodeByteStreamSplit } from './byte-stream-split.ts'
import { bytesDictionary } from './bytes-dictionary.ts'
import { BytesValues } from './bytes-values.ts'
import { encodeDelta32, encodeDelta64, encodeDeltaBytes } from './delta.ts'
import { copyBits, encodeBitmap, encodeHybrid } from './hybrid.ts'
import { dictionary32, dictionary64 } from './number-dictionary.ts'

const seeded = { seed: 21, numRuns: 200 }

/** Runs of equal values between single ones. */
function runs(value: fc.Arbitrary<number>) {
  return fc
    .array(fc.tuple(value, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 }))), {
      maxLength: 40,
    })
    .map((parts) => parts.flatMap(([item, count]) => new Array<number>(count).fill(item)))
}

describe('the RLE hybrid', () => {
  test.each(Array.from({ length: 32 }, (_, i) => i + 1))('of %d bits', (width) => {
    const value = fc.integer({ min: 0, max: 2 ** width - 1 }).map((number) => number | 0)
    fc.assert(
      fc.property(runs(value), fc.nat({ max: 9 }), (values, skipped) => {
        const from = Math.min(skipped, values.length)
        const out = new ByteBuffer(1)
        encodeHybrid(Int32Array.from(values), from, values.length, width, out)
        const decoded = new Int32Array(values.length - from)
        const end = decodeHybrid(out.bytes, 0, out.length, width, decoded, 0, decoded.length)
        expect([...decoded]).toEqual(values.slice(from))
        expect(end).toBe(out.length)
      }),
      { ...seeded, numRuns: 30 },
    )
  })

  test('a run of a thousand takes three bytes', () => {
    const out = new ByteBuffer()
    encodeHybrid(new Int32Array(1000).fill(5), 0, 1000, 3, out)
    expect([...out.view()]).toEqual([0xd0, 0x0f, 5])
  })

  test('bitmaps from any bit on', () => {
    const property = fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 30 }),
      fc.nat(),
      fc.nat(),
      (bitmap, a, b) => {
        const [from, end] = [a % (bitmap.length * 8), b % (bitmap.length * 8)].sort((x, y) => x - y)
        const bits = Array.from({ length: end - from }, (_, i) => bitAt(bitmap, from + i))
        const out = new ByteBuffer()
        encodeBitmap(bitmap, from, end, out)
        const decoded = new Int32Array(bits.length)
        decodeHybrid(out.bytes, 0, out.length, 1, decoded, 0, bits.length)
        expect([...decoded]).toEqual(bits)
        expect(countBits(bitmap, from, end)).toBe(bits.filter((bit) => bit === 1).length)
        const copied = new Uint8Array(40)
        copyBits(bitmap, from, end, copied, 0)
        const rows = bits.flatMap((bit, i) => (bit === 1 ? [i] : []))
        expect([...rowsOfBits(copied, bits.length)]).toEqual(rows)
      },
    )
    fc.assert(property, seeded)
  })
})

function bitAt(bitmap: Uint8Array, index: number): number {
  return (bitmap[index >> 3] >> (index & 7)) & 1
}

describe('delta encoding', () => {
  const edges32 = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]
  const int32 = fc.oneof(fc.integer(), fc.constantFrom(...edges32), fc.integer({ min: 0, max: 9 }))

  test('of 32-bit integers', () => {
    fc.assert(
      fc.property(fc.array(int32, { maxLength: 400 }), (values) => {
        const out = new ByteBuffer(1)
        encodeDelta32(Int32Array.from(values), 0, values.length, out)
        const decoded = new Int32Array(values.length)
        const { count, end } = decodeDelta32(out.bytes, 0, out.length, decoded, 0, values.length)
        expect([count, end]).toEqual([values.length, out.length])
        expect([...decoded]).toEqual(values)
      }),
      seeded,
    )
  })

  const edges64 = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n, 2n ** 31n]
  const int64 = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom(...edges64),
    fc.bigInt({ min: -5n, max: 1000n }),
  )

  test('of 64-bit integers', () => {
    fc.assert(
      fc.property(fc.array(int64, { maxLength: 400 }), fc.nat({ max: 5 }), (values, skipped) => {
        const from = Math.min(skipped, values.length)
        const out = new ByteBuffer(1)
        encodeDelta64(words(values), from, values.length, out)
        const count = values.length - from
        const decoded = new Int32Array(2 * count)
        decodeDelta64(out.bytes, 0, out.length, decoded, 0, count)
        expect([...new BigInt64Array(decoded.buffer)]).toEqual(values.slice(from))
      }),
      seeded,
    )
  })

  test('a sequence takes next to nothing', () => {
    const out = new ByteBuffer()
    encodeDelta64(words(Array.from({ length: 10_000 }, (_, i) => BigInt(i) * 3n)), 0, 10_000, out)
    expect(out.length).toBeLessThan(10_000 / 16)
  })
})

function words(values: readonly bigint[]): Int32Array {
  return new Int32Array(BigInt64Array.from(values).buffer)
}

test('byte stream split puts first bytes first', () => {
  const out = new ByteBuffer()
  encodeByteStreamSplit(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 3, out)
  expect([...out.view()]).toEqual([1, 4, 7, 2, 5, 8, 3, 6, 9])
})

describe('dictionaries', () => {
  test('of numbers give every value back', () => {
    const numbers = fc.array(fc.oneof(fc.integer(), fc.integer({ min: 0, max: 20 })), {
      maxLength: 500,
    })
    fc.assert(
      fc.property(numbers, (values) => {
        const found = dictionary32(Int32Array.from(values))!
        expect(Array.from(found.codes, (code) => values[found.firsts[code]])).toEqual(values)
        expect(found.firsts.length).toBe(new Set(values).size)
        const wide = values.map((value) => BigInt(value) * 2n ** 31n)
        const found64 = dictionary64(words(wide))!
        expect(Array.from(found64.codes, (code) => wide[found64.firsts[code]])).toEqual(wide)
        expect(found64.firsts.length).toBe(new Set(values).size)
      }),
      seeded,
    )
  })

  test('of numbers are given up where they do not pay', () => {
    const sequence = Int32Array.from({ length: 20_000 }, (_, i) => i)
    expect(dictionary32(sequence)).toBeUndefined()
    const late = Int32Array.from({ length: 50_000 }, (_, i) => (i < 30_000 ? i % 10 : i))
    expect(dictionary32(late)).toBeUndefined()
  })

  function bytesOf(texts: readonly string[]): BytesValues {
    const starts = new Uint32Array(texts.length)
    const ends = new Uint32Array(texts.length)
    let to = 0
    texts.forEach((text, i) => {
      starts[i] = to
      ends[i] = to += text.length
    })
    return new BytesValues(
      new Uint8Array(Buffer.from(texts.join(''), 'latin1')),
      starts,
      ends,
      true,
    )
  }

  test('of byte strings give every value back, past the first table', () => {
    const property = fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'grapheme-ascii', maxLength: 3 }), fc.constant('')), {
        maxLength: 400,
      }),
      fc.integer({ min: 1, max: 4000 }),
      (some, many) => {
        const texts = [...some, ...Array.from({ length: many }, (_, i) => `${i % 3500}`)]
        const found = bytesDictionary(bytesOf(texts), 1 << 20)!
        expect(Array.from(found.codes, (code) => texts[found.firsts[code]])).toEqual(texts)
        expect(found.firsts.length).toBe(new Set(texts).size)
      },
    )
    fc.assert(property, { seed: 22, numRuns: 30 })
  })

  test('of byte strings are given up where they do not pay', () => {
    const distinct = Array.from({ length: 10_000 }, (_, i) => `value ${i}`)
    expect(bytesDictionary(bytesOf(distinct), 1 << 20)).toBeUndefined()
    expect(bytesDictionary(bytesOf(['abc', 'def', 'abc']), 5)).toBeUndefined()
  })

  test('bit widths', () => {
    expect([0, 1, 2, 3, 255, 256, 2 ** 31].map(bitWidth)).toEqual([0, 1, 2, 2, 8, 9, 32])
  })
})

test('DELTA_BYTE_ARRAY', () => {
  const word = fc
    .tuple(fc.constantFrom('', 'a', 'ab', 'abc', 'b'), fc.string({ unit: 'binary', maxLength: 4 }))
    .map(([head, tail]) => Buffer.from(head + tail))
  const property = fc.property(
    fc.array(word, { maxLength: 300 }),
    fc.nat({ max: 9 }),
    (words, n) => {
      const ends = new Uint32Array(words.length)
      for (let i = 0; i < ends.length; i++) ends[i] = (ends[i - 1] ?? 0) + words[i].length
      const starts = ends.map((end, i) => end - words[i].length)
      const values = new BytesValues(Uint8Array.from(Buffer.concat(words)), starts, ends, true)
      const from = Math.min(n, words.length)
      const out = new ByteBuffer(1)
      encodeDeltaBytes(values, from, words.length, out)
      const count = words.length - from
      const offsets = new Uint32Array(count + 1)
      const sink = makeSink()
      decodeDeltaBytes(out.bytes, 0, out.length, offsets, sink, 0, count)
      const decoded = Array.from({ length: count }, (_, i) =>
        Buffer.from(sink.bytes.subarray(offsets[i], offsets[i + 1])).toString('hex'),
      )
      expect(decoded).toEqual(words.slice(from).map((value) => value.toString('hex')))
    },
  )
  fc.assert(property, seeded)
})

test('DELTA_BYTE_ARRAY stores what neighbours share once', () => {
  const words = Array.from({ length: 1000 }, (_, i) => `https://example.org/items/${1000 + i}`)
  const bytes = new TextEncoder().encode(words.join(''))
  const starts = Uint32Array.from(words, (_, i) => i * 30)
  const out = new ByteBuffer()
  encodeDeltaBytes(
    new BytesValues(
      bytes,
      starts,
      starts.map((at) => at + 30),
      true,
    ),
    0,
    1000,
    out,
  )
  expect(out.length).toBeLessThan(2000)
})
