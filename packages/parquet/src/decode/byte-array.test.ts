import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDeltaBytes, decodeDeltaLengthBytes, decodePlainBytes } from './byte-array.ts'
import { makeSink } from './byte-sink.ts'
import { deltaEncode } from './testing/delta-writer.ts'

const strings = fc.array(
  fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ minLength: 60, maxLength: 150 })),
  { maxLength: 60 },
)

type Decode = typeof decodePlainBytes

/** Decodes behind one value that is there already, from bytes that stand between others. */
function decode(run: Decode, encoded: Uint8Array, count: number): number[][] {
  const bytes = new Uint8Array(encoded.length + 3).fill(0xee)
  bytes.set(encoded, 2)
  const sink = makeSink()
  sink.bytes[0] = 42
  sink.length = 1
  const offsets = new Uint32Array(count + 2)
  offsets[1] = 1
  run(bytes, 2, 2 + encoded.length, offsets, sink, 1, count)
  expect(sink.bytes[0]).toBe(42)
  expect(offsets[count + 1]).toBe(sink.length)
  return Array.from({ length: count }, (_, i) => [
    ...sink.bytes.subarray(offsets[i + 1], offsets[i + 2]),
  ])
}

const plain = (values: readonly Uint8Array[]) =>
  Uint8Array.from(
    values.flatMap((value) => [...new Uint8Array(Uint32Array.of(value.length).buffer), ...value]),
  )

const lengths = (values: readonly number[]) => deltaEncode(values.map(BigInt), 32)

function sharedPrefix(a: Uint8Array, b: Uint8Array): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length++
  return length
}

test('PLAIN', () => {
  fc.assert(
    fc.property(strings, (values) => {
      const actual = decode(decodePlainBytes, plain(values), values.length)
      expect(actual).toEqual(values.map((value) => [...value]))
    }),
    { seed: 6 },
  )
})

test('DELTA_LENGTH_BYTE_ARRAY', () => {
  fc.assert(
    fc.property(strings, (values) => {
      const encoded = [...lengths(values.map(({ length }) => length))]
      for (const value of values) encoded.push(...value)
      const actual = decode(decodeDeltaLengthBytes, Uint8Array.from(encoded), values.length)
      expect(actual).toEqual(values.map((value) => [...value]))
    }),
    { seed: 7 },
  )
})

test('DELTA_BYTE_ARRAY', () => {
  const similar = fc.array(fc.uint8Array({ maxLength: 20, max: 1 }), { maxLength: 60 })
  fc.assert(
    fc.property(similar, (values) => {
      const prefixes = values.map((value, i) => (i === 0 ? 0 : sharedPrefix(values[i - 1], value)))
      const suffixes = values.map((value, i) => value.subarray(prefixes[i]))
      const encoded = [...lengths(prefixes), ...lengths(suffixes.map(({ length }) => length))]
      for (const suffix of suffixes) encoded.push(...suffix)
      const actual = decode(decodeDeltaBytes, Uint8Array.from(encoded), values.length)
      expect(actual).toEqual(values.map((value) => [...value]))
    }),
    { seed: 8 },
  )
})

test.each<[string, Decode, Uint8Array]>([
  ['PLAIN cut off', decodePlainBytes, Uint8Array.of(9, 0, 0, 0, 1, 2)],
  ['PLAIN of a gigantic length', decodePlainBytes, Uint8Array.of(255, 255, 255, 255, 1, 2)],
  ['lengths beyond the bytes', decodeDeltaLengthBytes, Uint8Array.of(...lengths([5]), 1, 2)],
  ['a negative length', decodeDeltaLengthBytes, Uint8Array.of(...lengths([-5]), 1, 2)],
  ['a first prefix', decodeDeltaBytes, Uint8Array.of(...lengths([1]), ...lengths([1]), 1, 2)],
  ['a cut suffix', decodeDeltaBytes, Uint8Array.of(...lengths([0]), ...lengths([7]), 1, 2)],
])('refuses %s', (_, run, encoded) => {
  expect(() => decode(run, encoded, 1)).toThrow(expect.objectContaining({ code: 'corrupt' }))
})
