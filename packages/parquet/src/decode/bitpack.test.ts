import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unpackBits } from './bitpack.ts'
import { pack } from './testing/bit-writer.ts'

const packed = fc.integer({ min: 0, max: 32 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    values: fc.array(fc.integer({ min: 0, max: 2 ** width - 1 }), { maxLength: 100 }),
    before: fc.integer({ min: 0, max: 5 }),
    after: fc.integer({ min: 0, max: 20 }),
  }),
)

test('unpacks every width at every offset', () => {
  fc.assert(
    fc.property(packed, ({ width, values, before, after }) => {
      const body = pack(values, width)
      const bytes = new Uint8Array(before + body.length + after).fill(0xff)
      bytes.set(body, before)
      const out = new Int32Array(values.length + 2).fill(-7)
      unpackBits(bytes, before, before + body.length, width, out, 1, values.length)
      expect([...out]).toEqual([-7, ...values.map((value) => value | 0), -7])
    }),
    { seed: 1 },
  )
})

test('refuses bytes that hold fewer values', () => {
  const out = new Int32Array(8)
  expect(() => unpackBits(new Uint8Array(2), 0, 2, 3, out, 0, 6)).toThrow('too early')
})
