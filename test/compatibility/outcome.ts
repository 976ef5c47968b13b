import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open, SqlError } from 'sqlexec'

/** What the forms speak of: two tables, one of generated columns, one of a single column, a view, a trigger, a prepared statement. */
const prepared = [
  "CREATE TABLE t (a INT PRIMARY KEY, b INT, s VARCHAR(20) DEFAULT 'x')",
  "INSERT INTO t VALUES (1, 1, 'one'), (2, 2, 'two'), (3, 3, 'three')",
  'CREATE TABLE u (a INT PRIMARY KEY, c INT, KEY i (c))',
  'INSERT INTO u VALUES (1, 10), (2, 20), (3, 30)',
  'CREATE TABLE w (a INT)',
  'CREATE TABLE h (a INT, b INT AS (a + 1))',
  'CREATE VIEW v AS SELECT a FROM t',
  'CREATE TRIGGER tr BEFORE INSERT ON u FOR EACH ROW SET NEW.c = 1',
  "PREPARE ps FROM 'SELECT ?'",
  'START TRANSACTION',
  'SAVEPOINT sp',
]

/** What became of a statement: `null` where it ran, the error otherwise. */
export type Outcome = SqlError | null

/** Runs a statement over tables made for it, in a database of its own in memory. */
export async function outcomeOf(sql: string): Promise<Outcome> {
  const database = await open(':memory:')
  const folder = sql.includes('{folder}') ? await mkdtemp(join(tmpdir(), 'sqlexec-')) : null
  try {
    if (folder !== null) await writeFile(join(folder, 'in.csv'), '11,1\n12,2\n')
    const connection = database.connect()
    for (const statement of prepared) await connection.run(statement)
    await connection.run(folder === null ? sql : sql.replace('{folder}', folder))
    return null
  } catch (error) {
    if (error instanceof SqlError) return error
    throw error
  } finally {
    await database.close()
    if (folder !== null) await rm(folder, { recursive: true })
  }
}
