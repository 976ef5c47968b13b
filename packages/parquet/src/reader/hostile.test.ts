import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { pack, varint } from '../decode/testing/bit-writer.ts'
import { deltaEncode } from '../decode/testing/delta-writer.ts'
import { Codec, Encoding, PageType, PhysicalType, Repetition } from '../format/constants.ts'
import type { FileMetaData, PageHeader, SchemaElement } from '../format/metadata.ts'
import { fileMetaData, pageHeader } from '../format/structs.ts'
import { writeStruct } from '../format/thrift-writer.ts'
import { bufferSource } from '../source.ts'
import { readColumn } from './chunk.ts'
import { readMetadata } from './metadata.ts'

/*
 * Files of a few kilobytes, made to exhaust memory or time. Each is refused before memory is allocated for what it claims.
 */

beforeAll(initCodecs)

const magic = Buffer.from('PAR1')
const utf8 = new TextEncoder()

function withFooter(data: Uint8Array, footer: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return new Uint8Array(Buffer.concat([magic, data, footer, length, magic]))
}

const root = (numChildren: number): SchemaElement => ({ name: 'root', numChildren })

interface Page {
  readonly header: Omit<PageHeader, 'compressedPageSize' | 'uncompressedPageSize'>
  readonly payload: Uint8Array
  readonly uncompressedSize?: number
}

interface Chunk {
  readonly element: SchemaElement
  readonly rows: number
  readonly values?: number
  readonly pages: readonly Page[]
  readonly codec?: Codec
}

/** A file of one column chunk of the given pages. */
function fileOf({ element, rows, values = rows, pages, codec = Codec.UNCOMPRESSED }: Chunk) {
  const data = Buffer.concat(
    pages.flatMap(({ header, payload, uncompressedSize = payload.length }) => {
      const sizes = { compressedPageSize: payload.length, uncompressedPageSize: uncompressedSize }
      return [writeStruct(pageHeader, { ...header, ...sizes }), payload]
    }),
  )
  const metaData = {
    type: element.type!,
    encodings: [],
    pathInSchema: [element.name],
    codec,
    numValues: values,
    totalUncompressedSize: Number.MAX_SAFE_INTEGER,
    totalCompressedSize: data.length,
    dataPageOffset: magic.length,
  }
  const footer: FileMetaData = {
    version: 1,
    schema: [root(1), element],
    numRows: rows,
    rowGroups: [{ columns: [{ fileOffset: 0, metaData }], totalByteSize: 0, numRows: rows }],
  }
  return withFooter(data, writeStruct(fileMetaData, footer))
}

function dataPage(numValues: number, encoding: Encoding, payload: Uint8Array, size?: number): Page {
  const levels = { definitionLevelEncoding: Encoding.RLE, repetitionLevelEncoding: Encoding.RLE }
  return {
    header: { type: PageType.DATA_PAGE, dataPageHeader: { numValues, encoding, ...levels } },
    payload,
    uncompressedSize: size,
  }
}

function dictionaryPage(numValues: number, payload: Uint8Array): Page {
  const dictionaryPageHeader = { numValues, encoding: Encoding.PLAIN }
  return { header: { type: PageType.DICTIONARY_PAGE, dictionaryPageHeader }, payload }
}

const required = (type: PhysicalType, typeLength?: number): SchemaElement => ({
  name: 'c',
  type,
  typeLength,
  repetitionType: Repetition.REQUIRED,
})

/** One run of code 0, after the byte of bit width. */
const runOfCodes = (count: number) => Uint8Array.from([1, ...varint(count * 2), 0])

const plainBytes = (value: Uint8Array) =>
  new Uint8Array(
    Buffer.concat([
      Uint8Array.of(value.length & 255, (value.length >> 8) & 255, value.length >> 16, 0),
      value,
    ]),
  )

const { INT64, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY } = PhysicalType

const million = 1_000_000
const many = 200 * million

