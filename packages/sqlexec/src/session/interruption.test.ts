import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, open } from './database.ts'

let database: Database

beforeEach(async () => {
  database = await open(':memory:')
  await database.exec('CREATE TABLE t (a INT)')
  const rows = Array.from({ length: 3000 }, (_, i) => `(${i})`).join(', ')
  await database.exec(`INSERT INTO t VALUES ${rows}`)
})

afterEach(() => database.close())

/** So many pairs of rows that it would run for minutes. */
const endless = 'SELECT COUNT(*) FROM t AS a, t AS b, t AS c WHERE a.a + b.a + c.a < 0'

test('max_execution_time ends a query, and the next one runs', async () => {
  await database.exec('SET max_execution_time = 30')
  await expect(database.query(endless)).rejects.toMatchObject({ errno: 3024 })
  expect(await database.query('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 3000 }])
  expect(await database.query('SHOW WARNINGS')).toEqual([])
})

test('KILL QUERY ends what another session runs and leaves the session', async () => {
  const victim = database.connect()
  const [{ id }] = await victim.query<{ id: number }>('SELECT CONNECTION_ID() AS id')
  const running = expect(victim.query(endless)).rejects.toMatchObject({ errno: 1317 })
  const [row] = await database.query(`SHOW PROCESSLIST WHERE Id = ${id}`)
  expect(row).toMatchObject({ Command: 'Query', Info: endless })
  await database.exec(`KILL QUERY ${id}`)
  await running
  expect(await victim.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('KILL rolls back and closes another session', async () => {
  const victim = database.connect()
  await victim.exec('BEGIN; DELETE FROM t')
  await database.exec(`KILL ${victim.id}`)
  await expect(victim.query('SELECT 1')).rejects.toMatchObject({ code: 'closed' })
  expect(await database.query('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 3000 }])
  await expect(database.exec(`KILL ${victim.id}`)).rejects.toMatchObject({ errno: 1094 })
})

test('a session that kills itself says so, and is closed', async () => {
  const victim = database.connect()
  await expect(victim.exec(`KILL ${victim.id}`)).rejects.toMatchObject({ errno: 1317 })
  await expect(victim.query('SELECT 1')).rejects.toMatchObject({ code: 'closed' })
})

test('an interrupt between statements hits none', async () => {
  const other = database.connect()
  await database.exec(`KILL QUERY ${other.id}`)
  expect(await other.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test.each([
  'SELECT SUM((SELECT COUNT(*) FROM t AS b WHERE b.a + t.a > SIN(RAND()))) FROM t',
  'SELECT a FROM t ORDER BY (SELECT COUNT(*) FROM t AS b WHERE b.a + t.a > SIN(RAND()))',
])('a query that runs another for each row is interrupted: %s', async (sql) => {
  await database.exec('INSERT INTO t SELECT a FROM t; INSERT INTO t SELECT a FROM t')
  const controller = new AbortController()
  const running = database.query(sql, [], { signal: controller.signal })
  setImmediate(() => controller.abort())
  await expect(running).rejects.toMatchObject({ code: 'interrupted' })
})
