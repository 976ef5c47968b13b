import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { open } from '../index.ts'

const directories: string[] = []

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'views-'))
  directories.push(directory)
  return directory
}

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

const setup = `CREATE TABLE t (id INT PRIMARY KEY, x INT); INSERT INTO t VALUES (1, 10), (2, 20);
  CREATE VIEW v AS SELECT id FROM t WHERE x > 15; CREATE VIEW gone AS SELECT 1 AS one`

test('views outlive a checkpoint, a reopening and a lost end', async () => {
  const directory = newDirectory()
  let db = await open(directory)
  await db.exec(setup)
  await db.exec(
    'CHECKPOINT; DROP VIEW gone; CREATE OR REPLACE VIEW v AS SELECT id, x FROM t WHERE x > 15',
  )
  // A copy of the log as a crash would leave it: the changes after the checkpoint are in it alone.
  const log = readFileSync(join(directory, '.wal'))
  const sidecar = readFileSync(join(directory, '.sqlexec_meta'))
  await db.close()

  db = await open(directory)
  expect([...(await db.query('SELECT * FROM v'))]).toEqual([{ id: 2, x: 20 }])
  await expect(db.query('SELECT * FROM gone')).rejects.toMatchObject({ code: 'unknown_table' })
  await db.close()

  writeFileSync(join(directory, '.wal'), log)
  writeFileSync(join(directory, '.sqlexec_meta'), sidecar)
  db = await open(directory)
  expect([...(await db.query('SELECT * FROM v'))]).toEqual([{ id: 2, x: 20 }])
  await expect(db.query('SELECT * FROM gone')).rejects.toMatchObject({ code: 'unknown_table' })
  await db.close()
})

test('a view has no parameters', async () => {
  const db = await open(':memory:')
  await expect(db.run('CREATE VIEW v AS SELECT ? AS x', [1])).rejects.toMatchObject({ errno: 1351 })
  await db.close()
})

test('a prepared statement sees that a view was replaced', async () => {
  const db = await open(':memory:')
  await db.exec(setup)
  const statement = await db.prepare('SELECT * FROM v')
  expect(await statement.all()).toEqual([{ id: 2 }])
  await db.exec('ALTER VIEW v AS SELECT x FROM t WHERE id = 1')
  expect(await statement.all()).toEqual([{ x: 10 }])
  await db.exec('DROP VIEW v')
  await expect(statement.all()).rejects.toMatchObject({ code: 'unknown_table' })
  await db.close()
})

test('an error within a view names the view and the place in the statement', async () => {
  const db = await open(':memory:')
  await db.exec(setup)
  await db.exec('DROP TABLE t')
  await expect(db.query('SELECT *\nFROM v')).rejects.toMatchObject({
    code: 'invalid_view',
    errno: 1356,
    position: { line: 2, column: 6 },
    message: expect.stringContaining("'memory.v' references invalid table(s)"),
  })
  await db.close()
})

test('a directory that is called otherwise keeps its views', async () => {
  const directory = newDirectory()
  let db = await open(join(directory, 'before'))
  await db.exec(setup)
  await db.exec('CREATE VIEW joined AS SELECT a.*, b.id AS other FROM t a JOIN t b ON a.id = b.id')
  await db.close()
  renameSync(join(directory, 'before'), join(directory, 'after'))
  db = await open(join(directory, 'after'))
  expect(await db.query('SELECT other FROM joined WHERE id = 1')).toHaveLength(1)
  await db.close()
})

test('a file that came in under the name of a view is named when the database opens', async () => {
  const directory = newDirectory()
  let db = await open(directory)
  await db.exec(setup)
  await db.close()
  writeFileSync(join(directory, 'v.parquet'), readFileSync(join(directory, 't.parquet')))
  db = await open(directory)
  expect(db.warnings).toContainEqual(
    expect.stringContaining("The view 'v' stands before the table"),
  )
  expect([...(await db.query('SELECT * FROM v'))]).toEqual([{ id: 2 }])
  await db.close()
})

test('a view that could not be read is not made', async () => {
  const db = await open(':memory:')
  await db.exec('CREATE VIEW v0 AS SELECT 1 AS one')
  for (let i = 1; i < 50; i++) await db.exec(`CREATE VIEW v${i} AS SELECT one FROM v${i - 1}`)
  expect([...(await db.query('SELECT * FROM v49'))]).toEqual([{ one: 1 }])
  await expect(db.exec('CREATE VIEW v50 AS SELECT one FROM v49')).rejects.toMatchObject({
    code: 'too_deep',
  })
  await db.close()
})
