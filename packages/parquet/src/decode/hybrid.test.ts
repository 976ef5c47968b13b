import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bitAt } from '../bitmap.ts'
import { decodeBigEndianBits, decodeHybrid, decodeHybridBits, isRunOfOnes } from './hybrid.ts'
import { pack, varint } from './testing/bit-writer.ts'

interface Run {
  readonly repeated: boolean
  readonly values: readonly number[]
}

const runOf = (max: number): fc.Arbitrary<Run> =>
  fc.oneof(
    fc
      .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 0, max: 40 }))
      .map(([value, length]) => ({ repeated: true, values: new Array(length).fill(value) })),
    fc
      .integer({ min: 0, max: 5 })
      .chain((groups) =>
        fc.array(fc.integer({ min: 0, max }), { minLength: groups * 8, maxLength: groups * 8 }),
      )
      .map((values) => ({ repeated: false, values })),
  )

const runsOf = (width: number) => fc.array(runOf(2 ** width - 1), { minLength: 1, maxLength: 8 })

function encode(runs: readonly Run[], width: number): Uint8Array {
  return Uint8Array.from(
    runs.flatMap(({ repeated, values }) => {
      if (!repeated) return [...varint((values.length / 8) * 2 + 1), ...pack(values, width)]
      const value = pack([values[0] ?? 0], Math.ceil(width / 8) * 8)
      return [...varint(values.length * 2), ...value]
    }),
  )
}

test('decodes runs of every width', () => {
  const cases = fc
    .integer({ min: 0, max: 31 })
    .chain((width) => fc.record({ width: fc.constant(width), runs: runsOf(width) }))
  fc.assert(
    fc.property(cases, fc.nat(7), ({ width, runs }, dropped) => {
      const bytes = encode(runs, width)
      const values = runs.flatMap((run) => [...run.values])
      const count = Math.max(0, values.length - dropped)
      const out = new Int32Array(count)
      decodeHybrid(bytes, 0, bytes.length, width, out, 0, count)
      expect([...out]).toEqual(values.slice(0, count))
    }),
    { seed: 2 },
  )
})

test('decodes one-bit runs into a bitmap at any offset', () => {
  fc.assert(
    fc.property(runsOf(1), fc.nat(20), (runs, at) => {
      const bytes = encode(runs, 1)
      const values = runs.flatMap((run) => [...run.values])
      const bitmap = new Uint8Array(Math.ceil((at + values.length) / 8))
      const ones = decodeHybridBits(bytes, 0, bytes.length, bitmap, at, values.length)
      expect(ones).toBe(values.filter((value) => value === 1).length)
      for (let i = 0; i < at; i++) expect(bitAt(bitmap, i)).toBe(false)
      expect(values.map((_, i) => (bitAt(bitmap, at + i) ? 1 : 0))).toEqual(values)
    }),
    { seed: 3 },
  )
})

test('knows a single run of ones', () => {
  const ones = Uint8Array.from([...varint(300 * 2), 1])
  expect(isRunOfOnes(ones, 0, ones.length, 300)).toBe(true)
  expect(isRunOfOnes(ones, 0, ones.length, 301)).toBe(false)
  const zeros = Uint8Array.from([...varint(300 * 2), 0])
  expect(isRunOfOnes(zeros, 0, zeros.length, 300)).toBe(false)
})

test('decodes the deprecated big-endian packing', () => {
  // The example of Encodings.md: 0 to 7 with three bits each.
  const bytes = Uint8Array.from([0b00000101, 0b00111001, 0b01110111])
  const out = new Int32Array(8)
  expect(decodeBigEndianBits(bytes, 0, 3, 3, out, 8)).toBe(3)
  expect([...out]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test.each([
  ['a run that ends early', [10, 1], 6, 2],
  ['an endless header', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 6, 2],
  ['a value that is cut off', [10], 5, 9],
  ['packed groups that are cut off', [5, 0], 16, 8],
])('refuses %s', (_, bytes, count, width) => {
  const out = new Int32Array(count)
  const source = Uint8Array.from(bytes)
  expect(() => decodeHybrid(source, 0, source.length, width, out, 0, count)).toThrow(
    expect.objectContaining({ code: 'corrupt' }),
  )
})
