import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, open } from './database.ts'

let directory: string
let db: Database

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sqlexec-alter-'))
  db = await open(directory)
})
afterEach(async () => {
  await db.close()
  await rm(directory, { recursive: true })
})

async function reopen(): Promise<void> {
  await db.close()
  db = await open(directory)
  expect(db.warnings).toEqual([])
}

/** What another reader finds in a table's file. */
async function fileRows(table: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    sql.replace('$file', `'${join(directory, `${table}.parquet`)}'`),
  )
  connection.closeSync()
  return reader.getRowsJson() as unknown[][]
}

const digits =
  '(VALUES ROW(0), ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8), ROW(9))'
const rowCount = 200_000

async function manyRows(): Promise<void> {
  await db.exec('CREATE TABLE t (id INT PRIMARY KEY, n INT, s VARCHAR(10), KEY by_n (n))')
  const places = ['a', 'b', 'c', 'd', 'e'].map((name) => `${digits} AS ${name} (${name})`)
  const six = [...places, '(VALUES ROW(0), ROW(1)) AS f (f)'].join(', ')
  await db.exec(
    `INSERT INTO t SELECT id, id % 1000, CONCAT('s', id % 7) FROM
     (SELECT a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f AS id FROM ${six}) AS x`,
  )
}

describe('a table of several row groups', () => {
  const sums =
    'SELECT COUNT(*) AS c, SUM(id) AS i, SUM(m) AS m, SUM(a) AS a, MIN(s) AS s, SUM(LENGTH(z)) AS z FROM t'
  const expected = [
    {
      c: rowCount,
      i: String((rowCount * (rowCount - 1)) / 2),
      m: '99900000.0',
      a: String(7 * rowCount),
      s: 's0',
      z: String(3 * rowCount),
    },
  ]
  const alter =
    "ALTER TABLE t ADD a INT DEFAULT 7 FIRST, CHANGE n m DECIMAL(12,1), MODIFY s TEXT AFTER id, ADD z VARCHAR(5) DEFAULT 'abc'"

  it.each(['in the log alone', 'in its file', 'altered before its checkpoint'])(
    'has its new columns, %s',
    async (where) => {
      await manyRows()
      if (where !== 'altered before its checkpoint') await db.exec('FLUSH')
      await db.exec(alter)
      if (where === 'in its file') await db.exec('FLUSH')
      expect((await db.query(sums)).map(stringified)).toEqual(expected.map(stringified))
      expect(await db.query('SELECT id FROM t WHERE m = 999 ORDER BY id LIMIT 2')).toEqual([
        { id: 999 },
        { id: 1999 },
      ])
      await reopen()
      expect((await db.query(sums)).map(stringified)).toEqual(expected.map(stringified))
      const [row] = await fileRows('t', 'SELECT * FROM $file WHERE id = 199999')
      expect(row).toEqual([7, 199_999, `s${199_999 % 7}`, '999.0', 'abc'])
    },
  )

  it('is left as it was by a value that does not fit, wherever it stands', async () => {
    await manyRows()
    await db.exec("FLUSH; UPDATE t SET s = 'longer' WHERE id = 150000; FLUSH")
    const shorten = db.exec('ALTER TABLE t MODIFY s CHAR(3), ADD b INT')
    await expect(shorten).rejects.toMatchObject({ code: 'data_too_long', errno: 1406 })
    await expect(db.query('SELECT b FROM t')).rejects.toMatchObject({ code: 'unknown_column' })
    await db.exec('DELETE FROM t WHERE id = 150000')
    await db.exec('ALTER TABLE t MODIFY s CHAR(3), ADD b INT')
    expect(await db.query('SELECT COUNT(*) AS c, COUNT(b) AS b FROM t')).toEqual([
      { c: rowCount - 1, b: 0 },
    ])
    await reopen()
    expect(await fileRows('t', 'SELECT COUNT(*), COUNT(b) FROM $file')).toEqual([
      [String(rowCount - 1), '0'],
    ])
  })
})

function stringified(row: object): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)]))
}

