import { type Database, open, SqlError } from 'sqlexec'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let db: Database

beforeEach(async () => {
  db = await open(':memory:')
})
afterEach(() => db.close())

async function failureOf(work: Promise<unknown>): Promise<SqlError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SqlError)
  return error as SqlError
}

describe('errors', () => {
  it.each([
    ['SELEC 1', 'syntax', 1064, 1, 1, 'SELEC 1\n^^^^^'],
    ['SELECT 1 +', 'syntax', 1064, 1, 11, 'SELECT 1 +\n          ^'],
    ['SELECT (1, 2', 'syntax', 1064, 1, 13, 'SELECT (1, 2\n            ^'],
    ['SELECT * FROM nowhere', 'unknown_table', 1146, 1, 15, 'nowhere'],
    ['SELECT nothing', 'unknown_column', 1054, 1, 8, 'nothing'],
    ['SELECT 1,\n  nothing', 'unknown_column', 1054, 2, 3, 'nothing'],
    ["SELECT '😀', nothing", 'unknown_column', 1054, 1, 13, 'nothing'],
    ['SELECT NOFUNCTION(1)', 'unknown_function', 1305, 1, 8, 'NOFUNCTION'],
    ['CREATE TABLE t (a INT, a INT)', 'duplicate_column', 1060, 1, 24, "'a'"],
    ["SELECT 'open", 'syntax', 1064, 1, 8, "'open"],
  ])('%s', async (sql, code, errno, line, column, text) => {
    const error = await failureOf(db.query(sql))
    expect(error).toMatchObject({ code, errno, position: { line, column } })
    expect(error.message).toContain(text)
  })

  it('say what was expected', async () => {
    const error = await failureOf(db.query('SELECT * FORM t'))
    expect(error.code).toBe('syntax')
    expect(error.message).toMatch(/^expected .*found 'FORM' at line 1, column 10/u)
    expect((await failureOf(db.run('CREATE TABLE t (a INTEGR)'))).message).toMatch(/integr/iu)
  })

  it('of a script count lines in the whole script, and keep what ran before', async () => {
    const script = 'CREATE TABLE t (a INT);\nINSERT INTO t VALUES (1);\n\nSELECT b FROM t;'
    const error = await failureOf(db.exec(script))
    expect(error).toMatchObject({ code: 'unknown_column', position: { line: 4, column: 8 } })
    expect(await db.query('SELECT a FROM t')).toEqual([{ a: 1 }])
  })

  it('suggest the name that was probably meant', async () => {
    await db.run('CREATE TABLE customers (surname TEXT)')
    expect((await failureOf(db.query('SELECT 1 FROM costumers'))).message).toContain('customers')
    expect((await failureOf(db.query('SELECT surnam FROM customers'))).message).toContain('surname')
  })

  it('come with MySQL’s numbers for broken constraints', async () => {
    await db.exec('CREATE TABLE t (a INT PRIMARY KEY, b INT NOT NULL); INSERT INTO t VALUES (1, 1)')
    const duplicate = await failureOf(db.run('INSERT INTO t VALUES (1, 2)'))
    expect(duplicate).toMatchObject({ code: 'duplicate_key', errno: 1062, sqlState: '23000' })
    expect(duplicate.message).toContain("'1'")
    const missing = await failureOf(db.run('INSERT INTO t VALUES (2, NULL)'))
    expect(missing).toMatchObject({ code: 'null_value', errno: 1048, sqlState: '23000' })
  })

  it('answer every use after close', async () => {
    const other = await open(':memory:')
    const statement = await other.prepare('SELECT 1')
    await other.close()
    expect((await failureOf(other.query('SELECT 1'))).code).toBe('closed')
    expect((await failureOf(statement.all())).code).toBe('closed')
    await other.close()
  })

  it('refuse texts nested too deeply instead of overflowing the stack', async () => {
    const deep = `SELECT ${'('.repeat(50_000)}1${')'.repeat(50_000)}`
    expect((await failureOf(db.query(deep))).code).toBe('too_deep')
    const long = `SELECT ${Array.from({ length: 50_000 }, () => '1').join('+')}`
    const answer = await db
      .query(long, [], { rowMode: 'array' })
      .catch((error: SqlError) => error.code)
    expect(answer).toSatisfy((value) => value === 'too_deep' || value[0][0] === 50_000)
  })
})

