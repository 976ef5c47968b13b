import { beforeAll, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import type { ColumnData } from '../column-data.ts'
import { Codec, PhysicalType } from '../format/constants.ts'
import { encodeColumnChunk } from './chunk-encoder.ts'
import { type ColumnSpec, columnSpec } from './column-spec.ts'
import { ParquetWriter } from './parquet-writer.ts'
import { bytesData } from './testing/column-model.ts'
import { MemorySink } from './testing/memory-sink.ts'

beforeAll(initCodecs)

const ints = (...values: number[]): ColumnData => ({
  kind: 'int32',
  length: values.length,
  validity: null,
  values: Int32Array.from(values),
})

const longs = (...values: number[]): ColumnData => ({
  kind: 'int64',
  length: values.length,
  validity: null,
  values: Float64Array.from(values),
})

const int = (bits: 8 | 16 | 32 | 64, signed = true) =>
  columnSpec('c', { kind: 'int', bits, signed }, { nullable: false })

test('data of another kind', () => {
  expect(() => encodeColumnChunk(columnSpec('c', { kind: 'string' }), ints(1))).toThrow(TypeError)
  expect(() => encodeColumnChunk(columnSpec('c', { kind: 'boolean' }), ints(1))).toThrow(TypeError)
  expect(() => encodeColumnChunk(int(32), bytesData(['a']))).toThrow(/c cannot be written from/)
})

test('NULL in a column that is not nullable', () => {
  const data = { ...ints(1, 2), validity: Uint8Array.of(0b01) }
  expect(() => encodeColumnChunk(int(32), data)).toThrow(/not nullable/)
  // A bitmap that marks nothing is no NULL.
  const full = { ...ints(1, 2), validity: Uint8Array.of(0b11) }
  expect(encodeColumnChunk(int(32), full).rowCount).toBe(2)
})

test('lists where none are expected, and the reverse', () => {
  const list: ColumnData = {
    kind: 'list',
    length: 1,
    validity: null,
    offsets: Uint32Array.of(0, 1),
    elements: ints(1),
  }
  expect(() => encodeColumnChunk(int(32), list)).toThrow(/no column of lists/)
  const spec = { ...int(32), list: { elementNullable: false } }
  expect(() => encodeColumnChunk(spec, ints(1))).toThrow(/of lists/)
})

test.each<[string, ColumnSpec, ColumnData]>([
  ['200 in 8 bits', int(8), ints(200)],
  ['−1 in 8 unsigned bits', int(8, false), ints(-1)],
  ['70,000 in 16 bits', int(16), ints(70_000)],
  ['2^31 in 32 bits', int(32), longs(2 ** 31)],
  ['−1 in 32 unsigned bits', int(32, false), longs(-1)],
  ['3 bytes in 5', columnSpec('c', { kind: 'fixed', length: 5 }), bytesData(['abc'])],
])('%s', (_, spec, data) => {
  expect(() => encodeColumnChunk(spec, data)).toThrow(RangeError)
})

test('a decimal that needs more bytes than its column has', () => {
  const spec = columnSpec('c', { kind: 'decimal', precision: 19, scale: 0 })
  const data = (high: bigint): ColumnData => ({
    kind: 'wide',
    length: 1,
    validity: null,
    low: BigUint64Array.of((1n << 64n) - 5n),
    high: BigInt64Array.of(high),
  })
  expect(encodeColumnChunk(spec, data(-1n)).rowCount).toBe(1)
  expect(() => encodeColumnChunk(spec, data(1n << 40n))).toThrow(/more than 9 bytes/)
})

test('codes without entry', () => {
  const data: ColumnData = {
    kind: 'dictionary',
    length: 2,
    validity: null,
    codes: Uint8Array.of(0, 3),
    dictionary: bytesData(['a', 'b']),
  }
  expect(() => encodeColumnChunk(columnSpec('c', { kind: 'string' }), data)).toThrow(RangeError)
})

test('types that can be copied but not encoded', () => {
  const int96 = { ...int(64), physicalType: PhysicalType.INT96 }
  expect(() => encodeColumnChunk(int96, longs(1))).toThrow(
    expect.objectContaining({ code: 'unsupported' }),
  )
})

test('encodings that a type does not have', () => {
  const text = columnSpec('c', { kind: 'string' }, { encoding: 'byte_stream_split' })
  expect(() => encodeColumnChunk(text, bytesData(['a']))).toThrow(TypeError)
  const double = columnSpec('c', { kind: 'double' }, { encoding: 'delta' })
  const data: ColumnData = { kind: 'double', length: 1, validity: null, values: Float64Array.of(1) }
  expect(() => encodeColumnChunk(double, data)).toThrow(TypeError)
})

test('options and schemas that make no file', async () => {
  const open = (columns: ColumnSpec[], more: object = {}) =>
    new ParquetWriter(new MemorySink(), { columns, ...more })
  expect(() => open([int(32), int(64)])).toThrow(/two columns/)
  expect(() => open([int(32)], { pageRows: 0 })).toThrow(RangeError)
  expect(() => open([int(32)], { codec: Codec.LZO })).toThrow(/LZO/)
  expect(() => columnSpec('c', { kind: 'decimal', precision: 39, scale: 0 })).toThrow(RangeError)
  expect(() => columnSpec('c', { kind: 'decimal', precision: 5, scale: 6 })).toThrow(RangeError)
  expect(() => open([columnSpec('c', { kind: 'fixed', length: 0 })])).toThrow(RangeError)
  await expect(open([int(32)]).writeRowGroup([])).rejects.toThrow(TypeError)
})

test('a refused row group leaves no trace in the file', async () => {
  const sink = new MemorySink()
  const writer = new ParquetWriter(sink, { columns: [int(32), columnSpec('t', { kind: 'date' })] })
  await expect(writer.writeRowGroup([ints(1), bytesData(['a'])])).rejects.toThrow(TypeError)
  await writer.writeRowGroup([ints(1), ints(2)])
  const { file } = await writer.finish()
  expect(file.rowGroups.map(({ rowCount }) => rowCount)).toEqual([1])
})

test('overlapping calls', async () => {
  const writer = new ParquetWriter(new MemorySink(), { columns: [int(32)] })
  const first = writer.writeRowGroup([ints(1)])
  await expect(writer.writeRowGroup([ints(2)])).rejects.toThrow(/awaited/)
  await first
  expect((await writer.finish()).file.rowCount).toBe(1)
})

test('a writer whose sink failed', async () => {
  let writes = 0
  const sink = {
    async write(): Promise<void> {
      if (++writes === 2) throw new Error('disk full')
    },
  }
  const writer = new ParquetWriter(sink, { columns: [int(32)] })
  await expect(writer.writeRowGroup([ints(1)])).rejects.toThrow('disk full')
  await expect(writer.finish()).rejects.toThrow(/earlier write/)
})

test.each<[string, object]>([
  ['a type that there is not', { physicalType: 99 }],
  ['text on INT32', { logical: { kind: 'string' } }],
  ['no logical type', { logical: undefined }],
  ['a logical type that there is not', { logical: { kind: 'money' } }],
  ['integers of 7 bits', { logical: { kind: 'int', bits: 7, signed: true } }],
  ['times in hours', { logical: { kind: 'time', unit: 'hours', utc: true } }],
  ['an encoding that there is not', { encoding: 'zip' }],
  ['a name that is no Unicode text', { name: 'a\ud800' }],
])('a column with %s', (_, part) => {
  const columns = [{ ...int(32), ...part } as ColumnSpec]
  expect(() => new ParquetWriter(new MemorySink(), { columns })).toThrow(RangeError)
})

test('options out of range', () => {
  const open = (options: object) =>
    new ParquetWriter(new MemorySink(), { columns: [int(32)], ...options })
  expect(() => open({ pageVersion: 3 })).toThrow(RangeError)
  expect(() => open({ codec: Codec.GZIP, level: 10 })).toThrow(/0 to 9/)
  expect(() => open({ codec: Codec.ZSTD, level: Number.NaN })).toThrow(RangeError)
  const sortingColumns = [{ columnIdx: 1, descending: false, nullsFirst: true }]
  expect(() => open({ sortingColumns })).toThrow(RangeError)
})

test('a chunk that was encoded for another column', async () => {
  const writer = new ParquetWriter(new MemorySink(), { columns: [int(32)] })
  const nullable = encodeColumnChunk({ ...int(32), nullable: true }, ints(1))
  await expect(writer.writeRowGroup([nullable])).rejects.toThrow(/nullability/)
  const date = encodeColumnChunk(columnSpec('c', { kind: 'date' }, { nullable: false }), ints(1))
  await expect(writer.writeRowGroup([date])).rejects.toThrow(/logical type/)
  const renamed = encodeColumnChunk({ ...int(32), name: 'other' }, ints(1))
  await writer.writeRowGroup([renamed])
  const { metadata } = await writer.finish()
  expect(metadata.rowGroups[0].columns[0].metaData?.pathInSchema).toEqual(['c'])
})
