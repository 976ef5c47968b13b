import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDelta32, decodeDelta64 } from './delta.ts'
import { varint } from './testing/bit-writer.ts'
import { deltaEncode } from './testing/delta-writer.ts'

const near = fc.bigInt({ min: -100n, max: 100n })

test('decodes 32-bit values, wrapping around', () => {
  const values = fc.array(fc.oneof(near, fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n })), {
    maxLength: 400,
  })
  fc.assert(
    fc.property(values, (values) => {
      const bytes = deltaEncode(values, 32)
      const out = new Int32Array(values.length + 1)
      const result = decodeDelta32(bytes, 0, bytes.length, out, 1, values.length)
      expect(result).toEqual({ count: values.length, end: bytes.length })
      expect([...out.subarray(1)]).toEqual(values.map(Number))
    }),
    { seed: 4 },
  )
})

test('decodes 64-bit values, wrapping around', () => {
  const values = fc.array(
    fc.oneof(
      near,
      fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    ),
    { maxLength: 400 },
  )
  fc.assert(
    fc.property(values, (values) => {
      const bytes = deltaEncode(values, 64)
      const out = new Int32Array(values.length * 2 + 2)
      decodeDelta64(bytes, 0, bytes.length, out, 1, values.length)
      expect([...new BigInt64Array(out.buffer)].slice(1)).toEqual(values)
    }),
    { seed: 5 },
  )
})

test.each([
  ['blocks of no values', [...varint(0), ...varint(1), ...varint(2), 0]],
  ['no miniblocks', [...varint(128), ...varint(0), ...varint(2), 0]],
  ['odd miniblocks', [...varint(128), ...varint(3), ...varint(2), 0]],
  ['a gigantic block', [...varint(2 ** 30), ...varint(1), ...varint(2), 0]],
  ['too many values', [...varint(128), ...varint(4), ...varint(5), 0]],
  ['a missing block', [...varint(128), ...varint(4), ...varint(2), 0]],
  ['widths of 33 bits', [...varint(128), ...varint(4), ...varint(2), 0, 0, 33, 0, 0, 0, 9, 9]],
])('refuses %s', (_, bytes) => {
  const source = Uint8Array.from(bytes)
  expect(() => decodeDelta32(source, 0, source.length, new Int32Array(4), 0, 4)).toThrow(
    expect.objectContaining({ code: 'corrupt' }),
  )
})
