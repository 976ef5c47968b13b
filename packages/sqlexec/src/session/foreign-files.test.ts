import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import {
  bufferSource,
  type ColumnData,
  type ColumnSpec,
  columnSpec,
  type ParquetFile,
  ParquetWriter,
  PhysicalType,
  readMetadata,
} from '@sqlexec/parquet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, open } from './database.ts'

/*
 * What becomes of the columns of a file that another program wrote once its table changes.
 */

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sqlexec-forms-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

const base = { length: 3, validity: null }
const int32 = (...values: number[]): ColumnData => ({
  ...base,
  kind: 'int32',
  values: Int32Array.from(values),
})
const int64 = (...values: number[]): ColumnData => ({
  ...base,
  kind: 'int64',
  values: Float64Array.from(values),
})
const bytes = (...values: string[]): ColumnData => {
  const parts = values.map((value) => Buffer.from(value))
  const offsets = new Uint32Array(values.length + 1)
  parts.forEach((part, i) => {
    offsets[i + 1] = offsets[i] + part.length
  })
  return { ...base, kind: 'bytes', offsets, bytes: new Uint8Array(Buffer.concat(parts)) }
}
const plain = (name: string, physicalType: PhysicalType, typeLength?: number): ColumnSpec => ({
  name,
  physicalType,
  logical: { kind: 'none' },
  nullable: true,
  ...(typeLength === undefined ? {} : { typeLength }),
})

const columns: readonly (readonly [ColumnSpec, ColumnData])[] = [
  [{ ...columnSpec('id', { kind: 'int', bits: 32, signed: true }), fieldId: 7 }, int32(1, 2, 3)],
  [plain('plain32', PhysicalType.INT32), int32(-1, 0, 1)],
  [plain('plain64', PhysicalType.INT64), int64(-1, 0, 1)],
  [columnSpec('u8', { kind: 'int', bits: 8, signed: false }), int32(0, 255, 1)],
  [columnSpec('u32', { kind: 'int', bits: 32, signed: false }), int64(0, 4294967295, 1)],
  [columnSpec('u64', { kind: 'int', bits: 64, signed: false }), int64(0, 5, 1)],
  [columnSpec('time32', { kind: 'time', unit: 'millis', utc: false }), int32(0, 1, 86_399_999)],
  [columnSpec('time64', { kind: 'time', unit: 'micros', utc: true }), int64(0, 1, 86_399_999_999)],
  [
    columnSpec('half', { kind: 'float16' }),
    { ...base, kind: 'float', values: Float32Array.of(0.5, -65504, 2 ** -24) },
  ],
  [
    {
      ...plain('dec5', PhysicalType.FIXED_LEN_BYTE_ARRAY, 3),
      logical: { kind: 'decimal', precision: 5, scale: 2 },
    },
    int64(-99999, 0, 99999),
  ],
  [
    {
      ...plain('dec5long', PhysicalType.INT64),
      logical: { kind: 'decimal', precision: 5, scale: 2 },
    },
    int64(-99999, 0, 99999),
  ],
  [columnSpec('uuid', { kind: 'uuid' }), bytes('0123456789abcdef', 'x'.repeat(16), ' '.repeat(16))],
  [plain('five', PhysicalType.FIXED_LEN_BYTE_ARRAY, 5), bytes('abcde', '\0\0\0\0\0', '12345')],
  [columnSpec('enum', { kind: 'enum' }), bytes('red', 'green', '')],
  [columnSpec('json', { kind: 'json' }), bytes('{}', '[1]', 'null')],
  [columnSpec('nanos', { kind: 'timestamp', unit: 'nanos', utc: true }), int64(0, 1, 1e15)],
  [columnSpec('local', { kind: 'timestamp', unit: 'micros', utc: false }), int64(0, 1, 1e15)],
  [columnSpec('day', { kind: 'date' }), int32(0, -1, 20000)],
]

async function writeForeign(name: string): Promise<void> {
  const chunks: Uint8Array[] = []
  const writer = new ParquetWriter(
    { write: (piece) => void chunks.push(piece) },
    { columns: columns.map(([spec]) => spec), keyValue: new Map([['ARROW:schema', 'as it was']]) },
  )
  await writer.writeRowGroup(columns.map(([, data]) => data))
  await writer.finish()
  writeFileSync(join(directory, `${name}.parquet`), Buffer.concat(chunks))
}

function metadataOf(name: string): Promise<ParquetFile> {
  const bytes = readFileSync(join(directory, `${name}.parquet`))
  return readMetadata(bufferSource(new Uint8Array(bytes)))
}

/** Physical type, length, annotation and field id of every column. */
async function formsOf(name: string) {
  const { columns } = await metadataOf(name)
  return columns.map(({ physicalType, typeLength, logical, fieldId, ...rest }) => ({
    name: rest.name,
    physicalType,
    typeLength,
    logical,
    fieldId,
  }))
}

async function duckdbRows(name: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const path = join(directory, `${name}.parquet`)
  const reader = await connection.runAndReadAll(`FROM '${path}' ORDER BY id`)
  const rows = reader.getRowsJson()
  connection.closeSync()
  instance.closeSync()
  return rows
}

