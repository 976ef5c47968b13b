import { beforeAll, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { dataKind } from '../format/schema.ts'
import { encodeColumnChunk } from './chunk-encoder.ts'
import { type ColumnOptions, type ColumnType, columnSpec } from './column-spec.ts'
import { type ModelValue, toData } from './testing/column-model.ts'

beforeAll(initCodecs)

function chunk(type: ColumnType, values: ModelValue[], options: ColumnOptions = {}) {
  const spec = columnSpec('c', type, options)
  const data = toData(spec, dataKind(spec.physicalType, spec.logical), values)
  return encodeColumnChunk(spec, data, { pageRows: 8 })
}

test('byte strings are counted before their encoding, per chunk and page', () => {
  const values = Array.from({ length: 20 }, (_, i) => (i % 5 === 0 ? null : 'xyz'.slice(i % 3)))
  const pages = [0, 8, 16].map((from) =>
    values.slice(from, from + 8).reduce((sum, value) => sum + (value?.length ?? 0), 0),
  )
  for (const encoding of ['plain', 'dictionary', 'delta'] as const) {
    const { metaData, offsetIndex } = chunk({ kind: 'string' }, values, { encoding })
    expect(metaData.sizeStatistics).toEqual({
      unencodedByteArrayDataBytes: pages[0] + pages[1] + pages[2],
    })
    expect(offsetIndex?.unencodedByteArrayDataBytes).toEqual(pages)
  }
})

test('levels of lists are counted, per chunk and page', () => {
  const int = { kind: 'int', bits: 32, signed: true } as const
  const values: ModelValue[] = [[1, 2], null, [], [null, 3, null]]
  for (let i = 0; i < 6; i++) values.push([i])
  const list = { elementNullable: true }
  const { metaData, columnIndex, offsetIndex } = chunk(int, values, { list })
  expect(metaData.sizeStatistics).toEqual({
    repetitionLevelHistogram: [10, 3],
    definitionLevelHistogram: [1, 1, 2, 9],
  })
  expect(columnIndex?.repetitionLevelHistograms).toEqual([8, 3, 2, 0])
  expect(columnIndex?.definitionLevelHistograms).toEqual([1, 1, 2, 7, 0, 0, 0, 2])
  expect(offsetIndex?.unencodedByteArrayDataBytes).toBeUndefined()
})

test('flat columns of a fixed width have none', () => {
  const { metaData, columnIndex } = chunk({ kind: 'double' }, [1, null])
  expect(metaData.sizeStatistics).toBeUndefined()
  expect(columnIndex).not.toHaveProperty('definitionLevelHistograms')
})
