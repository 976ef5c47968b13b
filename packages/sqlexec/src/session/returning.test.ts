import { expect, test } from 'vitest'
import { open } from '../index.ts'

test('RETURNING answers rows through query, exec, prepared statements and run', async () => {
  const db = await open(':memory:')
  await db.exec('CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, x INT)')
  const inserted = await db.query(
    'INSERT INTO t (x) VALUES (?), (?) RETURNING id, x * 2 AS twice',
    [10, 20],
  )
  expect(inserted).toEqual([
    { id: 1, twice: 20 },
    { id: 2, twice: 40 },
  ])
  expect(inserted.columns.map(({ name, type }) => [name, type])).toEqual([
    ['id', 'int'],
    ['twice', 'bigint'],
  ])
  const update = await db.prepare('UPDATE t SET x = x + ? WHERE id = ? RETURNING x')
  expect(await update.get([5, 1])).toEqual({ x: 15 })
  expect(await update.all([1, 2])).toEqual([{ x: 21 }])
  expect(await update.all([1, 9])).toEqual([])
  expect(await update.run([1, 2])).toEqual({ changes: 1, lastInsertId: 0 })
  expect(await db.run('INSERT INTO t (x) VALUES (7) RETURNING id')).toEqual({
    changes: 1,
    lastInsertId: 3,
  })
  const [result] = await db.exec('DELETE FROM t WHERE x > 20 RETURNING *', { rowMode: 'array' })
  expect(result).toEqual({ kind: 'rows', rows: [[2, 22]] })
  expect(await db.query('EXPLAIN FORMAT=TREE DELETE FROM t RETURNING id')).toMatchObject([
    { EXPLAIN: 'Delete t' },
    {},
    {},
    { EXPLAIN: '  Returning' },
    {},
    {},
  ])
  await db.close()
})

test('a failing RETURNING takes the change back', async () => {
  const db = await open(':memory:')
  await db.exec('CREATE TABLE t (id INT PRIMARY KEY, x INT); INSERT INTO t VALUES (1, 1), (2, 2)')
  await expect(
    db.query('DELETE FROM t RETURNING (SELECT id FROM (VALUES ROW(1), ROW(2)) AS v (id))'),
  ).rejects.toMatchObject({ code: 'subquery_rows' })
  expect(await db.query('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 2 }])
  await db.close()
})
