import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { plainTable } from '../catalog/definition.ts'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import { decimalType } from '../types/sql-type.ts'
import type { StorageEngine } from './table-access.ts'
import { killed, openDatabase, rowsOf, write } from './testing/directory.ts'
import { column, keyValueTable, scan, uniqueIndex } from './testing/tables.ts'

let fileSystem: FaultFileSystem
let engine: StorageEngine

beforeEach(async () => {
  fileSystem = new FaultFileSystem()
  engine = await openDatabase(fileSystem)
  await engine.createTable(keyValueTable('t'))
  await insert(1)
})

function insert(key: number): Promise<void> {
  return write(engine, 't', (t, tx) => t.insert(tx, [key, null]))
}

async function keys(): Promise<unknown[]> {
  return (await rowsOf(engine, 't')).map(([key]) => key)
}

/** The log was made under this name, and its handle keeps it. */
const log = '.wal.new'

describe('a failing disk', () => {
  it('that is full refuses the commit, and goes on when there is room', async () => {
    fileSystem.fail({ call: 'write', path: log, code: 'ENOSPC' })
    await expect(insert(2)).rejects.toMatchObject({ code: 'io' })
    expect(await keys()).toEqual([1])
    await insert(2)
    await engine.close()
    engine = await openDatabase(fileSystem)
    expect(await keys()).toEqual([1, 2])
    await engine.close()
  })

  it('that cannot sync refuses this commit and all later ones, and reading goes on', async () => {
    fileSystem.fail({ call: 'sync', path: log, code: 'EIO' })
    await expect(insert(2)).rejects.toMatchObject({ code: 'io' })
    await expect(insert(3)).rejects.toMatchObject({ code: 'io' })
    await expect(engine.createTable(keyValueTable('u'))).rejects.toMatchObject({ code: 'io' })
    expect(await keys()).toEqual([1])
    await engine.close()
    fileSystem = killed(fileSystem)
    engine = await openDatabase(fileSystem)
    expect([[1], [1, 2]]).toContainEqual(await keys())
    await insert(9)
    await engine.close()
  })

  it('refuses every commit of a group whose sync fails', async () => {
    fileSystem.fail({ call: 'sync', path: log, code: 'EIO', times: Number.POSITIVE_INFINITY })
    const commits = [2, 3, 4].map((key) => {
      const transaction = engine.begin()
      engine.table('t')!.insert(transaction, [key, null])
      return engine.commit(transaction, true)
    })
    const results = await Promise.allSettled(commits)
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await keys()).toEqual([1])
    await engine.close()
  })

  it.each(['sync', 'rename', 'syncDirectory'] as const)(
    'at the %s of a table file leaves everything in the log',
    async (call) => {
      fileSystem.fail({ call, code: 'EIO', ...(call === 'syncDirectory' ? {} : { path: '.tmp' }) })
      await expect(engine.checkpoint()).rejects.toMatchObject({ code: 'io' })
      await insert(2)
      fileSystem = killed(fileSystem)
      engine = await openDatabase(fileSystem)
      expect(engine.warnings).toEqual([])
      expect(await keys()).toEqual([1, 2])
      await engine.close()
    },
  )

  it('does not lose what a failed rotation of the log left', async () => {
    fileSystem.fail({ call: 'rename', path: log, code: 'EIO' })
    await expect(engine.checkpoint()).rejects.toMatchObject({ code: 'io' })
    await insert(2)
    await engine.checkpoint()
    fileSystem = killed(fileSystem)
    engine = await openDatabase(fileSystem)
    expect(await keys()).toEqual([1, 2])
    await engine.close()
  })
})

