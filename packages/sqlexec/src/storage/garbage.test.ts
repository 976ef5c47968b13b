import { beforeEach, describe, expect, it } from 'vitest'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import type { SqlValue } from '../types/value.ts'
import type { StorageEngine } from './table-access.ts'
import { killed, openDatabase, rowIdOf, rowsOf, write } from './testing/directory.ts'
import { SortedIndex } from './testing/sorted-index.ts'
import { keyValueTable, uniqueIndex } from './testing/tables.ts'

/** Keys that an index was asked to take out. */
let removed: (readonly SqlValue[])[] = []
let failing = false

class WatchedIndex extends SortedIndex {
  override remove(key: readonly SqlValue[], rowId: number): boolean {
    removed.push([...key])
    if (failing) throw new Error('the index is broken')
    return super.remove(key, rowId)
  }
}

let fileSystem: FaultFileSystem
let engine: StorageEngine

const open = (): Promise<StorageEngine> =>
  openDatabase(fileSystem, {
    createIndex: (definition, columnTypes) => new WatchedIndex(definition, columnTypes),
  })

beforeEach(async () => {
  removed = []
  failing = false
  fileSystem = new FaultFileSystem()
  engine = await open()
})

/** Deletes the row of key 1, which a reader still sees, and writes it out of the table's file. */
async function dropRowUnderReader(): Promise<ReturnType<StorageEngine['begin']>> {
  await engine.checkpoint()
  const reader = engine.begin()
  await write(engine, 't', (t, tx) => t.delete(tx, rowIdOf(t, tx, 1)))
  await engine.checkpoint()
  return reader
}

describe('keys of rows that are gone', () => {
  it('do not reach another index of the same name', async () => {
    await engine.createTable(keyValueTable('t'))
    await engine.createIndex('t', uniqueIndex('i', 1))
    await write(engine, 't', (t, tx) => t.insert(tx, [1, 'one']))
    const reader = await dropRowUnderReader()
    await engine.dropIndex('t', 'i')
    await engine.createIndex('t', uniqueIndex('i', 2))
    engine.rollback(reader)
    expect(removed).toEqual([[1]])
    expect(engine.warnings).toEqual([])
    await engine.close()
  })

  it('that cannot be taken out are no reason for a commit to fail', async () => {
    for (const name of ['t', 'u']) await engine.createTable(keyValueTable(name))
    await write(engine, 't', (t, tx) => t.insert(tx, [1, 'one']))
    const writer = await dropRowUnderReader()
    failing = true
    engine.table('u')!.insert(writer, [7, 'seven'])
    engine.commit(writer)
    expect(writer.state).toBe('committed')
    expect(removed).toEqual([[1]])
    expect(engine.warnings.join()).toContain('the index is broken')
    await engine.checkpoint()
    fileSystem = killed(fileSystem)
    engine = await open()
    expect(await rowsOf(engine, 'u')).toEqual([[7, 'seven']])
    expect(await rowsOf(engine, 't')).toEqual([])
    await engine.close()
  })
})