describe('what is under way meanwhile', () => {
  beforeEach(async () => {
    await db.exec(
      "CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(9)); INSERT INTO t VALUES (1, 'a')",
    )
  })

  it('a transaction with an older snapshot is told that the table has changed', async () => {
    const other = db.connect()
    await other.exec('BEGIN; SELECT 1 FROM t')
    await db.exec('ALTER TABLE t ADD x INT')
    const changed = { code: 'definition_changed', errno: 1412 }
    await expect(other.query('SELECT * FROM t')).rejects.toMatchObject(changed)
    await other.exec('COMMIT')
    expect(await other.query('SELECT * FROM t')).toEqual([{ id: 1, s: 'a', x: null }])
    await other.close()
  })

  it('a transaction that wrote to the table is not robbed of it', async () => {
    const other = db.connect()
    await other.exec("BEGIN; INSERT INTO t VALUES (2, 'b')")
    const conflict = { code: 'write_conflict' }
    await expect(db.exec('ALTER TABLE t ADD x INT')).rejects.toMatchObject(conflict)
    await other.exec('COMMIT')
    await db.exec('ALTER TABLE t ADD x INT DEFAULT 5')
    expect(await db.query('SELECT * FROM t')).toHaveLength(2)
    await other.close()
  })

  it('a transaction that lost its table is run again', async () => {
    let attempts = 0
    await db.transaction(
      async (tx) => {
        attempts++
        await tx.query('SELECT 1 AS one')
        if (attempts === 1) {
          await tx.query('SELECT id FROM t')
          await db.connect().exec('ALTER TABLE t ADD x INT')
        }
        await tx.exec("UPDATE t SET s = 'z'")
      },
      { retries: 2 },
    )
    expect(attempts).toBe(2)
    expect(await db.query('SELECT * FROM t')).toEqual([{ id: 1, s: 'z', x: null }])
  })

  it('a query that runs keeps the table that it began with', async () => {
    await reopen()
    const query = db.query("SELECT id, s FROM t WHERE s >= 'a'")
    const other = db.connect()
    const changing = other.exec('ALTER TABLE t DROP s, ADD s INT DEFAULT 9 FIRST')
    expect(await query).toEqual([{ id: 1, s: 'a' }])
    await changing
    expect(await db.query('SELECT * FROM t')).toEqual([{ s: 9, id: 1 }])
    await other.close()
  })

  it('a prepared statement is planned anew', async () => {
    const select = await db.prepare('SELECT * FROM t WHERE id = ?')
    const insert = await db.prepare('INSERT INTO t (id) VALUES (?)')
    expect(await select.all([1])).toEqual([{ id: 1, s: 'a' }])
    await db.exec('ALTER TABLE t ADD x INT DEFAULT 3 FIRST, DROP s')
    expect(await select.all([1])).toEqual([{ x: 3, id: 1 }])
    await insert.run([2])
    await db.exec('RENAME TABLE t TO u')
    await expect(select.all([2])).rejects.toMatchObject({ code: 'unknown_table' })
    await db.exec('ALTER TABLE u RENAME TO t')
    expect(await select.all([2])).toEqual([{ x: 3, id: 2 }])
  })
})

it('tables that swap their names have their files under them', async () => {
  await db.exec(`CREATE TABLE a (x INT); CREATE TABLE b (y TEXT);
    INSERT INTO a VALUES (1); INSERT INTO b VALUES ('two'); FLUSH`)
  await db.exec('RENAME TABLE a TO t, b TO a, t TO b')
  expect(await fileRows('a', 'SELECT * FROM $file')).toEqual([['two']])
  expect(await fileRows('b', 'SELECT * FROM $file')).toEqual([[1]])
  await db.exec("INSERT INTO a VALUES ('three')")
  await reopen()
  expect(await db.query('SELECT y FROM a ORDER BY y')).toEqual([{ y: 'three' }, { y: 'two' }])
  expect(await db.query('SHOW TABLES')).toHaveLength(2)
})

it('AUTO_INCREMENT and random defaults of rows that were there survive', async () => {
  await db.exec(
    "CREATE TABLE t (s TEXT); INSERT INTO t VALUES ('a'), ('b'); FLUSH; INSERT INTO t VALUES ('c')",
  )
  await db.exec(
    'ALTER TABLE t ADD id INT AUTO_INCREMENT PRIMARY KEY, ADD u CHAR(36) DEFAULT (UUID())',
  )
  const rows = await db.query('SELECT * FROM t')
  expect(rows.map(({ id }) => id)).toEqual([1, 2, 3])
  await reopen()
  expect(await db.query('SELECT * FROM t')).toEqual([...rows])
  await db.exec("INSERT INTO t (s) VALUES ('d')")
  expect(await db.query("SELECT id FROM t WHERE s = 'd'")).toEqual([{ id: 4 }])
})
