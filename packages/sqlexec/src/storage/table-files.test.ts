import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { Codec, columnSpec, ParquetWriter } from '@sqlexec/parquet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plainTable } from '../catalog/definition.ts'
import { NodeFileSystem } from '../io/node-file-system.ts'
import { decimalType, type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { type Compression, openStorage } from './open-storage.ts'
import type { StorageEngine } from './table-access.ts'
import { rowsOf, write } from './testing/directory.ts'
import { SortedIndex } from './testing/sorted-index.ts'
import { column, keyValueTable } from './testing/tables.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sqlexec-storage-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

function open(compression: Compression = 'snappy'): Promise<StorageEngine> {
  return openStorage({
    directory,
    fileSystem: new NodeFileSystem(),
    flushInterval: 0,
    compression,
    createIndex: (definition, types) => new SortedIndex(definition, types),
  })
}

async function duckdb(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(sql)).getRowsJson()
  connection.closeSync()
  instance.closeSync()
  return rows
}

const integer = (bits: 8 | 16 | 24 | 32 | 64, unsigned = false): SqlType => ({
  kind: 'integer',
  bits,
  unsigned,
})
const text = types.text
const day = 86_400

/** Values of every type, its extremes among them. */
const samples: [name: string, type: SqlType, values: SqlValue[]][] = [
  ['bool', types.boolean, [0, 1]],
  ['tiny', integer(8), [-128, 127]],
  ['utiny', integer(8, true), [0, 255]],
  ['small', integer(16), [-32768, 32767]],
  ['usmall', integer(16, true), [0, 65535]],
  ['medium', integer(24), [-8388608, 8388607]],
  ['umedium', integer(24, true), [0, 16777215]],
  ['int', types.int, [-2147483648, 2147483647]],
  ['uint', integer(32, true), [0, 4294967295]],
  ['big', types.bigint, [-9223372036854775808n, 9223372036854775807n, 9007199254740991, 7]],
  ['safe', types.bigint, [-9007199254740991, 9007199254740991]],
  ['ubig', types.unsignedBigint, [0, 18446744073709551615n]],
  ['d5', decimalType(5, 2), [-99999, 99999]],
  ['d18', decimalType(18, 4), [-999999999999999999n, 999999999999999999n, 15]],
  ['d38', decimalType(38, 10), [-(10n ** 38n) + 1n, 10n ** 38n - 1n, -5, 0]],
  ['float', types.float, [Math.fround(1.1), Number.NaN, -0, Number.POSITIVE_INFINITY]],
  ['double', types.double, [1.1, Number.NaN, -0, Number.NEGATIVE_INFINITY, Number.MIN_VALUE]],
  ['text', text, ['', 'a', 'naïve', '𝄞 clef', 'x'.repeat(3000), 'nul\0']],
  ['json', types.json, ['{"a":[1,null]}', '[]']],
  ['blob', types.blob, [new Uint8Array(0), Uint8Array.of(0, 255, 128)]],
  ['date', types.date, [-719528, -1, 0, 2932896]],
  ['datetime', types.datetime, [-62167219200_000, -1, 253402300799_999]],
  ['datetime6', { kind: 'datetime', fsp: 6 }, [-62167219200_000_000n, -1, 253402300799_999_999n]],
  ['timestamp', types.timestamp, [0, 1700000000_123]],
  ['time', types.time, [-3020399_000, 3020399_000, day * 1000]],
]

const longest = Math.max(...samples.map(([, , values]) => values.length))

/** One row per position of the samples, NULL where a type has no value left, and a row of NULLs. */
function sampleRows(): SqlValue[][] {
  return Array.from({ length: longest + 1 }, (_, i) => [
    i,
    ...samples.map(([, , values]) => values[i] ?? null),
  ])
}

const sampleTable = {
  name: 'samples',
  columns: [
    column(1, 'id', types.int, { nullable: false }),
    ...samples.map(([name, type], i) => column(i + 2, name, type)),
  ],
  ...plainTable,
}

