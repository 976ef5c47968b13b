import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ParquetError } from '../errors.ts'
import type { PageHeader, Statistics } from './metadata.ts'
import { fileMetaData, pageHeader, statistics } from './structs.ts'
import { readStruct } from './thrift-reader.ts'
import { writeStruct } from './thrift-writer.ts'

const integer = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -70, max: 70 }))

test('what is written is read back', () => {
  const record = fc.record(
    {
      max: fc.uint8Array({ maxLength: 300 }),
      nullCount: integer,
      distinctCount: integer,
      isMaxValueExact: fc.boolean(),
      nanCount: integer,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(record, (value: Statistics) => {
      const bytes = writeStruct(statistics, value)
      expect(readStruct(statistics, bytes)).toEqual({ value, end: bytes.length })
    }),
    { seed: 20 },
  )
})

test('nested structs, long lists and texts', () => {
  const value = {
    version: 1,
    schema: Array.from({ length: 40 }, (_, i) => ({ name: `größe ${i}`.repeat(i) })),
    numRows: 2 ** 53 - 1,
    rowGroups: [],
    keyValueMetadata: [
      { key: 'k', value: 'x'.repeat(1000) },
      { key: 'empty' },
      { key: '\ufeffid' },
    ],
    columnOrders: [{ TYPE_ORDER: {} }],
  }
  expect(readStruct(fileMetaData, writeStruct(fileMetaData, value)).value).toEqual(value)
})

test('the column chunks of a row group are decoded when they are read, and damage in them is found then', () => {
  const columns = [{ fileOffset: 4 }, { fileOffset: 77, columnIndexOffset: 9 }]
  const value = {
    version: 1,
    schema: [{ name: 'root' }],
    numRows: 2,
    rowGroups: [{ columns, totalByteSize: 5, numRows: 2, ordinal: 3 }],
  }
  const bytes = writeStruct(fileMetaData, value)
  expect(readStruct(fileMetaData, bytes).value).toEqual(value)

  // The first chunk's offset becomes a boolean, so that the chunk lacks what it must have.
  const at = bytes.findIndex((byte, i) => byte === 0x26 && bytes[i + 1] === 8)
  bytes[at] = 0x21
  bytes.copyWithin(at + 1, at + 2)
  const [group] = readStruct(fileMetaData, bytes).value.rowGroups
  expect(group.numRows).toBe(2)
  expect(() => group.columns).toThrow('ColumnChunk lacks its fileOffset')
})

/** A page header in front of which fields of an unknown struct stand. */
const header: PageHeader = { type: 0, uncompressedPageSize: 5, compressedPageSize: 4, crc: -9 }

test('unknown fields of every type are skipped', () => {
  const known = writeStruct(pageHeader, header)
  const unknown = [
    ...[0x01, 200, 1], // field 100: true
    ...[0x13, 7], // i8
    ...[0x16, 0x80, 0x01], // i64
    ...[0x17, 1, 2, 3, 4, 5, 6, 7, 8], // double
    ...[0x18, 2, 9, 9], // binary
    ...[0x19, 0x21, 1, 2], // list of two booleans
    ...[0x19, 0x1c, 0x15, 2, 0], // list of a struct
    ...[0x1b, 1, 0x88, 1, 5, 1, 6], // map of binary to binary
    ...[0x1b, 0], // empty map
    ...[0x1c, 0x1c, 0, 0], // struct in a struct
    0,
  ]
  const bytes = Uint8Array.of(...known.subarray(0, known.length - 1), ...unknown)
  expect(readStruct(pageHeader, bytes)).toEqual({ value: header, end: bytes.length })
})

test.each<[string, number[], string]>([
  ['nothing', [], 'corrupt'],
  ['a missing required field', [0x15, 0, 0], 'corrupt'],
  ['an endless varint', [0x15, ...new Array(11).fill(0xff)], 'corrupt'],
  ['a 32-bit integer out of range', [0x15, 0xff, 0xff, 0xff, 0xff, 0x7f, 0], 'corrupt'],
  ['an unknown wire type', [0x1f, 0], 'corrupt'],
  ['lists that nest too deep', [0x09, 100, ...new Array(5000).fill(0x19), 0], 'corrupt'],
  ['structs that nest too deep', [0x0c, 100, ...new Array(5000).fill(0x1c), 0], 'corrupt'],
  ['a list longer than the bytes', [0x09, 100, 0xf5, 0xff, 0xff, 0xff, 0x7f], 'corrupt'],
])('refuses %s', (_, bytes, code) => {
  expect(() => readStruct(pageHeader, Uint8Array.from(bytes))).toThrow(
    expect.objectContaining({ code }),
  )
})

test('an integer past 53 bits is refused, not rounded', () => {
  const bytes = Uint8Array.of(0x36, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0)
  expect(() => readStruct(statistics, bytes)).toThrow(expect.objectContaining({ code: 'limit' }))
})

test('any bytes are decoded or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        readStruct(fileMetaData, bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(ParquetError)
      }
    }),
    { seed: 21, numRuns: 2000 },
  )
})
