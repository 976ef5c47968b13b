import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { type ByteSource, bufferSource } from '../source.ts'
import { columnSpec } from '../writer/column-spec.ts'
import { ParquetWriter } from '../writer/parquet-writer.ts'
import { type ModelColumn, modelColumn } from '../writer/testing/arbitraries.ts'
import { fromData, type ModelValue, toData } from '../writer/testing/column-model.ts'
import { MemorySink } from '../writer/testing/memory-sink.ts'
import { readColumn } from './chunk.ts'
import { type ParquetFile, readMetadata } from './metadata.ts'
import type { Predicate, PredicateValue } from './predicate.ts'
import { pruneRowGroups } from './prune.ts'
import type { RowRange } from './row-ranges.ts'
import { selectRows } from './select-rows.ts'

beforeAll(initCodecs)

/** How NaN compares: with nothing, or as the greatest number, which is equal to itself. */
type NaNs = 'unordered' | 'greatest'

type Scalar = number | bigint | string

/** Negative, zero or positive; `undefined` where the two have no order. Byte strings are latin1 text, one byte per character. */
function order(a: Scalar, b: Scalar, nans: NaNs): number | undefined {
  const [isA, isB] = [a, b].map((value) => typeof value === 'number' && Number.isNaN(value))
  if (isA || isB) return nans === 'unordered' ? undefined : Number(isA) - Number(isB)
  return a < b ? -1 : a > b ? 1 : 0
}

function matches(predicate: Predicate, row: (column: number) => ModelValue, nans: NaNs): boolean {
  switch (predicate.op) {
    case 'and':
      return predicate.predicates.every((part) => matches(part, row, nans))
    case 'or':
      return predicate.predicates.some((part) => matches(part, row, nans))
    default: {
      const value = row(Number(String(predicate.column).slice(1))) as Scalar | null
      if (predicate.op === 'isNull') return value === null
      if (value === null) return false
      if (predicate.op === 'isNotNull') return true
      if (predicate.op === 'in') {
        return predicate.values.some((other) => order(value, scalar(other), nans) === 0)
      }
      const { op, value: other } = predicate as Extract<Predicate, { op: 'eq' }>
      const sign = order(value, scalar(other), nans)
      if (sign === undefined) return predicate.op === 'ne'
      const tests = { eq: sign === 0, ne: sign !== 0, lt: sign < 0, le: sign <= 0 }
      return { ...tests, gt: sign > 0, ge: sign >= 0 }[op]
    }
  }
}

function scalar(value: PredicateValue): Scalar {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  return typeof value === 'boolean' ? Number(value) : value
}

function predicateValue(value: ModelValue): PredicateValue {
  return typeof value === 'string' ? Buffer.from(value, 'latin1') : (value as number | bigint)
}

/** Values near those of the column, so that bounds are hit and just missed. */
function predicateOf(columns: readonly ModelColumn[], data: readonly ModelValue[][]) {
  const condition = fc.nat({ max: columns.length - 1 }).chain((c): fc.Arbitrary<Predicate> => {
    const column = `c${c}`
    const known = data[c].filter((value) => value !== null)
    const value = fc
      .oneof(
        columns[c].values.filter((value) => value !== null),
        ...(known.length > 0 ? [fc.constantFrom(...known)] : []),
      )
      .map(predicateValue)
    return fc.oneof(
      fc.record({ op: fc.constantFrom('isNull', 'isNotNull'), column: fc.constant(column) }),
      fc.record({
        op: fc.constantFrom('eq', 'ne', 'lt', 'le', 'gt', 'ge'),
        column: fc.constant(column),
        value,
      }),
      fc.record({
        op: fc.constant('in' as const),
        column: fc.constant(column),
        values: fc.array(value, { maxLength: 3 }),
      }),
    )
  })
  const compound = fc.record({
    op: fc.constantFrom('and', 'or'),
    predicates: fc.array(condition, { maxLength: 3 }),
  })
  return fc.oneof(condition, compound)
}

