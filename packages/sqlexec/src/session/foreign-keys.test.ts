import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Database, open } from './database.ts'

const parentAndChild = `
  CREATE TABLE p (id INT PRIMARY KEY, v INT);
  CREATE TABLE c (id INT PRIMARY KEY, pid INT, FOREIGN KEY (pid) REFERENCES p (id));
  INSERT INTO p VALUES (1, 0), (2, 0);
  INSERT INTO c VALUES (20, 2);`

describe('two transactions', () => {
  let database: Database

  beforeEach(async () => {
    database = await open(':memory:')
    await database.exec(parentAndChild)
  })

  afterEach(() => database.close())

  const steps: [name: string, first: string, second: string, error: string | null][] = [
    [
      'a parent goes, then a child comes',
      'DELETE FROM p WHERE id = 1',
      'INSERT INTO c VALUES (10, 1)',
      'write_conflict',
    ],
    [
      'a child comes, then its parent goes',
      'INSERT INTO c VALUES (10, 1)',
      'DELETE FROM p WHERE id = 1',
      'write_conflict',
    ],
    [
      'a key changes, then a child comes',
      'UPDATE p SET id = 3 WHERE id = 1',
      'INSERT INTO c VALUES (10, 1)',
      'write_conflict',
    ],
    [
      'a child moves, then its new parent goes',
      'UPDATE c SET pid = 1',
      'DELETE FROM p WHERE id = 1',
      'write_conflict',
    ],
    [
      'the last child goes, then its parent',
      'DELETE FROM c',
      'DELETE FROM p WHERE id = 2',
      'write_conflict',
    ],
    [
      'a parent comes, then its child',
      'INSERT INTO p VALUES (5, 0)',
      'INSERT INTO c VALUES (10, 5)',
      'write_conflict',
    ],
    ['two children come', 'INSERT INTO c VALUES (10, 1)', 'INSERT INTO c VALUES (11, 1)', null],
    ['another parent goes', 'DELETE FROM p WHERE id = 1', 'INSERT INTO c VALUES (10, 2)', null],
  ]

  test.each(steps)('%s', async (_name, first, second, error) => {
    const one = database.connect()
    const two = database.connect()
    await one.exec('BEGIN')
    await two.exec('BEGIN; SELECT * FROM p; SELECT * FROM c')
    await one.exec(first)
    if (error === null) await two.exec(second)
    else await expect(two.exec(second)).rejects.toMatchObject({ code: error })
    await one.exec('COMMIT')
    await two.exec('COMMIT')
    const orphans = 'SELECT * FROM c LEFT JOIN p ON p.id = c.pid WHERE p.id IS NULL'
    expect(await database.query(orphans)).toEqual([])
    await one.close()
    await two.close()
  })

  test('a change that was committed after the snapshot is seen', async () => {
    const one = database.connect()
    await one.exec('BEGIN; SELECT * FROM p')
    await database.exec('INSERT INTO c VALUES (10, 1); INSERT INTO p VALUES (7, 0)')
    await expect(one.exec('DELETE FROM p WHERE id = 1')).rejects.toMatchObject({
      code: 'row_is_referenced',
    })
    await one.exec('INSERT INTO c VALUES (11, 7); COMMIT')
    await one.close()
  })
})

test('a statement that fails halfway through its cascades leaves nothing behind', async () => {
  await using database = await open(':memory:')
  await database.exec(`
    CREATE TABLE p (id INT PRIMARY KEY);
    CREATE TABLE c (id INT PRIMARY KEY, pid INT, FOREIGN KEY (pid) REFERENCES p (id) ON DELETE CASCADE);
    CREATE TABLE g (cid INT, FOREIGN KEY (cid) REFERENCES c (id));
    INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (1, 1), (2, 2); INSERT INTO g VALUES (2);
    BEGIN`)
  await expect(database.exec('DELETE FROM p')).rejects.toMatchObject({ errno: 1451 })
  await database.exec('COMMIT')
  const [counts] = await database.query(
    'SELECT (SELECT COUNT(*) FROM p) AS p, (SELECT COUNT(*) FROM c) AS c',
  )
  expect(counts).toEqual({ p: 2, c: 2 })
})

test('over several row groups, and after reopening', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sqlexec-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const rows = 130_000
  {
    await using database = await open(directory)
    await database.exec(`
      CREATE TABLE n (i INT);
      INSERT INTO n VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
      CREATE TABLE p (id INT PRIMARY KEY, name VARCHAR(9), KEY (name));
      CREATE TABLE c (id INT PRIMARY KEY, pid INT, doubled INT AS (pid * 2),
        FOREIGN KEY (pid) REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE);
      INSERT INTO p SELECT k, CONCAT('n', k % 7) FROM (
        SELECT a.i + 10 * b.i + 100 * c.i + 1000 * d.i + 10000 * e.i + 100000 * f.i AS k
        FROM n a, n b, n c, n d, n e, n f) AS numbers WHERE k < ${rows};
      INSERT INTO c (id, pid) SELECT id, id FROM p;
      FLUSH`)
  }
  await using database = await open(directory)
  await expect(database.exec(`INSERT INTO c (id, pid) VALUES (-1, ${rows})`)).rejects.toMatchObject(
    {
      errno: 1452,
    },
  )
  await database.exec(`UPDATE p SET id = id + ${rows} WHERE id % 2 = 1`)
  await database.exec('DELETE FROM p WHERE id % 4 = 0')
  const [sums] = await database.query(
    'SELECT COUNT(*) AS n, COUNT(p.id) AS found, SUM(doubled = 2 * pid) AS right_ones FROM c LEFT JOIN p ON p.id = c.pid',
  )
  const left = (rows * 3) / 4
  expect(sums).toMatchObject({ n: left, found: left })
  expect(Number((sums as { right_ones: unknown }).right_ones)).toBe(left)
})
