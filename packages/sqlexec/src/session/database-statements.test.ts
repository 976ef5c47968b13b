import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Database, open } from './database.ts'

let parent: string
let db: Database

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sqlexec-databases-'))
  db = await open(join(parent, 'shop'))
})
afterEach(async () => {
  await db.close()
  await rm(parent, { recursive: true })
})

it('CREATE DATABASE makes a directory beside, which DROP DATABASE removes', async () => {
  await db.exec(
    'CREATE DATABASE other; USE other; CREATE TABLE t (x INT); INSERT INTO t VALUES (1)',
  )
  await db.exec('FLUSH; USE shop')
  expect(await db.query('SELECT * FROM other.t')).toEqual([{ x: 1 }])
  expect((await readdir(parent)).sort()).toEqual(['other', 'shop'])
  expect((await readdir(join(parent, 'other'))).includes('t.parquet')).toBe(true)
  await expect(db.exec('CREATE DATABASE other')).rejects.toMatchObject({ errno: 1007 })
  await db.exec('CREATE DATABASE IF NOT EXISTS other')
  expect(await db.query('SHOW WARNINGS')).toMatchObject([{ Level: 'Note', Code: 1007 }])
  await db.exec('USE other; ALTER DATABASE CHARACTER SET utf8mb4; DROP DATABASE other')
  expect(await db.query('SELECT DATABASE() AS d')).toEqual([{ d: null }])
  await expect(db.exec('USE other')).rejects.toMatchObject({ errno: 1049 })
  expect(await readdir(parent)).toEqual(['shop'])
  await expect(db.exec('DROP DATABASE other')).rejects.toMatchObject({ errno: 1008 })
  await db.exec('DROP DATABASE IF EXISTS other')
})

it('CREATE DATABASE IF NOT EXISTS opens a database that was made before', async () => {
  await db.exec(
    'CREATE DATABASE other; CREATE TABLE other.t (x INT); INSERT INTO other.t VALUES (5)',
  )
  await db.close()
  db = await open(join(parent, 'shop'))
  await expect(db.query('SELECT * FROM other.t')).rejects.toMatchObject({ errno: 1049 })
  await expect(db.exec('CREATE DATABASE other')).rejects.toMatchObject({ errno: 1007 })
  await db.exec('CREATE DATABASE IF NOT EXISTS other')
  expect(await db.query('SELECT * FROM other.t')).toEqual([{ x: 5 }])
})

it('a directory that is no database is left alone, and so are files in one that are not ours', async () => {
  await mkdir(join(parent, 'docs'))
  await writeFile(join(parent, 'docs', 'read.me'), 'x')
  const make = db.exec('CREATE DATABASE IF NOT EXISTS docs')
  await expect(make).rejects.toMatchObject({ errno: 1007 })
  await db.exec('CREATE DATABASE other; CREATE TABLE other.t (x INT)')
  await writeFile(join(parent, 'other', 'notes.txt'), 'x')
  await db.exec('DROP DATABASE other')
  expect(await readdir(join(parent, 'other'))).toEqual(['notes.txt'])
})

it.each(['../up', 'a/b', '.hidden', '', 'a\\b'])('%j names no database', async (name) => {
  const make = db.exec(`CREATE DATABASE \`${name}\``)
  await expect(make).rejects.toMatchObject({ sqlState: '42000' })
  expect(await readdir(parent)).toEqual(['shop'])
})

it('DROP DATABASE empties the database that the program opened', async () => {
  await db.exec('CREATE TABLE t (x INT); CREATE VIEW v AS SELECT x FROM t; DROP DATABASE shop')
  expect(await db.query('SHOW TABLES')).toEqual([])
  await db.exec('CREATE DATABASE IF NOT EXISTS shop; USE shop; CREATE TABLE t (y INT)')
  expect(await db.query('SELECT * FROM t')).toEqual([])
})

it('in memory there are databases too', async () => {
  await using memory = await open(':memory:')
  await memory.exec('CREATE DATABASE other; CREATE TABLE other.t AS SELECT 1 AS x')
  expect(await memory.query('SELECT * FROM other.t')).toEqual([{ x: 1 }])
  await memory.exec('DROP DATABASE other')
  await expect(memory.exec('USE other')).rejects.toMatchObject({ errno: 1049 })
})
