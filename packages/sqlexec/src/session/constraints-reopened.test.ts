import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Database, open } from '../index.ts'

const definitions = `
  CREATE TABLE p (id INT PRIMARY KEY);
  CREATE TABLE c (
    id INT PRIMARY KEY, pid INT, v INT CHECK (v > 0), s INT AS (v + 1), changed TIMESTAMP NULL ON UPDATE CURRENT_TIMESTAMP,
    name VARCHAR(10), UNIQUE KEY (name(2)), FOREIGN KEY (pid) REFERENCES p (id) ON DELETE CASCADE);
  CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW SET NEW.v = NEW.v * 10;
  CREATE TRIGGER gone BEFORE INSERT ON c FOR EACH ROW SET NEW.v = 0;
  DROP TRIGGER gone;
  INSERT INTO p VALUES (1), (2);`

async function expectAll(database: Database): Promise<void> {
  await database.exec("INSERT INTO c (id, pid, v, name) VALUES (1, 1, 5, 'abc')")
  await database.exec('UPDATE c SET v = v + 1')
  const [row] = await database.query('SELECT v, s, changed IS NOT NULL AS stamped FROM c')
  expect(row).toEqual({ v: 51, s: 52, stamped: 1 })
  for (const [sql, errno] of [
    ['INSERT INTO c (id, v) VALUES (2, -1)', 3819],
    ["INSERT INTO c (id, v, name) VALUES (2, 1, 'abd')", 1062],
    ['INSERT INTO c (id, pid, v) VALUES (2, 7, 1)', 1452],
    ['DROP TABLE p', 3730],
  ] as const) {
    await expect(database.exec(sql)).rejects.toMatchObject({ errno })
  }
  await database.exec('DELETE FROM p WHERE id = 1')
  expect(await database.query('SELECT * FROM c')).toEqual([])
}

test.each(['log', 'files'])('constraints and triggers come back from the %s', async (place) => {
  const directory = mkdtempSync(join(tmpdir(), 'constraints-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const source = join(directory, 'source')
  const copy = join(directory, 'copy')
  mkdirSync(copy)
  {
    await using database = await open(source)
    await database.exec(definitions)
    if (place === 'files') await database.exec('FLUSH')
    // As a crash would leave it.
    for (const name of readdirSync(source)) {
      if (name !== '.lock') copyFileSync(join(source, name), join(copy, name))
    }
  }
  await using database = await open(copy)
  await expectAll(database)
})
