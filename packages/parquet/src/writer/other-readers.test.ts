import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { initCodecs, writableCodecs } from '../codec/index.ts'
import { type Codec, PhysicalType } from '../format/constants.ts'
import { type ParquetFile, readMetadata } from '../reader/metadata.ts'
import { columnStatistics, type StatisticsValue } from '../reader/statistics.ts'
import { bufferSource } from '../source.ts'
import type { ColumnSpec } from './column-spec.ts'
import type { EncodeOptions } from './options.ts'
import { ParquetWriter } from './parquet-writer.ts'
import { type ModelColumn, modelColumn } from './testing/arbitraries.ts'
import { type ModelValue, toData } from './testing/column-model.ts'
import { DuckReader } from './testing/duckdb.ts'
import { MemorySink } from './testing/memory-sink.ts'

let duck: DuckReader

beforeAll(async () => {
  await initCodecs()
  duck = await DuckReader.open()
})

afterAll(() => duck.close())

const pageRows = 16

/** Columns, layout, and row groups of sizes around that of a page. */
const tables = fc.record({
  columns: fc
    .integer({ min: 1, max: 4 })
    .chain((count) =>
      fc.tuple(...Array.from({ length: count }, (_, i) => modelColumn(`c${i}`, false))),
    ),
  sizes: fc.array(
    fc.constantFrom(0, 1, 2, pageRows - 1, pageRows, pageRows + 1, 3 * pageRows, 70),
    {
      maxLength: 3,
    },
  ),
  seed: fc.nat(),
  options: fc.record({
    codec: fc.constantFrom(...(writableCodecs as Codec[])),
    pageVersion: fc.constantFrom(1 as const, 2 as const),
    pageRows: fc.constantFrom(pageRows, 20_000),
    pageBytes: fc.constantFrom(64, 1 << 20),
    dictionary: fc.boolean(),
    checksums: fc.boolean(),
    pageIndex: fc.boolean(),
  }),
})

async function write(
  columns: readonly ModelColumn[],
  groups: readonly (readonly ModelValue[][])[],
  options: EncodeOptions,
): Promise<{ bytes: Uint8Array; file: ParquetFile }> {
  const sink = new MemorySink()
  const writer = new ParquetWriter(sink, { columns: columns.map(({ spec }) => spec), ...options })
  for (const group of groups) {
    await writer.writeRowGroup(
      columns.map(({ spec, dataKind }, i) => toData(spec, dataKind, group[i])),
    )
  }
  await writer.finish()
  const bytes = sink.bytes()
  return { bytes, file: await readMetadata(bufferSource(bytes)) }
}

test('DuckDB and hyparquet read what was written, and its statistics are true', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ columns, sizes, seed, options }) => {
      const groups = sizes.map((rows, g) =>
        columns.map(({ values }) =>
          fc.sample(values, { seed: seed + g, numRuns: rows || 1 }).slice(0, rows),
        ),
      )
      const { bytes, file } = await write(columns, groups, options)
      const specs = columns.map(({ spec }) => spec)
      const whole = columns.map((_, i) => groups.flatMap((group) => group[i]))
      const path = duck.save(bytes)
      expect(await duck.columns(path, specs)).toEqual(whole)
      await expectHyparquet(bytes, specs, whole)
      // Empty row groups are not written.
      const written = groups.filter((group) => group[0].length > 0)
      for (const [g, group] of written.entries()) {
        for (const [i, spec] of specs.entries()) expectStatistics(file, g, i, spec, group[i])
      }
      await expectNullCounts(path, specs, written)
    }),
    { seed: 17, numRuns: 120 },
  )
})

/** Types that hyparquet yields as the values that stand in the file. */
function isComparable({ logical, physicalType }: ColumnSpec): boolean {
  const plain: readonly PhysicalType[] = [
    PhysicalType.BOOLEAN,
    PhysicalType.FLOAT,
    PhysicalType.DOUBLE,
  ]
  return logical.kind === 'int' || logical.kind === 'string' || plain.includes(physicalType)
}

async function expectHyparquet(
  bytes: Uint8Array,
  specs: readonly ColumnSpec[],
  whole: readonly ModelValue[][],
): Promise<void> {
  const file = bytes.buffer.slice(0, bytes.length) as ArrayBuffer
  const rows = await parquetReadObjects({ file, compressors })
  expect(rows.length).toBe(whole[0].length)
  specs.forEach((spec, i) => {
    if (!isComparable(spec)) return
    const convert = fromHyparquet(spec)
    expect(rows.map((row) => convert(row[spec.name]))).toEqual(whole[i])
  })
}

function fromHyparquet({ logical }: ColumnSpec): (value: unknown) => ModelValue {
  const wide = logical.kind === 'int' && logical.bits === 32 && !logical.signed
  const convert = (value: unknown): ModelValue => {
    if (Array.isArray(value)) return value.map(convert)
    if (typeof value === 'boolean') return value ? 1 : 0
    if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('latin1')
    if (wide && typeof value === 'number') return BigInt(value)
    return (value as ModelValue | undefined) ?? null
  }
  return convert
}

/** Compares with what a walk over the values finds. */
function expectStatistics(
  file: ParquetFile,
  rowGroup: number,
  column: number,
  spec: ColumnSpec,
  values: readonly ModelValue[],
): void {
  const found = columnStatistics(file, rowGroup, column)
  if (spec.list !== undefined) return
  const present = values.filter((value) => value !== null) as (number | bigint | string)[]
  expect(found?.nullCount).toBe(values.length - present.length)
  const hasNaN = present.some(Number.isNaN)
  if (present.length === 0 || hasNaN) {
    expect([found?.min, found?.max]).toEqual([undefined, undefined])
    return
  }
  const min = present.reduce((a, b) => (b < a ? b : a))
  const max = present.reduce((a, b) => (b > a ? b : a))
  const [low, high] = [modelOf(found!.min!), modelOf(found!.max!)]
  expect(found!.minExact ? same(low, min) : low < min).toBe(true)
  expect(found!.maxExact ? same(high, max) : high > max).toBe(true)
  if (found?.distinctCount !== undefined) expect(found.distinctCount).toBe(new Set(present).size)
}

/** A bigint may stand as a number, and both zeros are one. */
function same(a: number | bigint | string, b: number | bigint | string): boolean {
  return a <= b && a >= b
}

function modelOf(value: StatisticsValue): number | bigint | string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value
}

async function expectNullCounts(
  path: string,
  specs: readonly ColumnSpec[],
  groups: readonly (readonly ModelValue[][])[],
): Promise<void> {
  const rows = await duck.rows(
    `SELECT stats_null_count FROM parquet_metadata('${path}') ORDER BY row_group_id, column_id`,
  )
  const counts = groups.flatMap((group) =>
    specs.map(({ list }, i) =>
      list ? undefined : BigInt(group[i].filter((v) => v === null).length),
    ),
  )
  counts.forEach((count, i) => {
    if (count !== undefined) expect(rows[i]).toEqual([count])
  })
}
