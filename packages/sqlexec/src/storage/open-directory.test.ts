import { beforeEach, describe, expect, it } from 'vitest'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import type { StorageOptions } from './open-storage.ts'
import type { StorageEngine } from './table-access.ts'
import { damage, killed, openDatabase, rowIdOf, rowsOf, write } from './testing/directory.ts'
import { keyValueTable, plainIndex } from './testing/tables.ts'

let fileSystem: FaultFileSystem

beforeEach(() => {
  fileSystem = new FaultFileSystem()
})

function open(options: Partial<StorageOptions> = {}): Promise<StorageEngine> {
  return openDatabase(fileSystem, options)
}

async function insert(engine: StorageEngine, name: string, ...keys: number[]): Promise<void> {
  await write(engine, name, (t, tx) => {
    for (const key of keys) t.insert(tx, [key, `v${key}`])
  })
}

async function remove(engine: StorageEngine, name: string, ...keys: number[]): Promise<void> {
  await write(engine, name, (t, tx) => {
    for (const key of keys) t.delete(tx, rowIdOf(t, tx, key))
  })
}

async function keys(engine: StorageEngine, name: string): Promise<unknown[]> {
  return (await rowsOf(engine, name)).map(([key]) => key).sort((a, b) => Number(a) - Number(b))
}

describe('a directory', () => {
  it('is made, and opens again with what was committed', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    await insert(engine, 't', 1, 2)
    await engine.close()
    const names = fileSystem.list('/db').map(({ name }) => name)
    expect(names).toEqual(['.sqlexec_meta', '.wal', 't.parquet'])
    const again = await open()
    expect(again.warnings).toEqual([])
    expect(await rowsOf(again, 't')).toEqual([
      [1, 'v1'],
      [2, 'v2'],
    ])
    await again.close()
  })

  it('recovers from the log alone, from the file alone and from both', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    await insert(engine, 't', 1, 2, 3)
    fileSystem = killed(fileSystem)
    const second = await open()
    expect(await keys(second, 't')).toEqual([1, 2, 3])
    await second.checkpoint()
    await remove(second, 't', 2)
    await insert(second, 't', 4)
    fileSystem = killed(fileSystem)
    const third = await open()
    expect(await keys(third, 't')).toEqual([1, 3, 4])
    await third.close()
    const fourth = await open()
    expect(await keys(fourth, 't')).toEqual([1, 3, 4])
    await expect(insert(fourth, 't', 3)).rejects.toMatchObject({ code: 'duplicate_key' })
    await fourth.close()
  })

  it('is locked while it is open for writing, and open to readers', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    await insert(engine, 't', 1)
    await expect(open()).rejects.toMatchObject({ code: 'locked' })
    const reader = await open({ writable: false })
    expect(await keys(reader, 't')).toEqual([1])
    await expect(insert(reader, 't', 2)).rejects.toMatchObject({ code: 'read_only' })
    await expect(reader.createTable(keyValueTable('u'))).rejects.toMatchObject({
      code: 'read_only',
    })
    await reader.close()
    await engine.close()
  })

  it('keeps AUTO_INCREMENT positions and row ids across checkpoints and crashes', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    await write(engine, 't', (t, tx) => {
      t.insert(tx, [t.nextAutoIncrement(), 'a'])
      t.insert(tx, [t.nextAutoIncrement(), 'b'])
    })
    await engine.checkpoint()
    await remove(engine, 't', 2)
    fileSystem = killed(fileSystem)
    const second = await open()
    expect(second.table('t')!.nextAutoIncrement()).toBe(3)
    await second.close()
    const third = await open()
    expect(third.table('t')!.nextAutoIncrement()).toBe(4)
    await third.close()
  })

  it('drops, truncates and makes tables again, whether killed or closed after', async () => {
    for (const end of ['kill', 'close', 'checkpoint'] as const) {
      fileSystem = new FaultFileSystem()
      const engine = await open()
      for (const name of ['a', 'b', 'c']) {
        await engine.createTable(keyValueTable(name))
        await insert(engine, name, 1, 2)
      }
      await engine.checkpoint()
      await engine.dropTable('a')
      await engine.truncateTable('b')
      await insert(engine, 'b', 7)
      await engine.dropTable('c')
      await engine.createTable(keyValueTable('c'))
      await insert(engine, 'c', 9)
      await engine.createIndex('c', plainIndex('by_v', 2))
      if (end === 'close') await engine.close()
      if (end === 'checkpoint') await engine.checkpoint()
      fileSystem = killed(fileSystem)
      const again = await open()
      expect(again.warnings).toEqual([])
      expect(again.tableNames()).toEqual(['b', 'c'])
      expect(await keys(again, 'b')).toEqual([7])
      expect(await keys(again, 'c')).toEqual([9])
      const c = again.table('c')!
      expect(c.definition.indexes.map(({ name }) => name)).toEqual(['PRIMARY', 'by_v'])
      await c.prepareIndex(c.findIndex('by_v'))
      expect([...c.index('by_v').lookup({ equal: ['v9'] })]).toHaveLength(1)
      await again.close()
    }
  })

  it('forgets a table that was truncated and dropped, though its file is still there', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    await insert(engine, 't', 1)
    await engine.checkpoint()
    await engine.truncateTable('t')
    fileSystem.fail({ call: 'unlink', code: 'EIO' })
    await engine.dropTable('t')
    fileSystem = killed(fileSystem)
    expect(fileSystem.exists('/db/t.parquet')).toBe(true)
    for (let i = 0; i < 3; i++) {
      const again = await open()
      expect(again.tableNames()).toEqual([])
      await again.close()
    }
    expect(fileSystem.exists('/db/t.parquet')).toBe(false)
  })

  it('commits many at once with one sync', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    const before = fileSystem.changes
    await Promise.all(Array.from({ length: 200 }, (_, key) => insert(engine, 't', key)))
    expect(fileSystem.changes - before).toBeLessThan(100)
    fileSystem = killed(fileSystem)
    const again = await open()
    expect(await keys(again, 't')).toHaveLength(200)
    await again.close()
  })
})