const scenario = fc
  .tuple(modelColumn('c0'), modelColumn('c1'))
  .filter((columns) => columns.every(({ spec }) => spec.list === undefined))
  .chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      bloom: fc.boolean(),
      sorted: fc.boolean(),
      pageRows: fc.constantFrom(1, 5, 20_000),
      groups: fc.array(
        fc
          .integer({ min: 1, max: 30 })
          .chain((rows) =>
            fc.tuple(
              ...columns.map(({ values }) =>
                fc.array(values, { minLength: rows, maxLength: rows }),
              ),
            ),
          ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  )
  .chain((file) => {
    const all = file.columns.map((_, c) => file.groups.flatMap((group) => group[c]))
    return fc.record({
      file: fc.constant(file),
      predicates: fc.array(predicateOf(file.columns, all), { minLength: 1, maxLength: 10 }),
    })
  })

const isIn = (row: number, ranges: readonly RowRange[]) =>
  ranges.some(({ start, end }) => start <= row && row < end)

/** Every row that matches, in either meaning of NaN, must be kept. */
async function expectKept(
  source: ByteSource,
  file: ParquetFile,
  predicate: Predicate,
  groups: readonly (readonly ModelValue[][])[],
): Promise<void> {
  const kept = pruneRowGroups(file, predicate)
  for (let group = 0; group < groups.length; group++) {
    const ranges = await selectRows(source, file, group, predicate)
    if (!kept.includes(group)) expect(ranges).toEqual([])
    for (let row = 0; row < groups[group][0].length; row++) {
      const value = (column: number) => groups[group][column][row]
      const isWanted = (['unordered', 'greatest'] as const).some((nans) =>
        matches(predicate, value, nans),
      )
      if (isWanted && !isIn(row, ranges)) {
        expect.fail(`row ${row} of group ${group} is lost to ${JSON.stringify(predicate.op)}`)
      }
    }
  }
}

test('no row that matches is pruned', async () => {
  const property = fc.asyncProperty(scenario, async ({ file: model, predicates }) => {
    const { columns, bloom, sorted, pageRows, groups } = model
    const specs = columns.map(({ spec }) => ({ ...spec, bloomFilter: bloom && isHashed(spec) }))
    const sink = new MemorySink()
    const writer = new ParquetWriter(sink, { columns: specs, pageRows })
    const rows = sorted ? groups.map((group) => group.map(ascending)) : groups
    for (const group of rows) {
      await writer.writeRowGroup(
        columns.map(({ spec, dataKind }, c) => toData(spec, dataKind, group[c])),
      )
    }
    await writer.finish()
    const source = bufferSource(sink.bytes())
    const file = await readMetadata(source)
    for (const predicate of predicates) await expectKept(source, file, predicate, rows)
  })
  await fc.assert(property, { seed: 21, numRuns: 400 })
})

/** Booleans have no Bloom filters. */
function isHashed({ physicalType }: ModelColumn['spec']): boolean {
  return physicalType !== 0
}

function ascending(values: readonly ModelValue[]): ModelValue[] {
  return [...values].sort((a, b) =>
    a === null || b === null
      ? Number(b === null) - Number(a === null)
      : order(a as Scalar, b as Scalar, 'greatest')!,
  )
}

test('no row that matches is pruned of files by DuckDB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parquet-prune-'))
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    const path = join(folder, 'data.parquet')
    await connection.run(`COPY (SELECT
      CASE WHEN i % 5 > 0 THEN (i / 10)::INTEGER END AS c0,
      CASE i % 4096 WHEN 17 THEN 'NaN' WHEN 18 THEN '-0.0' ELSE i::VARCHAR END::DOUBLE AS c1,
      CASE WHEN i > 2048 THEN 'item ' || i % 50 END AS c2,
      (i * 1000003)::DECIMAL(18, 2) AS c3,
      (i % 3)::UBIGINT + 18446744073709551600::UBIGINT AS c4
      FROM range(10000) t(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`)
    const source = bufferSource(readFileSync(path))
    const file = await readMetadata(source)
    const groups: ModelValue[][][] = []
    for (let group = 0; group < file.rowGroups.length; group++) {
      const data = file.columns.map(({ index }) => readColumn(source, file, group, index))
      groups.push((await Promise.all(data)).map(fromData))
    }
    const values = [
      [0, 300, 999],
      [Number.NaN, 0, -0, 5000, 1e9],
      ['item 7', 'item 49', 'none'],
    ]
    const wide = [
      [0n, 100_000_300n],
      [18446744073709551600n, 18446744073709551603n, 5n],
    ]
    const ops = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const
    for (const [c, list] of [...values, ...wide].entries()) {
      const column = `c${c}`
      for (const value of list) {
        for (const op of ops) await expectKept(source, file, { op, column, value }, groups)
      }
      for (const op of ['isNull', 'isNotNull'] as const) {
        await expectKept(source, file, { op, column }, groups)
      }
    }
    expect(pruneRowGroups(file, { op: 'lt', column: 'c0', value: 100 })).toEqual([0])
    expect(pruneRowGroups(file, { op: 'isNotNull', column: 'c2' })).toEqual([1, 2, 3, 4])
    expect(pruneRowGroups(file, { op: 'eq', column: 'c4', value: 18446744073709551603n })).toEqual(
      [],
    )
    // Between its bounds, and in no dictionary of which DuckDB made a filter.
    expect(
      await selectRows(source, file, 2, { op: 'eq', column: 'c2', value: 'item 100' }),
    ).toEqual([])
  } finally {
    connection.closeSync()
    rmSync(folder, { recursive: true })
  }
})

