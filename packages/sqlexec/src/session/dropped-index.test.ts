import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, open } from './database.ts'

let directory: string
let db: Database

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sqlexec-'))
  db = await open(directory)
  await db.exec(`CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT);
    INSERT INTO t VALUES (1, 5, 6), (2, 6, 5), (3, 5, 7);
    CREATE INDEX i ON t (a)`)
  await db.close()
  db = await open(directory)
})
afterEach(async () => {
  await db.close()
  await rm(directory, { recursive: true })
})

// A table that was just opened is read while the definition changes.
test.each([
  ['dropped', 'DROP INDEX i ON t'],
  ['dropped and made anew over another column', 'DROP INDEX i ON t; CREATE INDEX i ON t (b)'],
])('a query keeps its index when it is %s meanwhile', async (_, script) => {
  const query = db.query('SELECT id FROM t WHERE a = 5 ORDER BY id')
  const other = db.connect()
  const changing = other.exec(script)
  expect(await query).toEqual([{ id: 1 }, { id: 3 }])
  await changing
  expect(await db.query('SELECT id FROM t WHERE a = 5 ORDER BY id')).toEqual([{ id: 1 }, { id: 3 }])
})

test('so does a correlated subquery', async () => {
  const query = db.query(
    'SELECT id, (SELECT MAX(u.b) FROM t u WHERE u.a = 5 AND u.id <= t.id) AS m FROM t ORDER BY id',
  )
  const changing = db.connect().exec('DROP INDEX i ON t')
  expect(await query).toEqual([
    { id: 1, m: 6 },
    { id: 2, m: 6 },
    { id: 3, m: 7 },
  ])
  await changing
})