describe('a checkpoint', () => {
  it('leaves old snapshots and open transactions undisturbed', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    const table = engine.table('t')!
    await insert(engine, 't', 1, 2, 3, 4)
    await engine.checkpoint()
    const old = engine.begin()
    const writer = engine.begin()
    table.insert(writer, [10, 'mine'])
    table.delete(writer, rowIdOf(table, writer, 1))
    await remove(engine, 't', 2)
    await insert(engine, 't', 5)
    await engine.checkpoint()
    const seen = async (tx: typeof old) => {
      const snapshot = table.snapshot(tx)
      for (const segment of snapshot.segments) await segment.load([0, 1])
      const found: unknown[] = []
      for (const segment of snapshot.segments) {
        const visible = segment.visible()
        const column = segment.column(0)
        for (let row = 0; row < segment.rowCount; row++) {
          if (visible !== null && (visible[row >> 3] & (1 << (row & 7))) === 0) continue
          if (column.kind === 'int32') found.push(column.values[row])
          expect(snapshot.find(segment.rowId(row))?.segment.rowId(row)).toBe(segment.rowId(row))
        }
      }
      return found.sort((a, b) => Number(a) - Number(b))
    }
    expect(await seen(old)).toEqual([1, 2, 3, 4])
    expect(await seen(writer)).toEqual([2, 3, 4, 10])
    table.delete(writer, rowIdOf(table, writer, 3))
    table.insert(writer, [11, 'after'])
    table.delete(writer, rowIdOf(table, writer, 10))
    expect(await seen(writer)).toEqual([2, 4, 11])
    expect(await seen(old)).toEqual([1, 2, 3, 4])
    expect(() => table.delete(writer, rowIdOf(table, writer, 2))).toThrow(/Another transaction/)
    await engine.commit(writer)
    expect(await seen(old)).toEqual([1, 2, 3, 4])
    expect(await keys(engine, 't')).toEqual([4, 5, 11])
    engine.rollback(old)
    await engine.checkpoint()
    expect(await keys(engine, 't')).toEqual([4, 5, 11])
    fileSystem = killed(fileSystem)
    const again = await open()
    expect(await keys(again, 't')).toEqual([4, 5, 11])
    await again.close()
  })

  it('rolls back what a transaction did before and after it', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    const table = engine.table('t')!
    await insert(engine, 't', 1, 2, 3)
    const writer = engine.begin()
    table.delete(writer, rowIdOf(table, writer, 1))
    table.insert(writer, [10, null])
    await remove(engine, 't', 3)
    await engine.checkpoint()
    const savepoint = writer.savepoint()
    table.delete(writer, rowIdOf(table, writer, 10))
    table.delete(writer, rowIdOf(table, writer, 2))
    writer.rollbackTo(savepoint)
    expect((await rowsOf(engine, 't')).length).toBe(2)
    engine.rollback(writer)
    expect(await keys(engine, 't')).toEqual([1, 2])
    await insert(engine, 't', 10)
    await engine.close()
    const again = await open()
    expect(await keys(again, 't')).toEqual([1, 2, 10])
    await again.close()
  })

  it('takes index entries of rows away that are gone', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    await insert(engine, 't', 1, 2, 3)
    await engine.checkpoint()
    const table = engine.table('t')!
    await remove(engine, 't', 2)
    await engine.checkpoint()
    await insert(engine, 't', 2)
    expect(table.index('PRIMARY').lookupEqual([2])).toHaveLength(1)
    await engine.close()
  })

  it('that fails leaves all in the log, and the next one succeeds', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    await insert(engine, 't', 1)
    fileSystem.fail({ call: 'write', path: '.tmp', code: 'ENOSPC' })
    await expect(engine.checkpoint()).rejects.toMatchObject({ code: 'io' })
    await insert(engine, 't', 2)
    expect(await keys(engine, 't')).toEqual([1, 2])
    await engine.checkpoint()
    await engine.close()
    const again = await open()
    expect(await keys(again, 't')).toEqual([1, 2])
    await again.close()
  })
})

