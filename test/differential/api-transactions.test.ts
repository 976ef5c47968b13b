import { type Connection, type Database, open, SqlError } from 'sqlexec'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let db: Database
let a: Connection
let b: Connection

beforeEach(async () => {
  db = await open(':memory:')
  a = db.connect()
  b = db.connect()
  await db.exec('CREATE TABLE t (id INT PRIMARY KEY, v INT, KEY (v))')
  await db.exec('INSERT INTO t VALUES (1, 10), (2, 20)')
})
afterEach(() => db.close())

const values = async (on: Connection | Database) =>
  (await on.query<{ v: number }>('SELECT v FROM t ORDER BY id')).map(({ v }) => v)

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error !== undefined && !(error instanceof SqlError)) throw error
  return error?.code
}

describe('isolation', () => {
  it('shows nobody what is not committed', async () => {
    await a.run('BEGIN')
    await a.run('UPDATE t SET v = 11 WHERE id = 1')
    expect(await values(a)).toEqual([11, 20])
    expect(await values(b)).toEqual([10, 20])
    expect(await b.query('SELECT id FROM t WHERE v = 11')).toEqual([])
    expect(await b.query('SELECT id FROM t WHERE v = 10')).toEqual([{ id: 1 }])
    await a.run('COMMIT')
    expect(await values(b)).toEqual([11, 20])
  })

  it('keeps the snapshot of a transaction', async () => {
    await a.run('BEGIN')
    expect(await values(a)).toEqual([10, 20])
    await b.run('UPDATE t SET v = v + 1')
    await b.run('INSERT INTO t VALUES (3, 30)')
    expect(await values(a)).toEqual([10, 20])
    expect(await a.query('SELECT COUNT(*) AS n FROM t WHERE v > 15')).toEqual([{ n: 1 }])
    await a.run('COMMIT')
    expect(await values(a)).toEqual([11, 21, 30])
  })

  it('READ COMMITTED sees what was committed before each statement', async () => {
    await a.run('SET TRANSACTION ISOLATION LEVEL READ COMMITTED')
    await a.run('BEGIN')
    expect(await values(a)).toEqual([10, 20])
    await b.run('UPDATE t SET v = 99 WHERE id = 2')
    expect(await values(a)).toEqual([10, 99])
    await a.run('COMMIT')
  })

  it('SERIALIZABLE lets no two transactions each miss the other’s change', async () => {
    for (const each of [a, b]) {
      await each.run('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE')
      await each.run('BEGIN')
    }
    await a.query('SELECT SUM(v) FROM t')
    await b.query('SELECT SUM(v) FROM t')
    await a.run('UPDATE t SET v = 0 WHERE id = 1')
    await b.run('UPDATE t SET v = 0 WHERE id = 2')
    const codes = [await codeOf(a.run('COMMIT')), await codeOf(b.run('COMMIT'))]
    expect(codes.filter((code) => code === 'write_conflict')).toHaveLength(1)
  })
})

describe('conflicts', () => {
  it('fail the second writer of a row, at once, with errno 1213', async () => {
    await a.run('BEGIN')
    await b.run('BEGIN')
    await a.run('UPDATE t SET v = 11 WHERE id = 1')
    const error = await b
      .run('UPDATE t SET v = 12 WHERE id = 1')
      .catch((reason: SqlError) => reason)
    expect(error).toMatchObject({ code: 'write_conflict', errno: 1213, sqlState: '40001' })
    await a.run('COMMIT')
    await b.run('ROLLBACK')
    expect(await values(db)).toEqual([11, 20])
  })

  it('fail a writer whose row changed after its snapshot', async () => {
    await a.run('BEGIN')
    await values(a)
    await b.run('UPDATE t SET v = 11 WHERE id = 1')
    expect(await codeOf(a.run('DELETE FROM t WHERE id = 1'))).toBe('write_conflict')
    await a.run('ROLLBACK')
    expect(await values(db)).toEqual([11, 20])
  })

  it('are none between different rows', async () => {
    await a.run('BEGIN')
    await b.run('BEGIN')
    await a.run('UPDATE t SET v = 11 WHERE id = 1')
    await b.run('UPDATE t SET v = 21 WHERE id = 2')
    await a.run('COMMIT')
    await b.run('COMMIT')
    expect(await values(db)).toEqual([11, 21])
  })

  it('let one of two insert a key', async () => {
    await a.run('BEGIN')
    await b.run('BEGIN')
    await a.run('INSERT INTO t VALUES (3, 30)')
    expect(await codeOf(b.run('INSERT INTO t VALUES (3, 31)'))).toMatch(
      /write_conflict|duplicate_key/u,
    )
    await b.run('ROLLBACK')
    await a.run('COMMIT')
    expect(await values(db)).toEqual([10, 20, 30])
    expect(await codeOf(b.run('INSERT INTO t VALUES (3, 31)'))).toBe('duplicate_key')
  })

  it('free a key when its transaction rolls back', async () => {
    await a.run('BEGIN')
    await a.run('INSERT INTO t VALUES (3, 30)')
    await a.run('ROLLBACK')
    await b.run('INSERT INTO t VALUES (3, 31)')
    expect(await values(db)).toEqual([10, 20, 31])
  })

  it('never lose an update, with retries', async () => {
    const add = () =>
      db.transaction(
        async (tx) => {
          const [{ v }] = await tx.query<{ v: number }>('SELECT v FROM t WHERE id = 1')
          await tx.run('UPDATE t SET v = ? WHERE id = 1', [v + 1])
        },
        { retries: 100 },
      )
    await Promise.all(Array.from({ length: 10 }, add))
    expect(await values(db)).toEqual([20, 20])
  })
})

describe('transactions as functions', () => {
  it('commit what resolves and roll back what rejects', async () => {
    const result = await db.transaction(async (tx) => {
      await tx.run('INSERT INTO t VALUES (3, 30)')
      return 'done'
    })
    expect(result).toBe('done')
    const failed = db.transaction(async (tx) => {
      await tx.run('DELETE FROM t')
      expect(await tx.query('SELECT * FROM t')).toEqual([])
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    expect(await values(db)).toEqual([10, 20, 30])
  })

  it('are read only when asked', async () => {
    const write = db.transaction((tx) => tx.run('DELETE FROM t'), { readOnly: true })
    expect(await codeOf(write)).toMatch(/read_only|transaction_state/u)
    expect(await values(db)).toEqual([10, 20])
  })

  it('roll back when their connection closes', async () => {
    await a.run('BEGIN')
    await a.run('DELETE FROM t')
    await a.close()
    expect(await values(db)).toEqual([10, 20])
    expect(await codeOf(a.run('SELECT 1'))).toBe('closed')
  })

  it('run statements given at once one after the other', async () => {
    const runs = Array.from({ length: 20 }, (_, i) =>
      a.run('INSERT INTO t VALUES (?, ?)', [i + 10, i]),
    )
    const results = await Promise.all([...runs, a.query('SELECT COUNT(*) AS n FROM t')])
    expect(results[20]).toEqual([{ n: 22 }])
  })
})
