import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, open } from './database.ts'

let db: Database

beforeAll(async () => {
  db = await open(':memory:')
  await db.exec(
    'CREATE TABLE t (id INT, v INT, s VARCHAR(5)); INSERT INTO t VALUES (1, 1, NULL), (2, 2, "b"), (3, NULL, "c")',
  )
})
afterAll(() => db.close())

const count = 5000
const chain = (operator: string, part: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(operator)

async function ids(where: string): Promise<unknown[]> {
  const rows = await db.query<{ id: number }>(`SELECT id FROM t WHERE ${where} ORDER BY id`)
  return rows.map(({ id }) => id)
}

test.each<[string, string, number[]]>([
  ['equalities', chain(' OR ', (i) => `id = ${i * 2}`), [2]],
  ['equalities of text', chain(' OR ', (i) => `s = '${String.fromCharCode(97 + i)}'`), [2, 3]],
  ['negated equalities', `NOT (${chain(' OR ', (i) => `id = ${i * 2}`)})`, [1, 3]],
  ['ranges', chain(' OR ', (i) => `id > ${i + 2}`), [3]],
  ['conjunctions', chain(' OR ', (i) => `(id = ${i} AND v = ${i})`), [1, 2]],
  ['rows', `(id, v) IN (${chain(', ', (i) => `(${i}, ${i})`)})`, [1, 2]],
  ['functions', chain(' OR ', (i) => `LENGTH(s) = ${i + 1} AND id = ${i + 2}`), [2]],
  ['inequalities', chain(' AND ', (i) => `id <> ${i + 2}`), [1]],
])('%s joined in thousands', async (_, where, expected) => {
  expect(await ids(where)).toEqual(expected)
})

test('a CASE of thousands of branches', async () => {
  const branches = chain(' ', (i) => `WHEN v = ${i} THEN ${i * 10}`)
  const rows = await db.query(`SELECT CASE ${branches} ELSE -1 END AS c FROM t ORDER BY id`)
  expect(rows).toEqual([{ c: 10 }, { c: 20 }, { c: -1 }])
})

test('CONCAT of thousands of arguments, and of too many', async () => {
  const [row] = await db.query(`SELECT LENGTH(CONCAT(${chain(', ', () => 'id')})) AS n FROM t`)
  expect(row).toEqual({ n: count })
  const many = Array.from({ length: 100_000 }, () => "'a'").join(', ')
  await expect(db.query(`SELECT CONCAT(${many})`)).rejects.toMatchObject({
    code: 'limit_exceeded',
    message: 'CONCAT takes at most 10000 arguments, not 100000',
  })
})
