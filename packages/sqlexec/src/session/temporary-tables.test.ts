import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Database, open } from './database.ts'

let directory: string
let db: Database

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sqlexec-temporary-'))
  db = await open(directory)
  await db.exec("CREATE TABLE t (id INT PRIMARY KEY, s TEXT); INSERT INTO t VALUES (1, 'a')")
})
afterEach(async () => {
  await db.close()
  await rm(directory, { recursive: true })
})

const unknown = { code: 'unknown_table', errno: 1146 }

it('is seen by its connection alone, and goes with it', async () => {
  const one = db.connect()
  const other = db.connect()
  await one.exec('CREATE TEMPORARY TABLE tmp (x INT); INSERT INTO tmp VALUES (1)')
  await other.exec('CREATE TEMPORARY TABLE tmp (y TEXT, z INT)')
  const sql = 'SELECT * FROM tmp'
  expect(await one.query(sql)).toEqual([{ x: 1 }])
  expect(await other.query(sql)).toEqual([])
  await expect(db.query(sql)).rejects.toMatchObject(unknown)
  await one.close()
  await expect(db.query(sql)).rejects.toMatchObject(unknown)
  await other.exec("INSERT INTO tmp VALUES ('q', 2)")
  expect(await other.query(sql)).toEqual([{ y: 'q', z: 2 }])
  await other.close()
})

it('that hides a table does so for its connection, whose plans are its own', async () => {
  const one = db.connect()
  const select = await one.prepare('SELECT * FROM t')
  expect(await select.all()).toEqual([{ id: 1, s: 'a' }])
  await one.exec('CREATE TEMPORARY TABLE t (x INT); INSERT INTO t VALUES (7)')
  expect(await select.all()).toEqual([{ x: 7 }])
  expect(await db.query('SELECT * FROM t')).toEqual([{ id: 1, s: 'a' }])
  await one.exec('DROP TABLE t')
  expect(await select.all()).toEqual([{ id: 1, s: 'a' }])
  await one.close()
})

it('leaves nothing in the directory, whatever is committed with it', async () => {
  await db.exec('FLUSH')
  const logSize = async () => (await stat(join(directory, '.wal'))).size
  const before = await logSize()
  await db.exec('CREATE TEMPORARY TABLE tmp (x INT PRIMARY KEY, s TEXT)')
  await db.exec("INSERT INTO tmp VALUES (1, 'a'), (2, 'b'); DELETE FROM tmp WHERE x = 1; FLUSH")
  expect(await logSize()).toBe(before)
  await db.exec("BEGIN; INSERT INTO tmp VALUES (3, 'c'); INSERT INTO t SELECT * FROM tmp; COMMIT")
  await db.close()
  expect((await readdir(directory)).filter((name) => name.endsWith('.parquet'))).toEqual([
    't.parquet',
  ])
  db = await open(directory)
  expect(db.warnings).toEqual([])
  await expect(db.query('SELECT * FROM tmp')).rejects.toMatchObject(unknown)
  expect(await db.query('SELECT id FROM t ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
})

it('may be made in a database that is opened for reading', async () => {
  await db.close()
  db = await open(directory, { readOnly: true })
  await db.exec('CREATE TEMPORARY TABLE tmp AS SELECT * FROM t; UPDATE tmp SET id = id + 1')
  expect(await db.query('SELECT tmp.id FROM tmp JOIN t ON tmp.id = t.id + 1')).toEqual([{ id: 2 }])
  await expect(db.exec('INSERT INTO t SELECT * FROM tmp')).rejects.toMatchObject({
    code: 'read_only',
  })
})

it('may hold more rows than a row group', async () => {
  await db.exec(`CREATE TEMPORARY TABLE d (n INT);
    INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
    CREATE TEMPORARY TABLE tmp (n INT PRIMARY KEY) AS
      SELECT a.n + 10 * b.n + 100 * c.n + 1000 * e.n + 10000 * f.n + 100000 * g.n AS n
      FROM d a, d b, d c, d e, d f, (SELECT n FROM d WHERE n < 3) g;
    UPDATE tmp SET n = n + 1000000 WHERE n % 2 = 0;
    DELETE FROM tmp WHERE n < 100`)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await db.query('SELECT COUNT(*) AS c FROM tmp')).toEqual([{ c: 299_950 }])
  expect(await db.query('SELECT n FROM tmp WHERE n IN (99, 101, 1000002)')).toHaveLength(2)
})