/** 100,000 strings, each the 100,000 bytes of the one before. */
function repeatedPrefixes(): Uint8Array {
  const count = 100_000
  const prefixes = [0n, ...new Array<bigint>(count - 1).fill(100_000n)]
  const suffixes = [100_000n, ...new Array<bigint>(count - 1).fill(0n)]
  const parts = [deltaEncode(prefixes, 32), deltaEncode(suffixes, 32), new Uint8Array(100_000)]
  return new Uint8Array(Buffer.concat(parts))
}

const bombs: Readonly<Record<string, () => Chunk>> = {
  'a run of 200 million codes': () => ({
    element: required(INT64),
    rows: many,
    pages: [
      dictionaryPage(1, new Uint8Array(8)),
      dataPage(many, Encoding.RLE_DICTIONARY, runOfCodes(many)),
    ],
  }),
  'a run of fixed byte strings of 64 KiB': () => ({
    element: required(FIXED_LEN_BYTE_ARRAY, 65536),
    rows: million,
    pages: [
      dictionaryPage(1, new Uint8Array(65536)),
      dataPage(million, Encoding.RLE_DICTIONARY, runOfCodes(million)),
    ],
  }),
  'a run of byte strings of 100 KB, and a page without dictionary': () => ({
    element: required(BYTE_ARRAY),
    rows: million + 1,
    pages: [
      dictionaryPage(1, plainBytes(new Uint8Array(100_000))),
      dataPage(million, Encoding.RLE_DICTIONARY, runOfCodes(million)),
      dataPage(1, Encoding.PLAIN, plainBytes(new Uint8Array(3))),
    ],
  }),
  'prefixes of prefixes': () => ({
    element: required(BYTE_ARRAY),
    rows: 100_000,
    pages: [dataPage(100_000, Encoding.DELTA_BYTE_ARRAY, repeatedPrefixes())],
  }),
  'a list of 200 million elements': () => ({
    element: { ...required(INT64), repetitionType: Repetition.REPEATED },
    rows: 1,
    values: many,
    pages: [
      dictionaryPage(1, new Uint8Array(8)),
      dataPage(
        many,
        Encoding.RLE_DICTIONARY,
        new Uint8Array([5, 0, 0, 0, ...varint(many * 2), 1, 5, 0, 0, 0, ...varint(many * 2), 1]),
      ),
    ],
  }),
  'a page that compresses a thousand times': () => ({
    element: required(INT64),
    rows: 25 * million,
    codec: Codec.GZIP,
    pages: [
      dataPage(25 * million, Encoding.PLAIN, gzipSync(Buffer.alloc(200 * million)), 200 * million),
    ],
  }),
}

describe('limit', () => {
  test.each(Object.keys(bombs))('%s', async (name) => {
    const source = bufferSource(fileOf(bombs[name]()))
    const file = await readMetadata(source)
    await expect(readColumn(source, file, 0, 0)).rejects.toMatchObject({
      name: 'ParquetError',
      code: 'limit',
      column: 'c',
    })
  })

  test('what is repetitive but not huge is read', async () => {
    const chunk = { ...bombs['a run of 200 million codes'](), rows: 5 * million }
    const [dictionary] = chunk.pages
    const data = dataPage(chunk.rows, Encoding.RLE_DICTIONARY, runOfCodes(chunk.rows))
    const source = bufferSource(fileOf({ ...chunk, pages: [dictionary, data] }))
    const column = await readColumn(source, await readMetadata(source), 0, 0)
    expect(column).toMatchObject({ kind: 'int64', length: chunk.rows })
  })

  test.each<[string, () => FileMetaData]>([
    [
      'a schema of 200,000 columns',
      () => footerOf([root(200_000), ...new Array<SchemaElement>(200_000).fill(required(INT64))]),
    ],
    ['long names above many columns', () => footerOf(longNames())],
  ])('%s', async (_, footer) => {
    const bytes = withFooter(new Uint8Array(0), writeStruct(fileMetaData, footer()))
    await expect(readMetadata(bufferSource(bytes))).rejects.toMatchObject({
      name: 'ParquetError',
      code: 'limit',
    })
  })
})