describe('definitions', () => {
  it('let a reader finish whose table is dropped or truncated', async () => {
    for (const end of ['dropTable', 'truncateTable'] as const) {
      const engine = await open()
      await engine.createTable(keyValueTable('t'))
      await insert(engine, 't', 1, 2)
      await engine.checkpoint()
      const reader = engine.begin()
      const [segment] = engine.table('t')!.snapshot(reader).segments
      await engine[end]('t')
      await segment.load([1])
      expect(segment.column(1).length).toBe(2)
      engine.rollback(reader)
      if (end === 'truncateTable') await engine.dropTable('t')
      await engine.close()
    }
  })

  it('that no file could hold are refused', async () => {
    const engine = await open()
    const table = keyValueTable('t')
    const twice = [...table.columns, { ...table.columns[0], id: 9, name: 'K' }]
    await expect(engine.createTable({ ...table, columns: twice })).rejects.toMatchObject({
      code: 'duplicate_column',
    })
    await expect(engine.createTable({ ...table, columns: [] })).rejects.toMatchObject({
      code: 'no_columns',
    })
    for (const name of ['', 'x'.repeat(300)]) {
      await expect(engine.createTable({ ...table, name })).rejects.toMatchObject({
        code: 'bad_definition',
      })
    }
    await engine.close()
  })

  it('name tables whatever the file system thinks of the name', async () => {
    const names = ['a/b', '..', '.hidden', '50%', 'Ärger 表', 'con:x', 'T', 't', 'a%2Fb', 'dot.']
    const engine = await open()
    for (const name of names) {
      await engine.createTable(keyValueTable(name))
      await insert(engine, name, 1)
    }
    await engine.close()
    const again = await open()
    expect(again.warnings).toEqual([])
    expect([...again.tableNames()].sort()).toEqual([...names].sort())
    for (const name of names) expect(await keys(again, name)).toEqual([1])
    await again.close()
  })
})