describe('prepared statements', () => {
  it('are planned anew for parameters of other types', async () => {
    await db.exec("CREATE TABLE t (a INT, s TEXT); INSERT INTO t VALUES (1, '1'), (2, 'two')")
    const same = await db.prepare('SELECT a FROM t WHERE a = ?')
    expect(same.parameterCount).toBe(1)
    for (const one of [1, 1n, '1', 1.0, true, '1.0', '1x']) {
      expect(await same.all([one]), String(one)).toEqual([{ a: 1 }])
    }
    for (const none of [null, 1.5, 'x', 10n ** 30n, -1]) expect(await same.all([none])).toEqual([])
    const echo = await db.prepare<{ v: unknown }>('SELECT ? AS v')
    for (const value of [1, 'x', 1.5, null, 2 ** 53 - 1, 2n ** 64n - 1n, '']) {
      expect(await echo.get([value])).toEqual({ v: value })
    }
  })

  it('follow changes of the schema', async () => {
    await db.exec('CREATE TABLE t (a INT, b TEXT); INSERT INTO t VALUES (1, "x")')
    const all = await db.prepare('SELECT * FROM t WHERE a = ?')
    expect(await all.all([1])).toEqual([{ a: 1, b: 'x' }])
    await db.exec('CREATE INDEX i ON t (a)')
    expect(await all.all([1])).toEqual([{ a: 1, b: 'x' }])
    await db.exec(
      'DROP TABLE t; CREATE TABLE t (c DOUBLE, a DECIMAL(5,2)); INSERT INTO t VALUES (0.5, 1)',
    )
    expect(await all.all([1])).toEqual([{ c: 0.5, a: '1.00' }])
    await db.exec('DROP TABLE t')
    expect((await failureOf(all.all([1]))).code).toBe('unknown_table')
    await db.exec('CREATE TABLE t (a INT)')
    expect(await all.all([1])).toEqual([])
  })

  it('run, get and iterate', async () => {
    await db.run('CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)')
    const insert = await db.prepare('INSERT INTO t (v) VALUES (?), (?)')
    expect(await insert.run([10, 20])).toEqual({ changes: 2, lastInsertId: 1 })
    expect(await insert.run([30, 40])).toEqual({ changes: 2, lastInsertId: 3 })
    expect(await db.run('UPDATE t SET v = v WHERE id > ?', [2])).toMatchObject({ changes: 2 })
    const select = await db.prepare<{ v: number }>('SELECT v FROM t WHERE v > ? ORDER BY v')
    expect(await select.get([15])).toEqual({ v: 20 })
    expect(await select.get([99])).toBeUndefined()
    const seen: number[] = []
    for await (const { v } of select.iterate([15])) seen.push(v)
    expect(seen).toEqual([20, 30, 40])
  })

  it('count changed rows as MySQL does', async () => {
    await db.run('CREATE TABLE t (id INT PRIMARY KEY, v INT)')
    const upsert = await db.prepare(
      'INSERT INTO t VALUES (1, ?), (2, ?) AS new ON DUPLICATE KEY UPDATE v = new.v',
    )
    expect((await upsert.run([10, 20])).changes).toBe(2)
    expect((await upsert.run([10, 20])).changes).toBe(0)
    expect((await upsert.run([11, 20])).changes).toBe(2)
    expect((await upsert.run([12, 21])).changes).toBe(4)
    expect((await db.run('REPLACE INTO t VALUES (1, 1), (3, 3)')).changes).toBe(3)
    expect((await db.run('INSERT IGNORE INTO t VALUES (1, 1), (4, 4)')).changes).toBe(1)
  })

  it('stand in LIMIT, IN, INSERT, UPDATE and DELETE', async () => {
    await db.run('CREATE TABLE t (a INT)')
    await db.run('INSERT INTO t VALUES (?), (?), (? + 1)', [1, 2, 2])
    expect(await db.query('SELECT a FROM t ORDER BY a LIMIT ? OFFSET ?', [1, 1])).toEqual([
      { a: 2 },
    ])
    expect(await db.query('SELECT a FROM t WHERE a IN (?, ?)', [3, null])).toEqual([{ a: 3 }])
    await db.run('UPDATE t SET a = ? WHERE a = ?', [30, 3])
    expect(await db.run('DELETE FROM t WHERE a < ?', [30])).toMatchObject({ changes: 2 })
    expect((await failureOf(db.query('SELECT a FROM t LIMIT ?', [-1]))).errno).toBeGreaterThan(0)
    expect((await failureOf(db.query('SELECT a FROM t LIMIT ?', ['x']))).errno).toBeGreaterThan(0)
  })

  it('check the number of parameters', async () => {
    expect((await failureOf(db.query('SELECT ?', []))).code).toBe('wrong_parameter_count')
    expect((await failureOf(db.query('SELECT 1', [1]))).code).toBe('wrong_parameter_count')
    const given = { a: 1 } as unknown as unknown[]
    expect((await failureOf(db.query('SELECT ?', given))).code).toBe('wrong_usage')
  })
})

describe('an AbortSignal', () => {
  it('ends a query before it begins and while it runs', async () => {
    const aborted = AbortSignal.abort()
    expect((await failureOf(db.query('SELECT 1', [], { signal: aborted }))).code).toBe(
      'interrupted',
    )
    await db.run('CREATE TABLE n (a INT)')
    await db.run(`INSERT INTO n VALUES ${Array.from({ length: 3000 }, (_, i) => `(${i})`).join()}`)
    const controller = new AbortController()
    const endless = db.query(
      'SELECT COUNT(*) FROM n a CROSS JOIN n b CROSS JOIN n c WHERE a.a + b.a + c.a = -1',
      [],
      { signal: controller.signal },
    )
    setTimeout(() => controller.abort(), 50)
    expect(await failureOf(endless)).toMatchObject({ code: 'interrupted', errno: 1317 })
    expect(await db.query('SELECT COUNT(*) AS n FROM n')).toEqual([{ n: 3000 }])
  })

  it('takes back a change that it ends', async () => {
    await db.run('CREATE TABLE n (a INT)')
    await db.run(`INSERT INTO n VALUES ${Array.from({ length: 3000 }, (_, i) => `(${i})`).join()}`)
    const controller = new AbortController()
    const change = db.exec(
      'INSERT INTO n SELECT a.a FROM n a CROSS JOIN n b CROSS JOIN n c WHERE a.a < 0 OR b.a < c.a',
      { signal: controller.signal },
    )
    setTimeout(() => controller.abort(), 50)
    expect((await failureOf(change)).code).toBe('interrupted')
    expect(await db.query('SELECT COUNT(*) AS n FROM n')).toEqual([{ n: 3000 }])
  })
})