test('three million empty key-value pairs', async () => {
  const footer = writeStruct(fileMetaData, footerOf([root(0)]))
  // Field 5, a list of structs, each of which is one empty string.
  const list = [0x19, 0xfc, ...varint(3 * million)]
  const pairs = Buffer.alloc(9 * million, Uint8Array.of(0x18, 0, 0))
  const end = Uint8Array.of(0)
  const whole = Buffer.concat([footer.subarray(0, -1), Uint8Array.from(list), pairs, end])
  const source = bufferSource(withFooter(new Uint8Array(0), whole))
  await expect(readMetadata(source)).rejects.toMatchObject({ name: 'ParquetError', code: 'limit' })
})

function footerOf(schema: SchemaElement[]): FileMetaData {
  return { version: 1, schema, numRows: 0, rowGroups: [] }
}

/** Fifty groups with names of 2,000 characters, one in the other, above 10,000 columns. */
function longNames(): SchemaElement[] {
  const name = 'n'.repeat(2000)
  const groups = Array.from({ length: 50 }, (_, i) => ({
    name,
    numChildren: i === 49 ? 10_000 : 1,
  }))
  return [root(1), ...groups, ...new Array<SchemaElement>(10_000).fill(required(INT64))]
}

describe('corrupt', () => {
  const corrupt = { name: 'ParquetError', code: 'corrupt' }

  test.each<[string, SchemaElement[]]>([
    ['groups within groups without end', Array.from({ length: 50_000 }, () => root(1))],
    ['a group of two thousand million children', [root(2 ** 31 - 1), required(INT64)]],
    ['a negative number of children', [root(-1)]],
  ])('%s', async (_, schema) => {
    const bytes = withFooter(new Uint8Array(0), writeStruct(fileMetaData, footerOf(schema)))
    await expect(readMetadata(bufferSource(bytes))).rejects.toMatchObject(corrupt)
  })

  test.each<[string, Chunk]>([
    [
      'a dictionary of more entries than bytes',
      {
        element: required(FIXED_LEN_BYTE_ARRAY, 1 << 20),
        rows: 1,
        pages: [
          dictionaryPage(5000, new Uint8Array(8000)),
          dataPage(1, Encoding.RLE_DICTIONARY, runOfCodes(1)),
        ],
      },
    ],
    [
      'codes of 255 bits',
      {
        element: required(INT64),
        rows: 1,
        pages: [
          dictionaryPage(1, new Uint8Array(8)),
          dataPage(1, Encoding.RLE_DICTIONARY, Uint8Array.of(255, 2, 0)),
        ],
      },
    ],
    [
      'a page that declares more than its codec can hold',
      {
        element: required(INT64),
        rows: 1,
        codec: Codec.SNAPPY,
        pages: [dataPage(1, Encoding.PLAIN, utf8.encode('snappy'), 100 * million)],
      },
    ],
    [
      'delta values that begin two thousand million',
      {
        element: required(INT64),
        rows: 1,
        pages: [
          dataPage(
            1,
            Encoding.DELTA_BINARY_PACKED,
            Uint8Array.from([
              ...varint(128),
              ...varint(4),
              ...varint(2 ** 31 - 1),
              ...pack([0], 8),
            ]),
          ),
        ],
      },
    ],
  ])('%s', async (_, chunk) => {
    const source = bufferSource(fileOf(chunk))
    const file = await readMetadata(source)
    await expect(readColumn(source, file, 0, 0)).rejects.toMatchObject({ ...corrupt, column: 'c' })
  })

  test('a footer that is longer than its file', async () => {
    const bytes = withFooter(new Uint8Array(0), writeStruct(fileMetaData, footerOf([root(0)])))
    new DataView(bytes.buffer).setUint32(bytes.length - 8, 2 ** 32 - 1, true)
    await expect(readMetadata(bufferSource(bytes))).rejects.toMatchObject(corrupt)
  })
})
