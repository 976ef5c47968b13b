import { describe, expect, test } from 'vitest'
import { PhysicalType } from '../format/constants.ts'
import { decodeColumnChunk } from './chunk.ts'
import { planColumnChunk } from './plan.ts'
import { oneColumn } from './testing/one-column.ts'

const element = { type: PhysicalType.INT32 }

describe('where a chunk begins', () => {
  test.each([
    [{}, { offset: 50, length: 100 }],
    [{ dictionaryPageOffset: 20 }, { offset: 20, length: 100 }],
    // Two ways in which writers say that there is no dictionary page.
    [{ dictionaryPageOffset: 0 }, { offset: 50, length: 100 }],
    [{ dictionaryPageOffset: 70 }, { offset: 50, length: 100 }],
    // The size leaves the dictionary page's header out.
    [{ createdBy: 'parquet-mr version 1.2.8' }, { offset: 50, length: 200 }],
    [{ createdBy: 'parquet-mr version 1.2.9' }, { offset: 50, length: 100 }],
  ])('%o', (options, range) => {
    expect(planColumnChunk(oneColumn({ element, ...options }), 0, 0)).toEqual(range)
  })
})

test.each([
  [{ dataPageOffset: 3 }, 'corrupt'],
  [{ dataPageOffset: 950 }, 'corrupt'],
  [{ totalCompressedSize: -1 }, 'corrupt'],
  [{ totalCompressedSize: 2 ** 50 }, 'corrupt'],
  [{ chunk: { metaData: undefined } }, 'corrupt'],
  [{ chunk: { filePath: 'elsewhere.parquet' } }, 'unsupported'],
  [{ chunk: { cryptoMetadata: { ENCRYPTION_WITH_FOOTER_KEY: {} } } }, 'encrypted'],
  [{ chunk: { encryptedColumnMetadata: Uint8Array.of(1) } }, 'encrypted'],
])('a chunk of %o is refused', (options, code) => {
  const file = oneColumn({ element, ...options })
  expect(() => planColumnChunk(file, 0, 0)).toThrow(expect.objectContaining({ code, column: 'c' }))
})

test('a column or row group that is not there is the caller’s mistake', () => {
  const file = oneColumn({ element })
  expect(() => planColumnChunk(file, 0, 1)).toThrow(RangeError)
  expect(() => decodeColumnChunk(file, 1, 0, new Uint8Array(0))).toThrow(RangeError)
})