describe('every type', () => {
  it.each(['log', 'file'] as const)('comes back from the %s', async (place) => {
    let engine = await open()
    await engine.createTable(sampleTable)
    await write(engine, 'samples', (t, tx) => {
      for (const row of sampleRows()) t.insert(tx, row)
    })
    expect(await rowsOf(engine, 'samples')).toEqual(sampleRows())
    if (place === 'log') {
      // What a process finds that starts after this one was killed.
      const copy = mkdtempSync(join(tmpdir(), 'sqlexec-storage-'))
      copyFileSync(join(directory, '.wal'), join(copy, '.wal'))
      await engine.close()
      rmSync(directory, { recursive: true })
      directory = copy
    } else await engine.close()
    engine = await open()
    expect(engine.warnings).toEqual([])
    expect(await rowsOf(engine, 'samples')).toEqual(sampleRows())
    await engine.close()
  })

  it.each<Compression>(['snappy', 'gzip', 'zstd', 'lz4', 'none'])(
    'is read by DuckDB from a file in %s',
    async (compression) => {
      const engine = await open(compression)
      await engine.createTable(sampleTable)
      await engine.createTable(keyValueTable('empty'))
      await write(engine, 'samples', (t, tx) => {
        for (const row of sampleRows()) t.insert(tx, row)
      })
      await engine.close()
      const file = join(directory, 'samples.parquet')
      const names = ['bool', 'tiny', 'uint', 'big', 'ubig', 'd5', 'd38', 'text', 'date', 'datetime']
      const rows = await duckdb(
        `SELECT ${names.join(', ')} FROM '${file}' WHERE id < 2 ORDER BY id`,
      )
      const max38 = `${'9'.repeat(28)}.${'9'.repeat(10)}`
      expect(rows).toEqual([
        [
          false,
          -128,
          0,
          '-9223372036854775808',
          '0',
          '-999.99',
          `-${max38}`,
          '',
          '0000-01-01',
          '0000-01-01 00:00:00',
        ],
        [
          true,
          127,
          4294967295,
          '9223372036854775807',
          '18446744073709551615',
          '999.99',
          max38,
          'a',
          '1969-12-31',
          '1969-12-31 23:59:59.999',
        ],
      ])
      expect(
        await duckdb(`SELECT count(*), count(k) FROM '${join(directory, 'empty.parquet')}'`),
      ).toEqual([['0', '0']])
    },
  )
})

describe('foreign files', () => {
  it('of DuckDB are tables, and written back in our form', async () => {
    const file = join(directory, 'made by duck.parquet')
    await duckdb(
      `COPY (SELECT i::INTEGER AS i, (i % 3)::UTINYINT AS u, 'n' || (i % 10) AS s, i / 4 AS d,
        DATE '2020-01-01' + i::INTEGER AS day, TIMESTAMP '1969-12-31 23:59:59.5' AS ts,
        TIMESTAMP_NS '2020-01-01 00:00:00.123456789' AS ns, TIME '12:34:56' AS t,
        uuid() AS id, i::DECIMAL(9,2) AS dec, NULL::INTEGER AS nothing
        FROM range(1000) r(i)) TO '${file}' (FORMAT parquet)`,
    )
    let engine = await open()
    const table = engine.table('made by duck')!
    expect(table.definition.columns.map(({ name, type }) => [name, type.kind])).toEqual([
      ['i', 'integer'],
      ['u', 'integer'],
      ['s', 'text'],
      ['d', 'double'],
      ['day', 'date'],
      ['ts', 'datetime'],
      ['ns', 'datetime'],
      ['t', 'time'],
      ['id', 'bytes'],
      ['dec', 'decimal'],
      ['nothing', 'integer'],
    ])
    const rows = await rowsOf(engine, 'made by duck')
    expect(rows).toHaveLength(1000)
    const without = (row: SqlValue[]) => row.filter((_, i) => i !== 8)
    expect(without(rows[7])).toEqual([
      7,
      1,
      'n7',
      1.75,
      18269,
      -500_000,
      1577836800123456789n,
      45_296_000_000,
      700,
      null,
    ])
    await write(engine, 'made by duck', (t, tx) => {
      t.delete(tx, 8)
      t.insert(tx, rows[7])
    })
    await engine.close()
    engine = await open()
    expect(engine.warnings).toEqual([])
    const after = await rowsOf(engine, 'made by duck')
    expect(after).toEqual([...rows.slice(0, 7), ...rows.slice(8), rows[7]])
    await engine.close()
    expect(await duckdb(`SELECT count(*), sum(i), max(ns)::VARCHAR FROM '${file}'`)).toEqual([
      ['1000', '499500', '2020-01-01 00:00:00.123456789'],
    ])
  })

  it('with columns of one name get others, which stay theirs', async () => {
    const parts: Uint8Array[] = []
    const sink = { write: async (bytes: Uint8Array) => void parts.push(bytes.slice()) }
    const names = ['qa', 'qb', 'qa_1', 'QA']
    const writer = new ParquetWriter(sink, {
      columns: names.map((name) => columnSpec(name, { kind: 'double' }, { nullable: false })),
      codec: Codec.UNCOMPRESSED,
    })
    const validity = null
    await writer.writeRowGroup(
      names.map((_, i) => ({ kind: 'double', length: 1, validity, values: Float64Array.of(i) })),
    )
    await writer.finish()
    // Our writer refuses two columns of one name, so the name is put in afterwards.
    const bytes = Buffer.concat(parts).toString('latin1').replaceAll('qb', 'qa')
    writeFileSync(join(directory, 'twice.parquet'), bytes, 'latin1')
    const expected = [[0, 1, 2, 3]]
    for (const row of [
      [9, 8, 7, 6],
      [5, 5, 5, 5],
    ]) {
      const engine = await open()
      const { definition } = engine.table('twice')!
      expect(definition.columns.map(({ name }) => name)).toEqual(['qa', 'qa_2', 'qa_1', 'QA_3'])
      expect(await rowsOf(engine, 'twice')).toEqual(expected)
      await write(engine, 'twice', (t, tx) => t.insert(tx, row))
      expected.push(row)
      await engine.close()
    }
  })

  it('with nested columns show the flat ones, and are not written', async () => {
    await duckdb(
      `COPY (SELECT 1 AS a, [1, 2] AS list, {x: 1} AS struct)
       TO '${join(directory, 'nested.parquet')}' (FORMAT parquet)`,
    )
    await duckdb(
      `COPY (SELECT [1] AS list) TO '${join(directory, 'lists.parquet')}' (FORMAT parquet)`,
    )
    const engine = await open()
    expect(await rowsOf(engine, 'nested')).toEqual([[1]])
    expect(engine.warnings.join()).toMatch(/'nested' lacks columns.*list \(it is a LIST\), struct/)
    await expect(write(engine, 'nested', (t, tx) => t.insert(tx, [2]))).rejects.toMatchObject({
      code: 'unsupported',
    })
    expect(engine.table('lists')!.damage).toMatchObject({ code: 'unsupported' })
    await engine.close()
    const again = await open()
    expect(await rowsOf(again, 'nested')).toEqual([[1]])
    await again.close()
  })
})

