import { expect, test } from 'vitest'
import { open } from './database.ts'

/** Statements that change more rows than are kept up with in indexes one by one. */
const rowCount = 1500

async function filled() {
  const db = await open(':memory:')
  await db.exec(`CREATE TABLE t (id INT PRIMARY KEY, u INT UNIQUE, v INT, s VARCHAR(10));
    CREATE INDEX by_v ON t (v); CREATE INDEX by_sv ON t (s, v)`)
  const rows = Array.from({ length: rowCount }, (_, i) => `(${i}, ${i}, ${i % 7}, 's${i % 5}')`)
  await db.run(`INSERT INTO t VALUES ${rows.join(', ')}`)
  return db
}

type Database = Awaited<ReturnType<typeof filled>>

const byIndex = ['v = 3', "s = 's2' AND v = 3", 'u = 700', 'id = 3', 'v BETWEEN 2 AND 4']
const byScan = ['v + 0 = 3', "CONCAT(s) = 's2' AND v + 0 = 3", 'u + 0 = 700', 'id + 0 = 3']
byScan.push('v + 0 BETWEEN 2 AND 4')

async function expectAgreement(db: Pick<Database, 'query'>) {
  for (const [i, condition] of byIndex.entries()) {
    const ids = async (where: string) => {
      const rows = await db.query<{ id: number }>(`SELECT id FROM t WHERE ${where} ORDER BY id`)
      return rows.map(({ id }) => id)
    }
    expect([condition, await ids(condition)]).toEqual([condition, await ids(byScan[i])])
  }
}

async function countOf(db: Pick<Database, 'query'>, where: string): Promise<number> {
  const rows = await db.query<{ n: number }>(`SELECT COUNT(*) AS n FROM t WHERE ${where}`)
  return rows[0].n
}

test('many rows inserted by one statement are found by every index', async () => {
  await using db = await filled()
  await expectAgreement(db)
  expect(await countOf(db, 'v = 3')).toBe(214)
})

test('an update of many rows leaves old and new keys to those who see them', async () => {
  await using db = await filled()
  const before = db.connect()
  await before.exec('BEGIN')
  expect(await countOf(before, 'v = 3')).toBe(214)
  expect((await db.run('UPDATE t SET v = 3')).changes).toBe(rowCount)
  await expectAgreement(db)
  expect(await countOf(db, 'v = 3')).toBe(rowCount)
  await expectAgreement(before)
  expect(await countOf(before, 'v = 3')).toBe(214)
  await before.exec('COMMIT')
  await expectAgreement(before)
})

test('rolling back, to the beginning or to a savepoint, takes the entries back', async () => {
  await using db = await filled()
  const connection = db.connect()
  await connection.exec(
    "BEGIN; UPDATE t SET v = 3 WHERE id < 900; SAVEPOINT a; UPDATE t SET s = 's2'",
  )
  await expectAgreement(connection)
  await connection.exec('ROLLBACK TO a')
  await expectAgreement(connection)
  expect(await countOf(connection, 'v = 3')).toBe(985)
  await connection.exec('ROLLBACK')
  await expectAgreement(db)
  expect(await countOf(db, 'v = 3')).toBe(214)
})

test('keys that stay are still taken, and those that change are asked for', async () => {
  await using db = await filled()
  await db.run('UPDATE t SET v = 0, s = NULL')
  await expect(db.run('INSERT INTO t VALUES (5, -1, 0, NULL)')).rejects.toMatchObject({
    code: 'duplicate_key',
  })
  await expect(db.run('INSERT INTO t VALUES (-1, 5, 0, NULL)')).rejects.toMatchObject({
    code: 'duplicate_key',
  })
  await expect(db.run('UPDATE t SET u = u DIV 2')).rejects.toMatchObject({ code: 'duplicate_key' })
  await expectAgreement(db)
  await db.run(`UPDATE t SET u = u + ${rowCount}`)
  await expectAgreement(db)
  await db.run('INSERT INTO t VALUES (-1, 5, 0, NULL)')
  await expectAgreement(db)
})

test('a key whose row another transaction is changing is a conflict', async () => {
  await using db = await filled()
  const writer = db.connect()
  await writer.exec('BEGIN; UPDATE t SET v = 9')
  await expect(db.run('INSERT INTO t VALUES (5, -1, 0, NULL)')).rejects.toMatchObject({
    code: 'write_conflict',
  })
  await writer.exec('COMMIT')
  await expect(db.run('INSERT INTO t VALUES (5, -1, 0, NULL)')).rejects.toMatchObject({
    code: 'duplicate_key',
  })
})

test('changes of many rows go on across checkpoints', async () => {
  await using db = await filled()
  const connection = db.connect()
  await connection.exec('BEGIN; UPDATE t SET v = v + 1')
  await db.flush()
  await connection.exec("UPDATE t SET s = 's2' WHERE v = 3; COMMIT")
  await expectAgreement(db)
  await db.flush()
  await db.exec('UPDATE t SET v = v + 1; DELETE FROM t WHERE id % 2 = 0')
  await expectAgreement(db)
  await db.flush()
  await expectAgreement(db)
  expect(await countOf(db, 'v BETWEEN 0 AND 100')).toBe(rowCount / 2)
})
