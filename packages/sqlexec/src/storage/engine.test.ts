import { beforeEach, describe, expect, it } from 'vitest'
import { plainTable } from '../catalog/definition.ts'
import { types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { openStorage } from './open-storage.ts'
import type { IsolationLevel, StorageEngine, Table, Transaction } from './table-access.ts'
import { SortedIndex } from './testing/sorted-index.ts'
import { column, keyValueTable, plainIndex, scan, uniqueIndex } from './testing/tables.ts'

let engine: StorageEngine
let table: Table

beforeEach(async () => {
  engine = await openStorage({
    directory: null,
    createIndex: (definition, types) => new SortedIndex(definition, types),
  })
  await engine.createTable(keyValueTable('t'))
  table = engine.table('t')!
})

function values(transaction: Transaction): SqlValue[][] {
  return scan(table, transaction).map((row) => row.values)
}

function commit(work: (transaction: Transaction) => void): void {
  const transaction = engine.begin()
  work(transaction)
  engine.commit(transaction)
}

function rowIdOf(transaction: Transaction, key: number): number {
  const snapshot = table.snapshot(transaction)
  const found = table.index('PRIMARY').lookupEqual([key])
  return found.find((rowId) => snapshot.find(rowId) !== undefined)!
}

describe('visibility', () => {
  it('shows a commit to later snapshots only', () => {
    const before = engine.begin()
    const writer = engine.begin()
    table.insert(writer, [1, 'a'])
    expect(values(writer)).toEqual([[1, 'a']])
    expect(values(before)).toEqual([])
    engine.commit(writer)
    expect(values(before)).toEqual([])
    expect(values(engine.begin())).toEqual([[1, 'a']])
  })

  it('gives read committed a new snapshot per statement', () => {
    const reader = engine.begin({ isolation: 'read committed' })
    commit((t) => table.insert(t, [1, 'a']))
    expect(values(reader)).toEqual([])
    reader.beginStatement()
    expect(values(reader)).toEqual([[1, 'a']])
  })

  it('keeps a deleted row for the snapshots before, and in its own transaction hides it at once', () => {
    commit((t) => table.insert(t, [1, 'a']))
    const before = engine.begin()
    const writer = engine.begin()
    table.delete(writer, rowIdOf(writer, 1))
    expect(values(writer)).toEqual([])
    expect(values(before)).toEqual([[1, 'a']])
    engine.commit(writer)
    expect(values(before)).toEqual([[1, 'a']])
    expect(values(engine.begin())).toEqual([])
  })

  it('does not let a statement see the rows that it adds itself', () => {
    const writer = engine.begin()
    table.insert(writer, [1, 'a'])
    const snapshot = table.snapshot(writer)
    table.insert(writer, [2, 'b'])
    expect(snapshot.segments[0].rowCount).toBe(1)
    expect(table.snapshot(writer).segments[0].rowCount).toBe(2)
  })

  it('answers null where every row is visible', () => {
    commit((t) => {
      for (let k = 0; k < 20; k++) table.insert(t, [k, null])
    })
    expect(table.snapshot(engine.begin()).segments[0].visible()).toBeNull()
    commit((t) => table.delete(t, rowIdOf(t, 7)))
    const bits = table.snapshot(engine.begin()).segments[0].visible()
    expect([...bits!]).toEqual([0x7f, 0xff, 0x0f])
  })
})

describe('rollback', () => {
  it('takes back inserts, deletes and updates', () => {
    commit((t) => table.insert(t, [1, 'a']))
    const writer = engine.begin()
    table.update(writer, rowIdOf(writer, 1), [1, 'b'])
    table.insert(writer, [2, 'c'])
    engine.rollback(writer)
    expect(values(engine.begin())).toEqual([[1, 'a']])
    expect([...table.index('PRIMARY').lookup({ equal: [] })]).toHaveLength(1)
  })

  it('returns to a savepoint, across tables', async () => {
    await engine.createTable(keyValueTable('u'))
    const other = engine.table('u')!
    const writer = engine.begin()
    table.insert(writer, [1, 'a'])
    const savepoint = writer.savepoint()
    other.insert(writer, [1, 'x'])
    table.insert(writer, [2, 'b'])
    table.delete(writer, rowIdOf(writer, 1))
    writer.rollbackTo(savepoint)
    engine.commit(writer)
    expect(values(engine.begin())).toEqual([[1, 'a']])
    expect(scan(other, engine.begin())).toEqual([])
  })

  it('refuses a finished transaction', () => {
    const writer = engine.begin()
    engine.commit(writer)
    expect(() => table.insert(writer, [1, 'a'])).toThrow(/committed/)
  })
})

describe('conflicts', () => {
  const conflict = expect.objectContaining({ code: 'write_conflict' })

  it('refuses the second writer of a row, finished or not', () => {
    commit((t) => table.insert(t, [1, 'a']))
    const first = engine.begin()
    const second = engine.begin()
    const rowId = rowIdOf(first, 1)
    table.update(first, rowId, [1, 'b'])
    expect(() => table.delete(second, rowId)).toThrow(conflict)
    engine.commit(first)
    expect(() => table.delete(second, rowId)).toThrow(conflict)
    expect(values(second)).toEqual([[1, 'a']])
  })

  it('refuses a key that a live row has, and leaves nothing behind', () => {
    commit((t) => table.insert(t, [1, 'a']))
    const writer = engine.begin()
    expect(() => table.insert(writer, [1, 'b'])).toThrow(
      expect.objectContaining({
        code: 'duplicate_key',
        message: "Duplicate entry '1' for key 't.PRIMARY'",
      }),
    )
    expect(writer.hasWrites).toBe(false)
    table.insert(writer, [2, 'b'])
    expect(() => table.update(writer, rowIdOf(writer, 2), [1, 'x'])).toThrow(/Duplicate/)
    expect(values(writer)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
  })

  it('answers a conflict where another transaction holds the key', () => {
    const first = engine.begin()
    const second = engine.begin()
    table.insert(first, [1, 'a'])
    expect(() => table.insert(second, [1, 'b'])).toThrow(conflict)
    engine.commit(first)
    expect(() => table.insert(second, [1, 'b'])).toThrow(conflict)
    const third = engine.begin()
    expect(() => table.insert(third, [1, 'b'])).toThrow(/Duplicate/)
  })

  it('frees a key when its transaction rolls back or its row is deleted', () => {
    const first = engine.begin()
    table.insert(first, [1, 'a'])
    engine.rollback(first)
    commit((t) => table.insert(t, [1, 'b']))
    commit((t) => table.delete(t, rowIdOf(t, 1)))
    const writer = engine.begin()
    table.insert(writer, [1, 'c'])
    table.delete(writer, rowIdOf(writer, 1))
    table.insert(writer, [1, 'd'])
    engine.commit(writer)
    expect(values(engine.begin())).toEqual([[1, 'd']])
  })

  it('lets a key be taken over only by snapshots that know of its end', () => {
    commit((t) => table.insert(t, [1, 'a']))
    const old = engine.begin()
    commit((t) => table.delete(t, rowIdOf(t, 1)))
    expect(() => table.insert(old, [1, 'b'])).toThrow(conflict)
    commit((t) => table.insert(t, [1, 'c']))
  })

  it.each<[IsolationLevel, boolean]>([
    ['repeatable read', true],
    ['serializable', false],
  ])('lets write skew through under %s: %s', (isolation, allowed) => {
    commit((t) => {
      table.insert(t, [1, 'on'])
      table.insert(t, [2, 'on'])
    })
    const first = engine.begin({ isolation })
    const second = engine.begin({ isolation })
    for (const [transaction, key] of [
      [first, 1],
      [second, 2],
    ] as const) {
      if (values(transaction).every(([, v]) => v === 'on')) {
        table.update(transaction, rowIdOf(transaction, key), [key, 'off'])
      }
    }
    engine.commit(first)
    if (allowed) engine.commit(second)
    else expect(() => engine.commit(second)).toThrow(conflict)
    const on = values(engine.begin()).filter(([, v]) => v === 'on')
    expect(on).toHaveLength(allowed ? 0 : 1)
  })
})

describe('indexes', () => {
  it('lets NULL keys repeat in a unique index', async () => {
    await engine.createTable({
      ...plainTable,
      name: 'n',
      columns: [column(1, 'a', types.int), column(2, 'b', types.int)],
      indexes: [uniqueIndex('ab', 1, 2)],
    })
    const nullable = engine.table('n')!
    const writer = engine.begin()
    nullable.insert(writer, [1, null])
    nullable.insert(writer, [1, null])
    nullable.insert(writer, [1, 2])
    expect(() => nullable.insert(writer, [1, 2])).toThrow("Duplicate entry '1-2' for key 'n.ab'")
  })

  it('drops the entries of versions that no snapshot sees', () => {
    commit((t) => table.insert(t, [1, 'a']))
    const reader = engine.begin()
    for (const v of ['b', 'c', 'd']) commit((t) => table.update(t, rowIdOf(t, 1), [1, v]))
    expect(table.index('PRIMARY').lookupEqual([1])).toHaveLength(4)
    expect(values(reader)).toEqual([[1, 'a']])
    engine.commit(reader)
    expect(table.index('PRIMARY').lookupEqual([1])).toHaveLength(1)
  })

  it('adds an index over rows that are there, and drops it', async () => {
    commit((t) => {
      table.insert(t, [1, 'b'])
      table.insert(t, [2, 'a'])
      table.insert(t, [3, null])
    })
    await engine.createIndex('t', plainIndex('by_v', 2))
    expect(table.findIndex('by_v').index, 'the first query need not wait').not.toBeNull()
    expect([...table.index('by_v').lookup({ equal: ['a'] })]).toEqual([2])
    commit((t) => table.insert(t, [4, 'a']))
    expect([...table.index('by_v').lookup({ equal: ['a'] })]).toEqual([2, 4])
    await engine.dropIndex('t', 'BY_V')
    expect(() => table.index('by_v')).toThrow(/no index/)
    expect(table.definition.indexes).toHaveLength(1)
  })

  it('refuses a unique index over rows that repeat a key', async () => {
    commit((t) => {
      table.insert(t, [1, 'a'])
      table.insert(t, [2, 'a'])
    })
    await expect(engine.createIndex('t', uniqueIndex('v', 2))).rejects.toThrow(
      /Duplicate entry 'a'/,
    )
    commit((t) => table.delete(t, rowIdOf(t, 2)))
    await engine.createIndex('t', uniqueIndex('v', 2))
    expect(() => commit((t) => table.insert(t, [3, 'a']))).toThrow(/Duplicate/)
  })
})

describe('definitions', () => {
  it('refuses a second table of a name, and unknown ones', async () => {
    await expect(engine.createTable(keyValueTable('t'))).rejects.toThrow(/already exists/)
    await expect(engine.dropTable('x')).rejects.toMatchObject({ code: 'unknown_table' })
    expect(engine.tableNames()).toEqual(['t'])
  })

  it('truncates, starting AUTO_INCREMENT over, and sends older snapshots away', async () => {
    commit((t) => table.insert(t, [table.nextAutoIncrement(), 'a']))
    const old = engine.begin()
    await engine.truncateTable('t')
    expect(values(engine.begin())).toEqual([])
    expect(table.nextAutoIncrement()).toBe(1)
    expect(() => values(old)).toThrow(expect.objectContaining({ code: 'definition_changed' }))
  })

  it('is in the way of serializable transactions that read the table and wrote another', async () => {
    await engine.createTable(keyValueTable('u'))
    for (const end of ['truncateTable', 'dropTable'] as const) {
      const transaction = engine.begin({ isolation: 'serializable' })
      expect(values(transaction)).toEqual([])
      engine.table('u')!.insert(transaction, [1, 'a'])
      await engine[end]('t')
      expect(() => engine.commit(transaction)).toThrow(
        expect.objectContaining({ code: 'write_conflict' }),
      )
    }
  })

  it('does not take a table from under a transaction that writes to it', async () => {
    const writer = engine.begin()
    table.insert(writer, [1, 'a'])
    await expect(engine.dropTable('t')).rejects.toMatchObject({ code: 'write_conflict' })
    engine.rollback(writer)
    await engine.dropTable('t')
    expect(engine.table('t')).toBeUndefined()
    expect(() => table.insert(engine.begin(), [1, 'a'])).toThrow(/doesn't exist/)
  })

  it('never gives an AUTO_INCREMENT value twice', () => {
    expect(table.nextAutoIncrement()).toBe(1)
    table.advanceAutoIncrement(10)
    table.advanceAutoIncrement(5)
    expect(table.nextAutoIncrement()).toBe(11)
  })
})
