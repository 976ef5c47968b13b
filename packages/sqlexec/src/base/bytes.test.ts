import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader, ByteWriter, varintBytes } from './bytes.ts'

const safe = fc.maxSafeInteger()
const unsigned = fc.nat(Number.MAX_SAFE_INTEGER)

/** One field: how it is written, how it is read back. */
const field = fc.oneof(
  fc.nat(255).map((v) => ['u8', v] as const),
  fc.nat(65535).map((v) => ['u16', v] as const),
  fc.nat(0xffffffff).map((v) => ['u32', v] as const),
  fc.integer().map((v) => ['i32', v] as const),
  unsigned.map((v) => ['u64', v] as const),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((v) => ['i64', v] as const),
  fc.double().map((v) => ['f64', v] as const),
  fc.float().map((v) => ['f32', v] as const),
  fc.boolean().map((v) => ['boolean', v] as const),
  unsigned.map((v) => ['varint', v] as const),
  safe.map((v) => ['zigzag', v === 0 ? 0 : v] as const),
  fc.bigInt().map((v) => ['bigint', v] as const),
  fc.uint8Array({ maxLength: 300 }).map((v) => ['bytes', v] as const),
  fc.string({ unit: 'binary', maxLength: 200 }).map((v) => ['text', v] as const),
)

describe('ByteWriter and ByteReader', () => {
  it('read back every sequence of fields, and refuse every shorter one', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), (fields) => {
        const writer = new ByteWriter(1)
        for (const [kind, value] of fields) (writer[kind] as (v: unknown) => void)(value)
        const bytes = writer.toBytes()
        const reader = new ByteReader(bytes, 'fields')
        for (const [kind, value] of fields) {
          expect(kind === 'bytes' ? reader.lengthPrefixed() : reader[kind]()).toEqual(value)
        }
        expect(reader.done).toBe(true)
        for (let cut = 0; cut < bytes.length; cut++) {
          const short = new ByteReader(bytes, 'fields', 0, cut)
          expect(() => {
            for (const [kind] of fields) kind === 'bytes' ? short.lengthPrefixed() : short[kind]()
          }).toThrow(/fields is damaged/u)
        }
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  it('writes the published encodings', () => {
    const writer = new ByteWriter()
    writer.varint(300)
    writer.zigzag(-1)
    writer.zigzag(64)
    writer.u32(0x01020304)
    writer.text('é')
    expect([...writer.toBytes()]).toEqual([
      0xac, 0x02, 0x01, 0x80, 0x01, 0x04, 0x03, 0x02, 0x01, 0x02, 0xc3, 0xa9,
    ])
  })

  it('holds the extremes', () => {
    const writer = new ByteWriter()
    const extremes = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 63, -64, 64, -65]
    for (const value of extremes) writer.zigzag(value)
    writer.varint(Number.MAX_SAFE_INTEGER)
    writer.u64(Number.MAX_SAFE_INTEGER)
    const reader = new ByteReader(writer.toBytes())
    for (const value of extremes) expect(reader.zigzag()).toBe(value)
    expect(reader.varint()).toBe(Number.MAX_SAFE_INTEGER)
    expect(reader.u64()).toBe(Number.MAX_SAFE_INTEGER)
    expect(varintBytes(Number.MAX_SAFE_INTEGER)).toBe(8)
  })

  it('refuses what the fields cannot hold', () => {
    const writer = new ByteWriter()
    expect(() => writer.varint(-1)).toThrow(/not an integer/u)
    expect(() => writer.u64(2 ** 53)).toThrow(/not an integer/u)
    expect(() => writer.zigzag(0.5)).toThrow(/not an integer/u)
    expect(() => writer.i64(2n ** 63n)).toThrow(/64 bits/u)
    expect(writer.length).toBe(0)
  })

  it('refuses damaged bytes with an error that names the place', () => {
    const overlong = new Uint8Array(10).fill(0xff)
    expect(() => new ByteReader(overlong).varint()).toThrow(/2\^53/u)
    expect(() => new ByteReader(overlong).zigzag()).toThrow(/2\^53/u)
    expect(() => new ByteReader(overlong).u64()).toThrow(/2\^53/u)
    expect(() => new ByteReader(new Uint8Array([2, 0xc3, 0x28])).text()).toThrow(/not UTF-8/u)
    expect(() => new ByteReader(new Uint8Array([2])).boolean()).toThrow(/boolean/u)
    expect(() => new ByteReader(new Uint8Array([9, 1]), 'meta').count()).toThrow(
      'meta is damaged: a count of 9 at byte 0',
    )
  })

  it('keeps a byte order mark and long text', () => {
    const text = '\ufeff' + 'añ漢😀'.repeat(1000)
    const writer = new ByteWriter()
    writer.text(text)
    writer.align(8)
    expect(writer.length % 8).toBe(0)
    const reader = new ByteReader(writer.subarray())
    expect(reader.text()).toBe(text)
    reader.align(8)
    expect(reader.done).toBe(true)
  })

  it('patches a length and is reused after clear', () => {
    const writer = new ByteWriter()
    writer.u32(0)
    writer.raw(new Uint8Array([1, 2, 3]))
    writer.patchU32(0, writer.length)
    expect([...writer.toBytes()]).toEqual([7, 0, 0, 0, 1, 2, 3])
    writer.clear()
    expect(writer.length).toBe(0)
    expect(() => writer.patchU32(0, 1)).toThrow(/patch/u)
  })
})
