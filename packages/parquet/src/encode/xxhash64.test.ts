import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashByteStrings, hashFixedBytes, hashWordPairs, hashWords } from './xxhash64.ts'

function hash(bytes: Uint8Array): string {
  return hex(hashByteStrings(bytes, Uint32Array.of(0), Uint32Array.of(bytes.length)))
}

function hex([low, high]: Int32Array): string {
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The generator of the test vectors in the algorithm's own repository. */
function sanityBytes(length: number): Uint8Array {
  const prime = 11400714785074694797n
  let generator = 2654435761n
  return Uint8Array.from({ length }, () => {
    const byte = Number(generator >> 56n)
    generator = BigInt.asUintN(64, generator * prime)
    return byte
  })
}

test.each([
  [0, 'ef46db3751d8e999'],
  [1, 'e934a84adb052768'],
  [4, '9136a0dca57457ee'],
  [14, '8282dcc4994e35c8'],
  [222, 'b641ae8cb691c174'],
])('the published hash of %i bytes', (length, expected) => {
  expect(hash(sanityBytes(length))).toBe(expected)
})

test.each([
  ['a', 'd24ec4f1a98c6e5b'],
  ['abc', '44bc2cf5ad770999'],
  ['Nobody inspects the spammish repetition', 'fbcea83c8a378bf1'],
])('the published hash of %s', (text, expected) => {
  expect(hash(new TextEncoder().encode(text))).toBe(expected)
})

test('values of fixed width hash as their bytes do, wherever they lie', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 200 }), (random) => {
      const bytes = random.slice(0, random.length & ~7)
      const words = new Int32Array(bytes.buffer)
      const fixed = (width: number) => Array.from(hashFixedBytes(bytes, width))
      expect(Array.from(hashWords(words))).toEqual(fixed(4))
      expect(Array.from(hashWordPairs(words))).toEqual(fixed(8))
      const shifted = new Uint8Array(bytes.length + 3)
      shifted.set(bytes, 3)
      expect(hash(shifted.subarray(3))).toBe(hash(bytes))
    }),
    { seed: 21 },
  )
})