describe('a table that cannot be written', () => {
  it('is named, keeps its changes in the log, and lets the other tables have their checkpoint', async () => {
    await engine.createTable({
      name: 'a',
      columns: [column(1, 'amount', decimalType(20, 0))],
      ...plainTable,
    })
    await write(engine, 'a', (t, tx) => t.insert(tx, [10n ** 36n]))
    await insert(2)
    const before = fileSystem.stat('/db/t.parquet')?.identity
    await expect(engine.checkpoint()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/'a'.*amount/),
    })
    expect(fileSystem.stat('/db/t.parquet')!.identity).not.toBe(before)
    await expect(engine.close()).rejects.toMatchObject({ code: 'internal' })
    engine = await openDatabase(fileSystem)
    expect(engine.warnings).toEqual([])
    expect(await keys()).toEqual([1, 2])
    expect(await rowsOf(engine, 'a')).toEqual([[10n ** 36n]])
    await write(engine, 'a', (t, tx) => t.delete(tx, scan(t, tx)[0].rowId))
    await engine.close()
  })
})

describe('checkpoints that nobody asks for', () => {
  it('come with time', async () => {
    await engine.close()
    engine = await openDatabase(fileSystem, { flushInterval: 5 })
    await insert(2)
    const before = fileSystem.stat('/db/t.parquet')!.identity
    while (fileSystem.stat('/db/t.parquet')!.identity === before) await sleep(5)
    expect(await keys()).toEqual([1, 2])
    await engine.close()
  })

  it('come when the log is long', async () => {
    await engine.close()
    engine = await openDatabase(fileSystem, { logLimit: 2000 })
    const before = fileSystem.stat('/db/t.parquet')!.identity
    for (let key = 2; fileSystem.stat('/db/t.parquet')!.identity === before; key++) {
      await insert(key)
      await sleep(0)
    }
    await engine.close()
  })

  it('are told in the warnings when they fail, and tried again', async () => {
    await engine.close()
    engine = await openDatabase(fileSystem, { flushInterval: 5 })
    fileSystem.fail({ call: 'write', path: '.tmp', code: 'ENOSPC' })
    const before = fileSystem.stat('/db/t.parquet')!.identity
    await insert(2)
    while (fileSystem.stat('/db/t.parquet')!.identity === before) await sleep(5)
    expect(engine.warnings.join()).toMatch(/checkpoint failed/)
    await engine.close()
  })
})

describe('a closed database', () => {
  it('answers that it is closed', async () => {
    await engine.close()
    await engine.close()
    expect(() => engine.begin()).toThrow(expect.objectContaining({ code: 'closed' }))
    await expect(engine.checkpoint()).rejects.toMatchObject({ code: 'closed' })
    await expect(engine.dropTable('t')).rejects.toMatchObject({ code: 'closed' })
  })

  it('has rolled back what was open', async () => {
    const transaction = engine.begin()
    engine.table('t')!.insert(transaction, [2, null])
    await engine.close()
    expect(transaction.state).toBe('rolled back')
    engine = await openDatabase(fileSystem)
    expect(await keys()).toEqual([1])
    await engine.close()
  })
})

describe('a change of definitions', () => {
  it('gets its turn in a crowd of commits, and loses none of them', async () => {
    let going = true
    let next = 2
    const crowd = Array.from({ length: 8 }, async () => {
      while (going) {
        const transaction = engine.begin()
        engine.table('t')!.insert(transaction, [next++, null])
        await engine.commit(transaction, true)
      }
    })
    await engine.createTable(keyValueTable('u'))
    await engine.createIndex('u', uniqueIndex('by_v', 2))
    going = false
    await Promise.all(crowd)
    fileSystem = killed(fileSystem)
    engine = await openDatabase(fileSystem)
    expect(engine.tableNames()).toEqual(['t', 'u'])
    expect(await keys()).toHaveLength(next - 1)
    await engine.close()
  })
})

describe('a reader beside a writer', () => {
  it('sees a state of the database whatever the writer does meanwhile', async () => {
    let going = true
    const writing = (async () => {
      for (let key = 2; going && key < 300; key++) {
        await insert(key)
        if (key % 5 === 0) await engine.checkpoint()
        await sleep(0)
      }
    })()
    for (let i = 0; i < 30; i++) {
      const reader = await openDatabase(fileSystem, { writable: false })
      const seen = (await rowsOf(reader, 't')).map(([key]) => Number(key)).sort((a, b) => a - b)
      expect(seen).toEqual(Array.from({ length: seen.length }, (_, k) => k + 1))
      await reader.close()
    }
    going = false
    await writing
    await engine.close()
  })
})