describe('row groups', () => {
  it('that did not change are copied, others rewritten, small ones merged', async () => {
    let engine = await open()
    await engine.createTable({ ...keyValueTable('t'), indexes: [] })
    const insert = (from: number, to: number) =>
      write(engine, 't', (t, tx) => {
        for (let k = from; k < to; k++) t.insert(tx, [k, k % 7 === 0 ? null : `v${k % 100}`])
      })
    await insert(0, 300_000)
    await engine.checkpoint()
    const counts = () =>
      duckdb(
        `SELECT DISTINCT row_group_id, row_group_num_rows
         FROM parquet_metadata('${join(directory, 't.parquet')}') ORDER BY 1`,
      )
    expect((await counts()).map(([, rows]) => rows)).toEqual(['122880', '122880', '54240'])
    await insert(300_000, 300_010)
    await write(engine, 't', (t, tx) => {
      for (const rowId of [130_000, 130_001, 200_000]) t.delete(tx, rowId)
    })
    await engine.checkpoint()
    expect((await counts()).map(([, rows]) => rows)).toEqual(['122880', '122877', '54240', '10'])
    await insert(300_010, 300_040)
    await engine.checkpoint()
    expect((await counts()).map(([, rows]) => rows)).toEqual(['122880', '122877', '54240', '40'])
    await engine.close()
    engine = await open()
    const transaction = engine.begin()
    const snapshot = engine.table('t')!.snapshot(transaction)
    const gap = snapshot.segments[1]
    expect(gap.rowId(0)).toBe(122_881)
    expect(gap.rowId(130_002 - 122_881)).toBe(130_004)
    expect(snapshot.find(130_001)).toBeUndefined()
    expect(snapshot.find(200_001)).toMatchObject({ row: 200_001 - 122_881 - 3 })
    await write(engine, 't', (t, tx) => t.delete(tx, 200_001))
    await engine.close()
    expect(await duckdb(`SELECT count(*), sum(k) FROM '${join(directory, 't.parquet')}'`)).toEqual([
      ['300036', String((300_039 * 300_040) / 2 - 129_999 - 130_000 - 199_999 - 200_000)],
    ])
  })
})