describe('damage', () => {
  async function twoTables(): Promise<void> {
    const engine = await open()
    for (const name of ['a', 'b']) {
      await engine.createTable(keyValueTable(name))
      await insert(engine, name, 1, 2)
    }
    await engine.close()
  }

  it('of one table leaves the others usable', async () => {
    await twoTables()
    damage(fileSystem, '/db/a.parquet', -6)
    const engine = await open()
    expect(() => engine.table('a')!.snapshot(engine.begin())).toThrow(/a\.parquet/)
    expect(await keys(engine, 'b')).toEqual([1, 2])
    await insert(engine, 'b', 3)
    await engine.close()
    const again = await open()
    expect(again.table('a')!.damage).not.toBeNull()
    expect(await keys(again, 'b')).toEqual([1, 2, 3])
    await again.dropTable('a')
    expect(again.tableNames()).toEqual(['b'])
    await again.close()
  })

  it('of a page is told when the page is read', async () => {
    await twoTables()
    damage(fileSystem, '/db/a.parquet', 40)
    const engine = await open()
    expect(engine.table('a')!.damage).toBeNull()
    await expect(rowsOf(engine, 'a')).rejects.toMatchObject({ code: 'corrupt' })
    await engine.close()
  })

  it('of a page does not keep other tables from their checkpoint', async () => {
    await twoTables()
    damage(fileSystem, '/db/a.parquet', 40)
    const engine = await open()
    const a = engine.table('a')!
    const transaction = engine.begin()
    a.delete(transaction, 1)
    engine.commit(transaction)
    await insert(engine, 'b', 3)
    await expect(engine.checkpoint()).rejects.toMatchObject({ code: 'corrupt' })
    await expect(engine.close()).rejects.toMatchObject({ code: 'corrupt' })
    const again = await open()
    expect(again.warnings).toEqual([])
    expect(await keys(again, 'b')).toEqual([1, 2, 3])
    expect(again.table('a')!.estimatedRows()).toBe(1)
    await again.dropTable('a')
    await again.close()
  })

  it('of the sidecar does not bring dropped tables back', async () => {
    const engine = await open()
    for (const name of ['a', 'b']) {
      await engine.createTable(keyValueTable(name))
      await insert(engine, name, 1)
    }
    await engine.checkpoint()
    await insert(engine, 'a', 2)
    await insert(engine, 'b', 2)
    await engine.dropTable('a')
    fileSystem = killed(fileSystem)
    fileSystem.unlink('/db/.sqlexec_meta')
    const again = await open()
    expect(again.warnings).toEqual([expect.stringMatching(/sidecar .* is missing/)])
    expect(again.tableNames()).toEqual(['b'])
    await insert(again, 'b', 3)
    await again.close()
  })

  it('of the sidecar is mended from the table files', async () => {
    await twoTables()
    damage(fileSystem, '/db/.sqlexec_meta', 60)
    const engine = await open()
    expect(engine.warnings[0]).toMatch(/sidecar.*damaged/)
    expect(await keys(engine, 'a')).toEqual([1, 2])
    await expect(insert(engine, 'a', 1)).rejects.toMatchObject({ code: 'duplicate_key' })
    await engine.close()
    const again = await open()
    expect(again.warnings).toEqual([])
    await again.close()
  })

  it('of the log keeps what came before, refuses writes, and is repaired', async () => {
    const engine = await open()
    await engine.createTable(keyValueTable('t'))
    for (let key = 1; key <= 9; key++) await insert(engine, 't', key)
    fileSystem = killed(fileSystem)
    damage(fileSystem, '/db/.wal', fileSystem.stat('/db/.wal')!.size > 900 ? 900 : 500)
    const damaged = await open()
    expect(damaged.warnings.join()).toMatch(/log.*damaged/)
    const left = await keys(damaged, 't')
    expect(left.length).toBeGreaterThan(0)
    expect(left.length).toBeLessThan(9)
    await expect(insert(damaged, 't', 10)).rejects.toMatchObject({ code: 'corrupt' })
    await damaged.close()
    const repaired = await open({ repair: true })
    expect(fileSystem.exists('/db/.wal.damaged-1')).toBe(true)
    expect(await keys(repaired, 't')).toEqual(left)
    await insert(repaired, 't', 10)
    await repaired.close()
    const again = await open()
    expect(again.warnings).toEqual([])
    expect(await keys(again, 't')).toEqual([...left, 10])
    await again.close()
  })

  it('by a missing log is told, refuses writes, and is repaired', async () => {
    await twoTables()
    fileSystem.unlink('/db/.wal')
    for (const writable of [false, true]) {
      const engine = await open({ writable })
      expect(engine.warnings.join()).toMatch(/log.*missing/)
      expect(await keys(engine, 'a')).toEqual([1, 2])
      const code = writable ? 'corrupt' : 'read_only'
      await expect(insert(engine, 'a', 3)).rejects.toMatchObject({ code })
      await engine.close()
    }
    const repaired = await open({ repair: true })
    expect(repaired.warnings.join()).toMatch(/log.*missing/)
    await insert(repaired, 'a', 3)
    await repaired.close()
    const again = await open()
    expect(again.warnings).toEqual([])
    expect(await keys(again, 'a')).toEqual([1, 2, 3])
    await again.close()
  })

  it('by a missing file is told, and the table can be dropped', async () => {
    await twoTables()
    fileSystem.unlink('/db/a.parquet')
    const engine = await open()
    expect(engine.table('a')!.damage?.message).toMatch(/missing/)
    expect(await keys(engine, 'b')).toEqual([1, 2])
    await engine.dropTable('a')
    await engine.close()
  })
})

