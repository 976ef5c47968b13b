import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, open } from '../index.ts'

let db: Database
beforeAll(async () => {
  db = await open(':memory:')
  await db.exec(`
    CREATE TABLE a (id INT PRIMARY KEY, g INT, s VARCHAR(10), KEY by_g (g));
    CREATE TABLE b (id INT PRIMARY KEY, a INT);
    INSERT INTO a WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 999)
      SELECT i, i % 10, IF(i % 2, 'odd', 'even') FROM n;
    INSERT INTO b SELECT id, id % 7 FROM a`)
})
afterAll(() => db.close())

/** The lines of a plan without what differs from run to run. */
async function explain(sql: string, parameters: unknown[] = []): Promise<string[]> {
  const rows = await db.query<{ EXPLAIN: string }>(`EXPLAIN ${sql}`, parameters)
  return rows.map(({ EXPLAIN }) => EXPLAIN.replace(/time=[\d.]+/, 'time=T'))
}

test('the tree tells what each operator is expected to yield and to cost', async () => {
  expect(await explain('SELECT g FROM a WHERE id = ?', [5])).toEqual([
    'Project a.g  (cost=2 rows=1)',
    '  Scan a (id, g) index PRIMARY [= ?1]  (cost=1 rows=1)',
  ])
})

test('ANALYZE tells what each operator did', async () => {
  const lines = await explain(`ANALYZE
    SELECT g, COUNT(*) FROM a JOIN b ON a.id = b.a WHERE s = 'odd' GROUP BY g ORDER BY g LIMIT 2`)
  const actual = lines.map((line) => line.replace(/^ *(\w+).*\(actual (.*)\)$/, '$1: $2'))
  expect(actual).toEqual([
    'Limit: time=T rows=2 loops=1',
    'Sort: time=T rows=3 loops=1',
    'Project: time=T rows=3 loops=1',
    'Aggregate: time=T rows=3 loops=1',
    'Inner: time=T rows=429 loops=1',
    'Scan: time=T rows=1000 loops=1 scanned=1000 parts read=1 of 1',
    'Scan: time=T rows=500 loops=1 scanned=1000 parts read=1 of 1',
  ])
})

test('an index, subqueries, and what is never run', async () => {
  const [, scan] = await explain('ANALYZE SELECT * FROM a WHERE g = 3 AND s IS NULL')
  expect(scan).toMatch(/index by_g .*rows=0 loops=1 scanned=100\)$/)
  const lines = await explain('ANALYZE SELECT (SELECT MAX(id) FROM b) AS m FROM a LIMIT 0')
  expect(lines.join('\n')).toContain('Subquery\n')
  expect(lines.find((line) => line.includes('Scan b'))).toContain('rows=1000 loops=1')
})

test('pruned row groups are not read', async () => {
  await db.exec(`
    CREATE TABLE many (id INT, x INT);
    INSERT INTO many SELECT a.id * 300 + b.id, 1 FROM a JOIN b WHERE b.id < 300;
    FLUSH`)
  const [line] = (await explain('ANALYZE SELECT COUNT(*) FROM many WHERE id < 10')).slice(-1)
  expect(line).toMatch(/rows=10 loops=1 scanned=\d+ parts read=\d+ of \d+\)$/)
})

test('ANALYZE carries changes out', async () => {
  await db.exec('CREATE TABLE c (id INT PRIMARY KEY, x INT)')
  const inserted = await explain('ANALYZE INSERT INTO c SELECT id, 0 FROM b WHERE id < 5')
  expect(inserted[0]).toBe('Insert c (id, x) (actual time=T changes=5)')
  expect((await explain('ANALYZE REPLACE INTO c VALUES (1, 1)'))[0]).toContain('changes=2')
  expect((await explain('ANALYZE UPDATE c SET x = 7 WHERE id > 2'))[0]).toContain('changes=2')
  expect((await explain('ANALYZE DELETE FROM c WHERE x = 7'))[0]).toContain('changes=2')
  expect(await db.query('SELECT * FROM c ORDER BY id')).toEqual([
    { id: 0, x: 0 },
    { id: 1, x: 1 },
    { id: 2, x: 0 },
  ])
  await explain('DELETE FROM c')
  expect(await db.query('SELECT COUNT(*) AS n FROM c')).toEqual([{ n: 3 }])
  await db.exec('BEGIN; EXPLAIN ANALYZE DELETE FROM c; ROLLBACK')
  expect(await db.query('SELECT COUNT(*) AS n FROM c')).toEqual([{ n: 3 }])
  await expect(explain('ANALYZE INSERT INTO c VALUES (0, 0)')).rejects.toMatchObject({
    errno: 1062,
  })
})

test('FORMAT=JSON', async () => {
  const [{ EXPLAIN: text }] = await db.query<{ EXPLAIN: string }>(
    'EXPLAIN ANALYZE FORMAT=JSON SELECT s FROM a WHERE id = 3',
  )
  expect(JSON.parse(text)).toMatchObject({
    operation: 'Project a.s',
    actual_rows: 1,
    inputs: [
      {
        table_name: 'a',
        index_name: 'PRIMARY',
        estimated_rows: 1,
        estimated_total_cost: 1,
        actual_rows: 1,
        actual_loops: 1,
        rows_scanned: 1,
      },
    ],
  })
})

test('FORMAT=TRADITIONAL has a row per table', async () => {
  const rows = await db.query(
    'EXPLAIN FORMAT=TRADITIONAL SELECT * FROM a WHERE id = 4 AND g > (SELECT MAX(a) FROM b)',
  )
  expect(rows).toMatchObject([
    {
      id: 1,
      select_type: 'PRIMARY',
      table: 'a',
      type: 'const',
      key: 'PRIMARY',
      ref: 'const',
      rows: 1,
    },
    { id: 2, select_type: 'SUBQUERY', table: 'b', type: 'ALL', key: null, rows: 1000 },
  ])
  expect(await db.query('EXPLAIN FORMAT=TRADITIONAL SELECT 1')).toMatchObject([
    { select_type: 'SIMPLE', table: null, Extra: 'No tables used' },
  ])
  expect(await db.query('EXPLAIN FORMAT=TRADITIONAL DELETE FROM b WHERE a = 1')).toMatchObject([
    { select_type: 'DELETE', table: 'b' },
    { table: 'b', Extra: 'Using where' },
  ])
})

test('statements that have no plan are refused', async () => {
  await expect(explain('SHOW TABLES')).rejects.toMatchObject({ code: 'unsupported' })
  await expect(explain('ANALYZE FORMAT=TRADITIONAL SELECT 1')).rejects.toMatchObject({
    code: 'unsupported',
  })
})
