import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { open } from '../index.ts'
import { NodeFileSystem } from '../io/node-file-system.ts'
import { LogReader } from '../wal/log-reader.ts'
import { LogWriter } from '../wal/log-writer.ts'

const root = mkdtempSync(join(tmpdir(), 'cut-log-'))

afterAll(() => rmSync(root, { recursive: true }))

/** Adds a frame that is sound as such but means nothing. */
function appendNonsense(path: string): void {
  const fileSystem = new NodeFileSystem()
  const reader = LogReader.open(fileSystem, path)
  for (const _ of reader.frames());
  const writer = LogWriter.open(fileSystem, reader)
  writer.append(1e6, Uint8Array.of(250, 1, 2))
  writer.close()
  reader.close()
}

test('a repair that cuts the log tells of all that it set aside', async () => {
  const shop = join(root, 'shop')
  const db = await open(join(root, 'living'), { flushInterval: 0 })
  await db.exec(
    'CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1); FLUSH; INSERT INTO t VALUES (2)',
  )
  cpSync(join(root, 'living'), shop, { recursive: true })
  rmSync(join(shop, '.lock'), { recursive: true })
  await db.close()
  const other = await open(join(root, 'other'))
  await other.exec("CREATE TABLE t (z VARCHAR(9)); INSERT INTO t VALUES ('x')")
  await other.close()
  cpSync(join(root, 'other', 't.parquet'), join(shop, 't.parquet'))
  appendNonsense(join(shop, '.wal'))

  const repaired = await open(shop, { repair: true, keep: 'log' })
  expect(await repaired.query('SELECT * FROM t')).toEqual([{ id: 2 }])
  expect(repaired.warnings).toEqual([
    expect.stringContaining('cannot be applied'),
    expect.stringContaining('t.parquet.replaced-1'),
  ])
  await repaired.close()
  expect(readdirSync(shop)).not.toContain('.wal.damaged-2')
})
