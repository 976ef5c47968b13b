import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { Codec } from '../format/constants.ts'
import { type ByteSource, bufferSource } from '../source.ts'
import { type ColumnType, columnSpec } from '../writer/column-spec.ts'
import { ParquetWriter } from '../writer/parquet-writer.ts'
import { modelColumn } from '../writer/testing/arbitraries.ts'
import { fromData, type ModelValue, toData } from '../writer/testing/column-model.ts'
import { MemorySink } from '../writer/testing/memory-sink.ts'
import { readTable, type TableBatch } from './read-table.ts'
import { rowsOf } from './rows-of.ts'

beforeAll(initCodecs)

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = []
  for await (const item of items) result.push(item)
  return result
}

const table = fc.tuple(modelColumn('a'), modelColumn('b')).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    groups: fc.array(
      fc
        .integer({ min: 1, max: 60 })
        .chain((rows) =>
          fc.tuple(
            ...columns.map(({ values }) => fc.array(values, { minLength: rows, maxLength: rows })),
          ),
        ),
      { minLength: 1, maxLength: 3 },
    ),
    pageIndex: fc.boolean(),
    pageRows: fc.constantFrom(1, 7, 20_000),
    maxReadBytes: fc.constantFrom(0, 200, 1 << 20),
  }),
)

test('batches hold all rows once and in order, however small they are', async () => {
  const property = fc.asyncProperty(
    table,
    async ({ columns, groups, maxReadBytes, ...options }) => {
      const sink = new MemorySink()
      const specs = columns.map(({ spec }) => spec)
      const writer = new ParquetWriter(sink, { columns: specs, ...options })
      for (const group of groups) {
        await writer.writeRowGroup(
          columns.map(({ spec, dataKind }, c) => toData(spec, dataKind, group[c])),
        )
      }
      await writer.finish()
      const source = bufferSource(sink.bytes())
      const expected = columns.map((_, c) => groups.flatMap((group) => group[c]))
      const found: ModelValue[][] = columns.map(() => [])
      for await (const batch of readTable(source, { maxReadBytes })) {
        expect(batch.firstRow).toBe(found[0].length)
        for (const { schema, data } of batch.columns) {
          expect(data.length).toBe(batch.rowCount)
          found[schema.index].push(...fromData(data))
        }
      }
      expect(found).toEqual(expected)
    },
  )
  await fc.assert(property, { seed: 31, numRuns: 200 })
})

/** Two row groups of 5000 rows in pages of 100: noise of 8 bytes per row, and the row's number. */
async function noisyTable(): Promise<Uint8Array> {
  const sink = new MemorySink()
  const columns = [
    columnSpec('noise', { kind: 'double' }),
    columnSpec('row', { kind: 'int', bits: 32, signed: true }, { encoding: 'plain' }),
  ]
  const codec = Codec.UNCOMPRESSED
  const writer = new ParquetWriter(sink, { columns, codec, pageRows: 100, dictionary: false })
  for (let group = 0; group < 2; group++) {
    const rows = Array.from({ length: 5000 }, (_, i) => group * 5000 + i)
    const noise = rows.map((row) => Math.sin(row))
    await writer.writeRowGroup([
      toData(columns[0], 'double', noise),
      toData(columns[1], 'int32', rows),
    ])
  }
  await writer.finish()
  return sink.bytes()
}

function counting(source: ByteSource): ByteSource & { bytesRead: number } {
  const counted = {
    size: source.size,
    bytesRead: 0,
    read(offset: number, length: number) {
      counted.bytesRead += length
      return source.read(offset, length)
    },
  }
  return counted
}

test('no batch reads more than it may, and a predicate spares reads', async () => {
  const bytes = await noisyTable()
  const whole = counting(bufferSource(bytes))
  expect(await collect(readTable(whole))).toHaveLength(2)
  const source = counting(bufferSource(bytes))
  let before = 0
  let rows = 0
  for await (const batch of readTable(source, { maxReadBytes: 10_000 })) {
    // The first batch of a row group comes with the footer or with page indexes.
    if (batch.firstRow % 5000 > 0) expect(source.bytesRead - before).toBeLessThan(10_500)
    before = source.bytesRead
    rows += batch.rowCount
  }
  expect(rows).toBe(10_000)
  const pruned = counting(bufferSource(bytes))
  const predicate = { op: 'eq', column: 'row', value: 7250 } as const
  const batches = await collect(readTable(pruned, { predicate, columns: ['noise'] }))
  expect(batches.map(({ rowGroup, firstRow, rowCount }) => [rowGroup, firstRow, rowCount])).toEqual(
    [[1, 7200, 100]],
  )
  expect(batches[0].columns[0].data).toMatchObject({ values: expect.any(Float64Array) })
  expect(pruned.bytesRead).toBeLessThan(whole.bytesRead / 2)
})

