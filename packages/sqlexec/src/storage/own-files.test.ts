import { beforeEach, describe, expect, it } from 'vitest'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import type { StorageEngine } from './table-access.ts'
import { openDatabase, rowsOf, write } from './testing/directory.ts'
import { keyValueTable } from './testing/tables.ts'

let fileSystem: FaultFileSystem
let engine: StorageEngine

beforeEach(async () => {
  fileSystem = new FaultFileSystem()
  engine = await openDatabase(fileSystem)
  await engine.createTable(keyValueTable('t'))
  await write(engine, 't', (t, tx) => t.insert(tx, [1, 'one']))
  await engine.checkpoint()
})

function read(path: string): Uint8Array {
  const handle = fileSystem.open(path, 'read')
  const bytes = handle.readSync(0, handle.size())
  handle.close()
  return bytes
}

/** Puts a file where it was not, as another program does. */
function put(path: string, bytes: Uint8Array): void {
  if (fileSystem.exists(path)) fileSystem.unlink(path)
  const handle = fileSystem.open(path, 'create-new')
  handle.writeSync(0, bytes)
  handle.close()
}

describe('a file that comes from outside while the database is open', () => {
  it('is not written over by a new table of its name', async () => {
    const bytes = read('/db/t.parquet')
    put('/db/late.parquet', bytes)
    await expect(engine.createTable(keyValueTable('late'))).rejects.toMatchObject({
      code: 'table_exists',
      message: expect.stringContaining('late.parquet'),
    })
    await engine.close()
    engine = await openDatabase(fileSystem)
    expect(await rowsOf(engine, 'late')).toEqual([[1, 'one']])
    await engine.close()
  })

  it('is not written over by the checkpoint of a table made before', async () => {
    const bytes = read('/db/t.parquet')
    await engine.createTable(keyValueTable('late'))
    await write(engine, 'late', (t, tx) => t.insert(tx, [2, 'two']))
    put('/db/late.parquet', bytes)
    await expect(engine.checkpoint()).rejects.toMatchObject({ code: 'corrupt' })
    expect(read('/db/late.parquet')).toEqual(bytes)
    expect(await rowsOf(engine, 'late')).toEqual([[2, 'two']])
    fileSystem.unlink('/db/late.parquet')
    await engine.close()
    engine = await openDatabase(fileSystem)
    expect(await rowsOf(engine, 'late')).toEqual([[2, 'two']])
    await engine.close()
  })

  it('is not written over in the place of a table, whose changes stay in the log', async () => {
    const before = read('/db/t.parquet')
    await write(engine, 't', (t, tx) => t.insert(tx, [2, 'two']))
    put('/db/t.parquet', Uint8Array.of(1, 2, 3))
    await expect(engine.checkpoint()).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('replaced from outside'),
    })
    put('/db/t.parquet', before)
    await expect(engine.close()).rejects.toMatchObject({ code: 'corrupt' })
    engine = await openDatabase(fileSystem)
    expect(await rowsOf(engine, 't')).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
    await engine.close()
  })

  it('that cuts a table file short is told by whoever reads', async () => {
    await engine.close()
    engine = await openDatabase(fileSystem)
    const handle = fileSystem.open('/db/t.parquet', 'write')
    handle.truncate(4)
    handle.close()
    await expect(rowsOf(engine, 't')).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('changed from outside'),
    })
    await engine.close()
  })
})

describe('the files of the engine', () => {
  it('are written over when tables change, are emptied, dropped and made again', async () => {
    for (let round = 0; round < 2; round++) {
      await write(engine, 't', (t, tx) => t.insert(tx, [round + 10, null]))
      await engine.checkpoint()
      await engine.truncateTable('t')
      await engine.checkpoint()
      fileSystem.fail({ call: 'unlink', code: 'EIO' })
      await engine.dropTable('t')
      await engine.createTable(keyValueTable('t'))
      await write(engine, 't', (t, tx) => t.insert(tx, [round, null]))
      await engine.close()
      engine = await openDatabase(fileSystem)
      expect(engine.warnings).toEqual([])
      expect(await rowsOf(engine, 't')).toEqual([[round, null]])
    }
    await engine.close()
  })

  it('are written over after a checkpoint that failed at the very end', async () => {
    await write(engine, 't', (t, tx) => t.insert(tx, [2, 'two']))
    fileSystem.fail({ call: 'syncDirectory', code: 'EIO' })
    await expect(engine.checkpoint()).rejects.toMatchObject({ code: 'io' })
    await engine.checkpoint()
    await engine.close()
    engine = await openDatabase(fileSystem)
    expect(await rowsOf(engine, 't')).toHaveLength(2)
    await engine.close()
  })
})
