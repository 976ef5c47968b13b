import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, open } from '../../index.ts'

let db: Database

beforeAll(async () => {
  db = await open(':memory:')
  await db.exec(`
    CREATE TABLE t (id INT PRIMARY KEY, g VARCHAR(5), x INT);
    INSERT INTO t VALUES (1, 'a', 10), (2, 'a', 20), (3, 'b', 30), (4, 'b', NULL), (5, 'a', 50);
    CREATE VIEW numbered AS
      SELECT id, g, ROW_NUMBER() OVER w AS n, SUM(x) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s
      FROM t WINDOW w AS (PARTITION BY g ORDER BY id DESC);
    CREATE VIEW totals AS SELECT g, COUNT(*) AS n, GROUPING(g) AS total FROM t GROUP BY g WITH ROLLUP;
  `)
})

afterAll(() => db.close())

async function rows(sql: string, parameters: unknown[] = []): Promise<unknown[][]> {
  return [...(await db.query(sql, parameters as never[], { rowMode: 'array' }))] as never
}

test('counts and bounds may be parameters', async () => {
  const sql = `SELECT LAG(x, ?) OVER (ORDER BY id), NTILE(?) OVER (ORDER BY id),
    COUNT(*) OVER (ORDER BY id ROWS ? PRECEDING), COUNT(*) OVER (ORDER BY x RANGE ? PRECEDING)
    FROM t ORDER BY id`
  expect(await rows(sql, [2, 2, 1, 10])).toEqual([
    [null, 1, 1, 1],
    [null, 1, 2, 2],
    [10, 1, 2, 2],
    [20, 2, 2, 1],
    [30, 2, 2, 1],
  ])
  expect(await rows(sql, [1, 5, 0, 0.5])).toEqual([
    [null, 1, 1, 1],
    [10, 2, 1, 1],
    [20, 3, 1, 1],
    [30, 4, 1, 1],
    [null, 5, 1, 1],
  ])
})

test.each([
  ['SELECT LAG(x, ?) OVER () FROM t', -1, 1210],
  ['SELECT LEAD(x, ?) OVER () FROM t', null, 1210],
  ['SELECT NTILE(?) OVER () FROM t', 0, 1210],
  ['SELECT NTH_VALUE(x, ?) OVER () FROM t', 0, 1210],
  ['SELECT SUM(x) OVER (ORDER BY id ROWS ? PRECEDING) FROM t', -1, 3586],
  ['SELECT SUM(x) OVER (ORDER BY id ROWS ? PRECEDING) FROM t', 1.5, 3586],
  ['SELECT SUM(x) OVER (ORDER BY id ROWS ? PRECEDING) FROM t', null, 3586],
  ['SELECT SUM(x) OVER (ORDER BY id RANGE ? PRECEDING) FROM t', -0.5, 3586],
  ['SELECT SUM(x) OVER (ORDER BY id RANGE ? PRECEDING) FROM t', 'one', 3586],
])('%s with %s', async (sql, parameter, errno) => {
  await expect(rows(sql, [parameter])).rejects.toMatchObject({ errno })
})

test('a distance of time must not be negative', async () => {
  const sql = `SELECT COUNT(*) OVER (ORDER BY DATE '2024-01-01' + INTERVAL id DAY
    RANGE INTERVAL '-1' DAY PRECEDING) FROM t`
  await expect(rows(sql)).rejects.toMatchObject({ errno: 3586 })
})

test('views hold windows and grouping sets', async () => {
  expect(await rows("SELECT id, n, s FROM numbered WHERE g = 'a' ORDER BY n")).toEqual([
    [5, 1, 50],
    [2, 2, 70],
    [1, 3, 30],
  ])
  expect(await rows('SELECT * FROM totals')).toEqual([
    ['a', 3, 0],
    ['b', 2, 0],
    [null, 5, 1],
  ])
})

test('a prepared query sees what has come since', async () => {
  const statement = await db.prepare('SELECT SUM(x) OVER (PARTITION BY g) AS s FROM t WHERE id = ?')
  expect(await statement.get([1])).toEqual({ s: 10 })
  await db.exec("UPDATE t SET g = 'c' WHERE id = 1")
  expect(await statement.get([1])).toEqual({ s: 10 })
  expect(await statement.get([99])).toBeUndefined()
  await db.exec("UPDATE t SET g = 'a' WHERE id = 1")
})

test('EXPLAIN shows what shares a sort, and what is pushed below it', async () => {
  const plan = await rows(`EXPLAIN SELECT * FROM (
      SELECT id, g, RANK() OVER (PARTITION BY g ORDER BY x) AS r, COUNT(*) OVER (PARTITION BY g) AS n,
        SUM(x) OVER (ORDER BY id ROWS 1 PRECEDING) AS s FROM t
    ) q WHERE g = 'a' AND r = 1`)
  expect(plan.map(([line]) => String(line).trim().split(' ')[0])).toEqual([
    'Project',
    'Filter',
    'Window',
    'Window',
    'Scan',
  ])
  const alone = await rows(
    "EXPLAIN SELECT id FROM (SELECT id, g, RANK() OVER (PARTITION BY g) AS r FROM t) q WHERE g = 'a'",
  )
  expect(alone.flat().join('\n')).not.toContain('Window')
})

test('a predicate that tells equal keys apart stays above the window', async () => {
  await db.exec("CREATE TABLE c (s VARCHAR(5)); INSERT INTO c VALUES ('a'), ('A'), ('b')")
  const within = 'SELECT s, COUNT(*) OVER (PARTITION BY s) AS n FROM c'
  expect(await rows(`SELECT * FROM (${within}) q WHERE BINARY s = 'A'`)).toEqual([['A', 2]])
  expect(await rows(`SELECT * FROM (${within}) q WHERE HEX(s) = '61'`)).toEqual([['a', 2]])
  expect(await rows(`SELECT n FROM (${within}) q WHERE s = 'A'`)).toEqual([[2], [2]])
})