test('row groups and columns are chosen in any order', async () => {
  const source = bufferSource(await noisyTable())
  const batches = await collect(
    readTable(source, { rowGroups: [1, 0], columns: [1, 'noise', 'row'] }),
  )
  expect(batches.map(({ rowGroup, firstRow }) => [rowGroup, firstRow])).toEqual([
    [1, 5000],
    [0, 0],
  ])
  const names = batches[0].columns.map(({ schema }) => schema.name)
  expect(names).toEqual(['row', 'noise', 'row'])
  expect(Object.keys([...rowsOf(batches[0])][0])).toEqual(['row', 'noise', 'row_1'])
  const [none] = await collect(readTable(source, { columns: [] }))
  expect(none).toMatchObject({ rowCount: 5000, columns: [] })
})

test.each([
  [{ columns: ['nothing'] }, TypeError],
  [{ columns: [2] }, TypeError],
  [{ rowGroups: [2] }, RangeError],
  [{ predicate: { op: 'isNull', column: 'nothing' } as const }, TypeError],
])('%o is refused', async (options, error) => {
  await expect(collect(readTable(bufferSource(await noisyTable()), options))).rejects.toThrow(error)
})

describe('rows as objects', () => {
  async function valuesOf(
    type: ColumnType,
    kind: Parameters<typeof toData>[1],
    values: readonly ModelValue[],
    list?: { elementNullable: boolean },
  ): Promise<unknown[]> {
    const sink = new MemorySink()
    const spec = columnSpec('v', type, { list })
    const writer = new ParquetWriter(sink, { columns: [spec] })
    await writer.writeRowGroup([toData(spec, kind, values)])
    await writer.finish()
    const batches = await collect<TableBatch>(readTable(bufferSource(sink.bytes())))
    return batches.flatMap((batch) => [...rowsOf(batch)].map((row) => row['v']))
  }
  const timestamp = (unit: 'millis' | 'micros' | 'nanos'): ColumnType => ({
    kind: 'timestamp',
    unit,
    utc: true,
  })
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
  test.each<[string, ColumnType, Parameters<typeof toData>[1], ModelValue[], unknown[]]>([
    ['booleans', { kind: 'boolean' }, 'boolean', [1, null, 0], [true, null, false]],
    ['small integers', { kind: 'int', bits: 8, signed: true }, 'int32', [-5], [-5]],
    ['UINT_32', { kind: 'int', bits: 32, signed: false }, 'int64', [4294967295n], [4294967295]],
    ['INT64', { kind: 'int', bits: 64, signed: true }, 'int64', [1n, null], [1n, null]],
    [
      'large INT64',
      { kind: 'int', bits: 64, signed: true },
      'int64',
      [-(2n ** 63n)],
      [-(2n ** 63n)],
    ],
    ['doubles', { kind: 'double' }, 'double', [0.5, -0], [0.5, -0]],
    [
      'decimals',
      { kind: 'decimal', precision: 9, scale: 2 },
      'int32',
      [-50, 7, 12345],
      ['-0.50', '0.07', '123.45'],
    ],
    ['integral decimals', { kind: 'decimal', precision: 18, scale: 0 }, 'int64', [-50n], ['-50']],
    [
      'wide decimals',
      { kind: 'decimal', precision: 38, scale: 3 },
      'wide',
      [-(10n ** 37n)],
      ['-10000000000000000000000000000000000.000'],
    ],
    ['dates', { kind: 'date' }, 'int32', [-1, 0], [new Date('1969-12-31'), new Date(0)]],
    ['dates too far off', { kind: 'date' }, 'int32', [200_000_000], [200_000_000]],
    ['milliseconds', timestamp('millis'), 'int64', [-1n], [new Date(-1)]],
    ['microseconds', timestamp('micros'), 'int64', [-1n, 1999n], [new Date(-1), new Date(1)]],
    [
      'nanoseconds',
      timestamp('nanos'),
      'int64',
      [2n ** 62n, -1n],
      [new Date(4611686018427), new Date(-1)],
    ],
    ['timestamps too far off', timestamp('millis'), 'int64', [2n ** 60n], [2n ** 60n]],
    ['times', { kind: 'time', unit: 'micros', utc: false }, 'int64', [1500n], [1500]],
    ['text', { kind: 'string' }, 'bytes', ['\u00c3\u00a9', '', null], ['é', '', null]],
    ['bytes', { kind: 'bytes' }, 'bytes', ['\u00ff'], [bytes('\u00ff')]],
    [
      'UUIDs',
      { kind: 'uuid' },
      'bytes',
      [
        '\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f\u00ff',
      ],
      ['01020304-0506-0708-090a-0b0c0d0e0fff'],
    ],
  ])('%s', async (_, type, kind, values, expected) => {
    expect(await valuesOf(type, kind, values)).toEqual(expected)
  })

  test('lists', async () => {
    const values = [['a', null], [], null, ['b']]
    const list = { elementNullable: true }
    expect(await valuesOf({ kind: 'string' }, 'bytes', values, list)).toEqual(values)
  })

  test('no column name reaches the prototype', async () => {
    const sink = new MemorySink()
    const spec = columnSpec('__proto__', { kind: 'string' })
    const writer = new ParquetWriter(sink, { columns: [spec] })
    await writer.writeRowGroup([toData(spec, 'bytes', ['x'])])
    await writer.finish()
    const [batch] = await collect(readTable(bufferSource(sink.bytes())))
    const [row] = rowsOf(batch)
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
    expect(Object.entries(row)).toEqual([['__proto__', 'x']])
  })
})
