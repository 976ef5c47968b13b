import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { open } from '../index.ts'

let root: string

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'failed-opening-'))
})

afterEach(() => {
  fs.rmSync(root, { recursive: true })
})

/** A copy of an open database's directory: what a crash leaves. `change` goes on in the living one afterwards. */
async function crashCopy(script: string, change = ''): Promise<string> {
  const living = join(root, 'living')
  const copy = join(root, 'copy')
  const db = await open(living, { flushInterval: 0 })
  await db.exec(script)
  fs.cpSync(living, copy, { recursive: true })
  await db.exec(change)
  await db.close()
  fs.rmSync(join(copy, '.lock'), { force: true })
  return copy
}

/** Nothing can be written to the file of a table while a directory has the name that its next form takes. */
function blockTable(directory: string, table: string): () => void {
  const path = join(directory, `${table}.parquet.tmp`)
  fs.mkdirSync(path)
  return () => fs.rmdirSync(path)
}

const rowsOf = async (directory: string, table: string) => {
  const db = await open(directory, { flushInterval: 0 })
  const rows = await db.query(`SELECT id FROM ${table} ORDER BY id`, [], { rowMode: 'array' })
  await db.close()
  return rows.map(([id]) => id)
}

test('a log that ends before the files is replaced only when the files hold what it held', async () => {
  const directory = await crashCopy(
    `CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1); CREATE TABLE u (id INT);
     INSERT INTO u VALUES (1); FLUSH; INSERT INTO t VALUES (2)`,
    'INSERT INTO u VALUES (2); FLUSH',
  )
  // A file that is ahead of the log, as a copy of a running database may have it.
  fs.copyFileSync(join(root, 'living', 'u.parquet'), join(directory, 'u.parquet'))
  const unblock = blockTable(directory, 't')
  await expect(open(directory, { flushInterval: 0 })).rejects.toMatchObject({ code: 'io' })
  unblock()
  expect(await rowsOf(directory, 't')).toEqual([1, 2])
  expect(await rowsOf(directory, 'u')).toEqual([1, 2])
  expect(await rowsOf(directory, 't')).toEqual([1, 2])
})

test('an opening that fails leaves nothing open, nothing running and no lock', async () => {
  const directory = await crashCopy(
    'CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1); FLUSH; INSERT INTO t VALUES (2)',
  )
  const unblock = blockTable(directory, 't')
  const opening = open(directory, { repair: true, flushInterval: 20 })
  await expect(opening).rejects.toMatchObject({ code: 'io' })
  if (process.platform === 'linux') {
    const open = fs.readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [fs.readlinkSync(`/proc/self/fd/${fd}`)]
      } catch {
        return []
      }
    })
    expect(open.filter((path) => path.startsWith(directory))).toEqual([])
  }
  unblock()
  const before = fs.statSync(join(directory, 't.parquet')).ino
  await new Promise((done) => setTimeout(done, 100))
  expect(fs.statSync(join(directory, 't.parquet')).ino).toBe(before)
  expect(await rowsOf(directory, 't')).toEqual([1, 2])
})
