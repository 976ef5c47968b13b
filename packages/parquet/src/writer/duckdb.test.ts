import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { Codec } from '../format/constants.ts'
import { dataKind } from '../format/schema.ts'
import { columnSpec } from './column-spec.ts'
import type { WriterOptions } from './options.ts'
import { ParquetWriter } from './parquet-writer.ts'
import { modelColumn, typeModels } from './testing/arbitraries.ts'
import { type ModelValue, toData } from './testing/column-model.ts'
import { DuckReader } from './testing/duckdb.ts'
import { MemorySink } from './testing/memory-sink.ts'

let duck: DuckReader

beforeAll(async () => {
  await initCodecs()
  duck = await DuckReader.open()
})

afterAll(() => duck.close())

async function write(
  options: WriterOptions,
  groups: readonly (readonly ModelValue[][])[],
): Promise<string> {
  const sink = new MemorySink()
  const writer = new ParquetWriter(sink, options)
  for (const group of groups) {
    await writer.writeRowGroup(
      options.columns.map((spec, i) =>
        toData(spec, dataKind(spec.physicalType, spec.logical), group[i]),
      ),
    )
  }
  await writer.finish()
  return duck.save(sink.bytes())
}

const codecs = (['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD', 'LZ4_RAW', 'BROTLI'] as const).flatMap(
  (name) => ([1, 2] as const).map((pageVersion) => ({ name, pageVersion })),
)

describe('DuckDB reads', () => {
  test.each(codecs)('every type: $name, pages of version $pageVersion', async (variant) => {
    const { name, pageVersion } = variant
    const columns = typeModels.map(({ type }, i) => columnSpec(`c${i}`, type))
    const values = typeModels.map((model, i) =>
      fc.sample(fc.option(model.values, { freq: 4 }), { seed: i, numRuns: 1000 }),
    )
    const path = await write({ columns, codec: Codec[name], pageVersion, pageRows: 300 }, [values])
    expect(await duck.columns(path, columns)).toEqual(values)
  })

  test('random schemas, NULLs, encodings and page sizes', async () => {
    const tables = fc
      .array(fc.nat(), { minLength: 1, maxLength: 4 })
      .chain((seeds) => fc.tuple(...seeds.map((_, i) => modelColumn(`c${i}`, false))))
    const property = fc.asyncProperty(
      tables,
      fc.integer({ min: 1, max: 300 }),
      fc.constantFrom(8, 33, 20_000),
      async (models, rows, pageRows) => {
        const columns = models.map(({ spec }) => spec)
        const values = models.map((model) => fc.sample(model.values, { seed: rows, numRuns: rows }))
        const path = await write({ columns, pageRows }, [values, values])
        const twice = values.map((column) => [...column, ...column])
        expect(await duck.columns(path, columns)).toEqual(twice)
      },
    )
    await fc.assert(property, { seed: 5, numRuns: 40 })
  })

  test('a file without rows', async () => {
    const columns = [columnSpec('a', { kind: 'string' }), columnSpec('b', { kind: 'double' })]
    for (const groups of [[], [[[], []]]]) {
      const path = await write({ columns }, groups)
      expect(await duck.columns(path, columns)).toEqual([[], []])
    }
  })

  test('columns of nothing but NULL, of every type', async () => {
    const columns = typeModels.map(({ type }, i) => columnSpec(`c${i}`, type))
    const values = columns.map(() => [null, null, null])
    const path = await write({ columns }, [values])
    expect(await duck.columns(path, columns)).toEqual(values)
  })

  test('a thousand columns', async () => {
    const columns = Array.from({ length: 1000 }, (_, i) =>
      columnSpec(`c${i}`, { kind: 'int', bits: 32, signed: true }),
    )
    const values = columns.map((_, i) => [i, null, -1 - i])
    const path = await write({ columns }, [values, values])
    const twice = values.map((column) => [...column, ...column])
    expect(await duck.columns(path, columns)).toEqual(twice)
  })

  test('huge values and long runs', async () => {
    const columns = [columnSpec('t', { kind: 'string' }), columnSpec('n', { kind: 'double' })]
    const texts = ['x'.repeat(3_000_000), '', 'y'.repeat(70_000), null, 'x'.repeat(3_000_000)]
    const values: ModelValue[][] = [texts, [1, 1, 1, 1, NaN]]
    const path = await write({ columns, codec: Codec.ZSTD }, [values])
    expect(await duck.columns(path, columns)).toEqual(values)
  })

  test('key-value metadata and the name of the writer', async () => {
    const columns = [columnSpec('a', { kind: 'boolean' })]
    const keyValue = [['lsn', '17'] as const, ['ключ', 'значение'] as const]
    const path = await write({ columns, keyValue, createdBy: 'tests version 1.0 (build 0)' }, [])
    const rows = await duck.rows(
      `SELECT decode(key), decode(value) FROM parquet_kv_metadata('${path}')`,
    )
    expect(rows).toEqual(keyValue.map((pair) => [...pair]))
    const [[createdBy]] = await duck.rows(`SELECT created_by FROM parquet_file_metadata('${path}')`)
    expect(createdBy).toBe('tests version 1.0 (build 0)')
  })
})

