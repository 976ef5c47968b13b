import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { open } from 'sqlexec'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { crashCopy, framesOf, workDirectory } from './crash-copy.ts'

const commits = 6
let root: string
let copy: string

beforeAll(async () => {
  root = workDirectory()
  const inserts = Array.from({ length: commits }, (_, i) => `INSERT INTO t VALUES (${i}, 'v${i}')`)
  copy = await crashCopy(root, ['CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR)', ...inserts])
})

afterAll(() => {
  rmSync(root, { recursive: true })
})

async function countOf(): Promise<{ rows: number | string; warnings: readonly string[] }> {
  await using database = await open(copy, { readOnly: true })
  const { warnings } = database
  try {
    const [{ n }] = await database.query<{ n: number }>('SELECT COUNT(*) AS n FROM t')
    return { rows: n, warnings }
  } catch (error) {
    return { rows: String(error), warnings }
  }
}

test('whichever byte of a log is changed, that is told, or it does no harm', async () => {
  const path = join(copy, '.wal')
  const log = readFileSync(path)
  const { starts, end } = framesOf(log)
  expect(starts).toHaveLength(1 + commits)
  for (let at = 0; at < end + 16; at++) {
    const damaged = Buffer.from(log)
    damaged[at] ^= 0x40
    writeFileSync(path, damaged)
    const { rows, warnings } = await countOf()
    if (rows === commits && at >= starts[0]) continue
    expect(warnings, `byte ${at}`).toHaveLength(1)
    // Behind the last frame nothing tells damage from a power cut.
    const last = starts[starts.length - 1]
    expect(warnings[0]).toMatch(at < last ? /is damaged: / : /no whole commit/)
  }
  writeFileSync(path, log)
})
