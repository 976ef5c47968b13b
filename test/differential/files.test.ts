import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Engine, openDuckDb, SqlExecEngine } from './engines.ts'

/** Files that this engine writes, read by DuckDB, and the other way about. */

const directory = mkdtempSync(join(tmpdir(), 'sqlexec-files-'))
let engine: SqlExecEngine
let duckdb: Engine

const create =
  'CREATE TABLE t (id INT, s VARCHAR(60), x DOUBLE, d DECIMAL(12,2), day DATE, moment DATETIME, big BIGINT)'
const rows = [
  `(1, 'plain', 0.1, 1.50, DATE '2024-02-29', TIMESTAMP '2024-02-29 12:34:56', 9007199254740993)`,
  `(2, 'a "quote", a comma', -1.5e300, -0.01, DATE '0001-01-01', TIMESTAMP '1969-12-31 23:59:59', -1)`,
  `(3, NULL, NULL, NULL, NULL, NULL, NULL)`,
  `(4, '', 0, 0, DATE '9999-12-31', TIMESTAMP '2038-01-19 03:14:08', 0)`,
  `(5, 'é😀', 5e-324, 9999999999.99, DATE '1970-01-01', TIMESTAMP '1970-01-01 00:00:00', 9223372036854775807)`,
]

beforeAll(async () => {
  engine = await SqlExecEngine.open(':memory:')
  duckdb = await openDuckDb()
  for (const each of [engine, duckdb]) {
    await each.run(create)
    await each.run(`INSERT INTO t VALUES ${rows.join(', ')}`)
  }
})

afterAll(async () => {
  await engine.close()
  await duckdb.close()
  rmSync(directory, { recursive: true })
})

test.each([
  ['csv', '(HEADER)', '(FORMAT csv, HEADER)', '(FORMAT csv, HEADER, ALLOW_QUOTED_NULLS false)'],
  ['csv', ...Array<string>(3).fill(`(FORMAT csv, HEADER false, DELIMITER ';', NULL 'nil')`)],
  ['jsonl', '(FORMAT jsonl)', '(FORMAT json)', '(FORMAT json)'],
  ['parquet', '(FORMAT parquet)', '(FORMAT parquet)', '(FORMAT parquet)'],
])('%s %s', async (extension, ours, theirs, read) => {
  for (const [writer, out, reader, into] of [
    [engine, ours, duckdb, read],
    [duckdb, theirs, engine, ours],
  ] as const) {
    const path = join(directory, `t.${extension}`)
    await writer.run(`COPY t TO '${path}' ${out}`)
    await reader.run('CREATE TABLE u AS SELECT * FROM t WHERE 1 = 0')
    await reader.run(`COPY u FROM '${path}' ${into}`)
    const names = 'id, s, x, d, day, moment, big'
    expect(await reader.query(`SELECT ${names} FROM u ORDER BY id`)).toEqual(
      await reader.query(`SELECT ${names} FROM t ORDER BY id`),
    )
    await reader.run('DROP TABLE u')
  }
})