describe('DuckDB sees the statistics', () => {
  async function statistics(column: ReturnType<typeof columnSpec>, values: ModelValue[]) {
    const path = await write({ columns: [column] }, [[values]])
    const [row] = await duck.rows(
      `SELECT stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata('${path}')`,
    )
    return row
  }

  const int = (bits: 8 | 16 | 32 | 64, signed: boolean) =>
    columnSpec('c', { kind: 'int', bits, signed })

  test('integers by their sign', async () => {
    expect(await statistics(int(32, true), [5, -7, null, 3])).toEqual(['-7', '5', 1n])
    expect(await statistics(int(32, false), [5n, 4_000_000_000n])).toEqual(['5', '4000000000', 0n])
    expect(await statistics(int(64, false), [5n, 2n ** 63n])).toEqual([
      '5',
      '9223372036854775808',
      0n,
    ])
    expect(await statistics(int(64, true), [-(2n ** 63n), 2n ** 40n, 9n])).toEqual([
      '-9223372036854775808',
      '1099511627776',
      0n,
    ])
  })

  test('decimals, dates, booleans, text', async () => {
    const decimal = columnSpec('c', { kind: 'decimal', precision: 25, scale: 1 })
    expect(await statistics(decimal, [-15n, 10n ** 24n, 3n])).toEqual([
      '-1.5',
      '100000000000000000000000.0',
      0n,
    ])
    expect(await statistics(columnSpec('c', { kind: 'date' }), [0, 365])).toEqual([
      '1970-01-01',
      '1971-01-01',
      0n,
    ])
    expect(await statistics(columnSpec('c', { kind: 'boolean' }), [1, 0, null])).toEqual([
      'false',
      'true',
      1n,
    ])
    const words = ['pear', 'apple', 'pears', null, 'pea']
    expect(await statistics(columnSpec('c', { kind: 'string' }), words)).toEqual([
      'apple',
      'pears',
      1n,
    ])
  })

  test('and finds NaN, which it sorts above all numbers', async () => {
    const double = columnSpec('c', { kind: 'double' })
    const path = await write({ columns: [double] }, [[[1, NaN, -1, 2]]])
    expect(
      await duck.rows(`SELECT count(*) FILTER (c = 'NaN'), count(*) FILTER (c > 100), max(c)
        FROM read_parquet('${path}')`),
    ).toEqual([[1n, 1n, NaN]])
    expect(await duck.rows(`SELECT count(*) FROM read_parquet('${path}') WHERE c > 100`)).toEqual([
      [1n],
    ])
  })

  test('floats without NaN, zeros with both signs', async () => {
    const double = columnSpec('c', { kind: 'double' })
    expect(await statistics(double, [1, 2, -1.5, null])).toEqual(['-1.5', '2.0', 1n])
    expect(await statistics(double, [0, 0])).toEqual(['-0.0', '0.0', 0n])
    expect(await statistics(double, [NaN, NaN])).toEqual([null, null, 0n])
  })
})