async function withDatabase(work: (database: Database) => Promise<unknown>): Promise<void> {
  const database = await open(directory, { flushInterval: 0 })
  await work(database)
  await database.close()
}

describe('the columns of a foreign file', () => {
  it('keep their form and values when rows are rewritten, again and again', async () => {
    await writeForeign('t')
    const forms = await formsOf('t')
    const rows = await duckdbRows('t')
    for (let round = 0; round < 2; round++) {
      await withDatabase(async (database) => {
        expect(database.warnings).toEqual([])
        await database.run('UPDATE t SET id = 100 WHERE id = 2')
        await database.flush()
        await database.run('UPDATE t SET id = 2 WHERE id = 100')
        await database.run('INSERT INTO t (id) VALUES (9)')
        await database.run('DELETE FROM t WHERE id = 9')
      })
      const { keyValue } = await metadataOf('t')
      expect(keyValue.has('sqlexec.lsn')).toBe(true)
      expect(keyValue.get('ARROW:schema')).toBe('as it was')
      expect(await formsOf('t')).toEqual(forms)
      expect(await duckdbRows('t')).toEqual(rows)
    }
  })

  it('take the form of the engine where a new value does not fit, and keep all values', async () => {
    await writeForeign('t')
    const forms = await formsOf('t')
    const values = {
      time32: '-10:00:00.000',
      time64: '100:00:00.000000',
      half: 0.1,
    }
    await withDatabase(async (database) => {
      for (const [name, value] of Object.entries(values)) {
        await database.run(`UPDATE t SET ${name} = ? WHERE id = 2`, [value])
      }
    })
    const changed = new Set(Object.keys(values))
    const after = await formsOf('t')
    after.forEach((form, i) => {
      if (!changed.has(form.name)) expect(form).toEqual(forms[i])
    })
    expect(after.find(({ name }) => name === 'half')).toMatchObject({
      physicalType: PhysicalType.FLOAT,
    })
    expect((await metadataOf('t')).keyValue.has('ARROW:schema')).toBe(false)
    await withDatabase(async (database) => {
      const [row] = await database.query('SELECT time32, time64, half FROM t WHERE id = 2')
      expect(row).toEqual(values)
      const [other] = await database.query('SELECT time32, time64, half FROM t WHERE id = 3')
      expect(other).toEqual({
        time32: '23:59:59.999',
        time64: '23:59:59.999999',
        half: 5.9604645e-8,
      })
    })
  })

  it('are those of the table when the file is replaced by one of the same form', async () => {
    await writeForeign('t')
    await withDatabase((database) => database.exec('CREATE INDEX by_u8 ON t (u8)'))
    await writeForeign('t')
    await withDatabase(async (database) => {
      expect(database.warnings).toEqual([expect.stringMatching(/new content/)])
      const [table] = await database.query<Record<string, string>>('SHOW CREATE TABLE t')
      expect(table['Create Table']).toContain('by_u8')
    })
  })
})

describe('columns of a foreign file that cannot be read', () => {
  async function copyTo(path: string, query: string): Promise<void> {
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`)
    connection.closeSync()
    instance.closeSync()
  }

  it('are named in warnings, in errors and in SHOW CREATE TABLE, and never lost', async () => {
    const path = join(directory, 't.parquet')
    await copyTo(path, "SELECT 1 AS id, {'a': 2, 'b': [3]} AS s, [4, 5] AS l")
    const before = readFileSync(path)
    for (let round = 0; round < 2; round++) {
      await withDatabase(async (database) => {
        expect(database.warnings).toEqual([
          expect.stringMatching(
            /^Table 't' lacks columns .*s\.a \(it is inside a STRUCT\), .*l.* \(it is a LIST\)$/,
          ),
        ])
        expect(await database.query('SELECT * FROM t')).toEqual([{ id: 1 }])
        for (const [name, reason] of [
          ['s', /'s\.a', which cannot be read: it is inside a STRUCT/],
          ['t.l', /cannot be read: it is a LIST/],
        ] as const) {
          await expect(database.query(`SELECT ${name} FROM t`)).rejects.toMatchObject({
            code: 'unknown_column',
            message: expect.stringMatching(reason),
          })
        }
        const [table] = await database.query<Record<string, string>>('SHOW CREATE TABLE t')
        expect(table['Create Table']).toMatch(/\/\* columns .* s\.a \(it is inside a STRUCT\)/)
        await database.exec(table['Create Table'].replace('TABLE t', 'TABLE u'))
        await database.exec('DROP TABLE u')
        for (const change of ['INSERT INTO t VALUES (2)', 'DELETE FROM t', 'TRUNCATE TABLE t']) {
          await expect(database.run(change)).rejects.toMatchObject({ code: 'unsupported' })
        }
      })
      expect(readFileSync(path)).toEqual(before)
    }
  })

  it('may be all that there are', async () => {
    await copyTo(join(directory, 't.parquet'), 'SELECT [1] AS l')
    await withDatabase(async (database) => {
      await expect(database.query('SELECT * FROM t')).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringMatching(/no column that SQL can show: l.* \(it is a LIST\)$/),
      })
    })
  })
})