describe('what is pruned', () => {
  /** 1000 rows in pages of 100: `n` ascending, `x` ascending with a NaN or not, `s` of a few texts, `e` all NULL. */
  async function sample(withNaN: boolean): Promise<{ source: ByteSource; file: ParquetFile }> {
    const sink = new MemorySink()
    const columns = [
      columnSpec('n', { kind: 'int', bits: 32, signed: true }),
      columnSpec('x', { kind: 'double' }),
      columnSpec('s', { kind: 'string' }, { bloomFilter: true }),
      columnSpec('e', { kind: 'date' }),
    ]
    const rows = [...new Array(1000).keys()]
    const writer = new ParquetWriter(sink, { columns, pageRows: 100 })
    await writer.writeRowGroup([
      toData(columns[0], 'int32', rows),
      toData(
        columns[1],
        'double',
        rows.map((row) => (withNaN && row === 555 ? Number.NaN : row / 2)),
      ),
      toData(
        columns[2],
        'bytes',
        rows.map((row) => `text ${row % 9}`),
      ),
      toData(
        columns[3],
        'int32',
        rows.map(() => null),
      ),
    ])
    await writer.finish()
    const source = bufferSource(sink.bytes())
    return { source, file: await readMetadata(source) }
  }
  const range = (start: number, end: number) => ({ start, end })
  const all = [range(0, 1000)]
  test.each<[string, boolean, Predicate, RowRange[]]>([
    ['a point', false, { op: 'eq', column: 'n', value: 250 }, [range(200, 300)]],
    [
      'points',
      false,
      { op: 'in', column: 'n', values: [5n, 350, 999] },
      [range(0, 100), range(300, 400), range(900, 1000)],
    ],
    ['nothing to be in', false, { op: 'in', column: 'n', values: [] }, []],
    ['a fraction', false, { op: 'gt', column: 'n', value: 299.5 }, [range(300, 1000)]],
    ['beyond the bounds', false, { op: 'ge', column: 'n', value: 1000 }, []],
    ['floats', false, { op: 'ge', column: 'x', value: 250 }, [range(500, 1000)]],
    ['no NaN', false, { op: 'eq', column: 'x', value: Number.NaN }, []],
    ['floats among which is a NaN', true, { op: 'ge', column: 'x', value: 250 }, all],
    ['absent text within the bounds', false, { op: 'eq', column: 's', value: 'text 55' }, []],
    ['text that is there', false, { op: 'eq', column: 's', value: 'text 5' }, all],
    ['no NULL', false, { op: 'isNull', column: 's' }, []],
    ['NULL alone', false, { op: 'ne', column: 'e', value: 3 }, []],
    ['what NULL is', false, { op: 'isNull', column: 'e' }, all],
    [
      'both',
      false,
      {
        op: 'and',
        predicates: [
          { op: 'ge', column: 'n', value: 250 },
          { op: 'lt', column: 'x', value: 200 },
        ],
      },
      [range(200, 400)],
    ],
    [
      'either',
      false,
      {
        op: 'or',
        predicates: [
          { op: 'lt', column: 'n', value: 50 },
          { op: 'eq', column: 's', value: 'text 55' },
          { op: 'gt', column: 'x', value: 480 },
        ],
      },
      [range(0, 100), range(900, 1000)],
    ],
    ['no condition at all', false, { op: 'and', predicates: [] }, all],
    ['no alternative', false, { op: 'or', predicates: [] }, []],
  ])('%s', async (_, withNaN, predicate, expected) => {
    const { source, file } = await sample(withNaN)
    expect(await selectRows(source, file, 0, predicate)).toEqual(expected)
  })

  test.each<[string, Predicate]>([
    ['an unknown column', { op: 'isNull', column: 'nothing' }],
    ['an index out of range', { op: 'isNull', column: 4 }],
    ['text for a number', { op: 'eq', column: 'n', value: '5' }],
    ['a number for text', { op: 'in', column: 's', values: ['a', 5] }],
    ['an unknown operator', { op: 'like', column: 's', value: 'a' } as unknown as Predicate],
  ])('%s is the caller’s mistake', async (_, predicate) => {
    const { file } = await sample(false)
    expect(() => pruneRowGroups(file, predicate)).toThrow(TypeError)
  })
})