describe('files from outside', () => {
  async function database(name: string, rows: number[]): Promise<FaultFileSystem> {
    const files = new FaultFileSystem()
    const engine = await openDatabase(files)
    await engine.createTable(keyValueTable(name))
    await insert(engine, name, ...rows)
    await engine.close()
    return files
  }

  function copy(from: FaultFileSystem, source: string, target: string): void {
    const handle = from.open(source, 'read')
    const bytes = handle.readSync(0, handle.size())
    handle.close()
    if (fileSystem.exists(target)) fileSystem.unlink(target)
    const copied = fileSystem.open(target, 'create-new')
    copied.writeSync(0, bytes)
    copied.close()
  }

  it('are tables with the definition that they carry', async () => {
    const other = await database('x', [1, 2, 3])
    fileSystem = await database('t', [7])
    copy(other, '/db/x.parquet', '/db/y.parquet')
    copy(fileSystem, '/db/t.parquet', '/db/z.parquet')
    for (let i = 0; i < 2; i++) {
      const engine = await open()
      expect(engine.tableNames()).toEqual(['t', 'y', 'z'])
      expect(await keys(engine, 'y')).toEqual(i === 0 ? [1, 2, 3] : [1, 3, 4])
      expect(await keys(engine, 'z')).toEqual([7])
      if (i === 0) {
        await write(engine, 'y', () => {})
        await remove(engine, 'y', 2)
        await insert(engine, 'y', 4)
        fileSystem = killed(fileSystem)
      } else await engine.close()
    }
  })

  it('replace a table while the log holds nothing for it', async () => {
    const other = await database('t', [1, 2, 3])
    fileSystem = await database('t', [7])
    copy(other, '/db/t.parquet', '/db/t.parquet')
    const engine = await open()
    expect(engine.warnings.join()).toMatch(/replaced from outside/)
    expect(await keys(engine, 't')).toEqual([1, 2, 3])
    await write(engine, 't', () => {})
    await remove(engine, 't', 1)
    fileSystem = killed(fileSystem)
    const again = await open()
    expect(again.warnings).toEqual([])
    expect(await keys(again, 't')).toEqual([2, 3])
    await again.close()
  })

  it('are refused where the log holds changes of the old one, until repair is told what to keep', async () => {
    for (const keep of ['file', 'log'] as const) {
      const other = await database('t', [1, 2, 3])
      fileSystem = await database('t', [7])
      const writer = await open()
      await insert(writer, 't', 8)
      await remove(writer, 't', 7)
      fileSystem = killed(fileSystem)
      copy(other, '/db/t.parquet', '/db/t.parquet')
      for (const repair of [false, true]) {
        const engine = await open({ repair })
        expect(engine.table('t')!.damage?.message).toMatch(/replaced from outside.*--keep file/)
        expect(engine.warnings.join()).toMatch(/replaced from outside/)
        await engine.close()
      }
      const repaired = await open({ repair: true, keep })
      const aside = keep === 'file' ? '/db/.wal.damaged-1' : '/db/t.parquet.replaced-1'
      expect(fileSystem.exists(aside)).toBe(true)
      expect(repaired.warnings.join()).toContain(aside)
      for (let i = 0; i < 2; i++) {
        const again = i === 0 ? repaired : await open()
        expect(await keys(again, 't')).toEqual(keep === 'file' ? [1, 2, 3] : [8])
        await again.close()
      }
    }
  })
})
