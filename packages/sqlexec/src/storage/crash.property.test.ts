import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import { types } from '../types/sql-type.ts'
import type { TableAlteration } from './alter-table.ts'
import type { Durability } from './open-storage.ts'
import type { StorageEngine } from './table-access.ts'
import { openDatabase, rowIdOf, rowsOf, write } from './testing/directory.ts'
import { column, keyValueTable, plainIndex } from './testing/tables.ts'

/*
 * The power goes at a random changing call, again and again. After each opening the database must hold exactly the acknowledged
 * commits, and perhaps the one that was under way; where commits are not synced, all up to some point, never a later one
 * without an earlier.
 */

type Operation =
  | { kind: 'put' | 'remove'; table: string; key: number }
  | { kind: 'both'; key: number }
  | { kind: 'create' | 'drop' | 'truncate'; table: string }
  | { kind: 'add' | 'compute' | 'take' | 'convert' | 'index'; table: string }
  | { kind: 'rename'; table: string; to: string }
  | { kind: 'swap'; table: string; to: string }
  | { kind: 'checkpoint' }

const table = fc.constantFrom('a', 'b', 'c')
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('put' as const, 'remove' as const),
      table,
      key: fc.nat(8),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('both' as const), key: fc.nat(8) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'create' as const,
        'create' as const,
        'drop' as const,
        'truncate' as const,
      ),
      table,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'add' as const,
        'compute' as const,
        'take' as const,
        'convert' as const,
        'index' as const,
      ),
      table,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('rename' as const, 'swap' as const),
      table,
      to: table,
    }),
  },
  { weight: 2, arbitrary: fc.constant<Operation>({ kind: 'checkpoint' }) },
)

/** Stands among the keys of a table that has the column `x`, whose value follows that of `v`. */
const hasColumn = -1

type State = ReadonlyMap<string, ReadonlyMap<number, string>>

let stamp = 0

/** What a power cut may leave of the log, which is said but is no damage. */
const tornTail = /ends in bytes that are no whole commit/

/** The state after an operation; `undefined` where the operation does nothing. */
function after(state: State, operation: Operation, value: string): State | undefined {
  const next = new Map([...state].map(([name, rows]) => [name, new Map(rows)]))
  const table = 'table' in operation ? next.get(operation.table) : undefined
  const put = (name: string, key: number) => {
    const rows = next.get(name)
    return rows?.set(key, rows.has(hasColumn) ? `${value} ${value}` : value)
  }
  switch (operation.kind) {
    case 'put':
      return put(operation.table, operation.key) && next
    case 'both':
      return put('a', operation.key) && put('b', operation.key) && next
    case 'remove':
      return next.get(operation.table)?.delete(operation.key) ? next : undefined
    case 'create':
      if (next.has(operation.table)) return undefined
      return next.set(operation.table, new Map())
    case 'drop':
      return next.delete(operation.table) ? next : undefined
    case 'truncate':
      for (const key of [...(table?.keys() ?? [])]) if (key !== hasColumn) table!.delete(key)
      return table && next
    case 'add':
    case 'compute':
      if (table === undefined || table.has(hasColumn)) return undefined
      for (const [key, text] of table) {
        table.set(key, `${text} ${operation.kind === 'add' ? value : key}`)
      }
      table.set(hasColumn, '')
      return next
    case 'take':
      if (!table?.delete(hasColumn)) return undefined
      for (const [key, text] of table) table.set(key, text.slice(0, text.indexOf(' ')))
      return next
    case 'convert':
    case 'index':
      return table && next
    case 'rename':
      if (table === undefined || next.has(operation.to)) return undefined
      next.delete(operation.table)
      return next.set(operation.to, table)
    case 'swap': {
      const other = next.get(operation.to)
      if (!table || !other || table === other) return undefined
      return next.set(operation.to, table).set(operation.table, other)
    }
    case 'checkpoint':
      return state
  }
}

async function put(engine: StorageEngine, names: string[], key: number, value: string) {
  for (const name of names) await engine.table(name)!.prepareWrite()
  const transaction = engine.begin()
  for (const name of names) {
    const t = engine.table(name)!
    const rowId = rowIdOf(t, transaction, key)
    const row = t.definition.columns.map(({ name }) => (name === 'k' ? key : value))
    if (rowId === undefined) t.insert(transaction, row)
    else t.update(transaction, rowId, row)
  }
  await engine.commit(transaction, key % 2 === 0)
}

async function perform(engine: StorageEngine, operation: Operation, value: string): Promise<void> {
  switch (operation.kind) {
    case 'put':
      return put(engine, [operation.table], operation.key, value)
    case 'both':
      return put(engine, ['a', 'b'], operation.key, value)
    case 'remove':
      return write(engine, operation.table, (t, tx) => t.delete(tx, rowIdOf(t, tx, operation.key)))
    case 'create':
      return engine.createTable(keyValueTable(operation.table))
    case 'drop':
      return engine.dropTable(operation.table)
    case 'truncate':
      return engine.truncateTable(operation.table)
    case 'rename':
      return engine.renameTables([{ from: operation.table, to: operation.to }])
    case 'swap':
      return engine.renameTables([
        { from: operation.table, to: 'aside' },
        { from: operation.to, to: operation.table },
        { from: 'aside', to: operation.to },
      ])
    case 'checkpoint':
      return engine.checkpoint()
    default:
      return engine.alterTable(operation.table, alteration(engine, operation, value))
  }
}

function alteration(
  engine: StorageEngine,
  { kind, table }: { kind: Operation['kind']; table: string },
  value: string,
): TableAlteration {
  const { definition } = engine.table(table)!
  const { columns, indexes } = definition
  // In front, so that the others move.
  const added = { ...definition, columns: [column(7, 'x', types.text), ...columns] }
  switch (kind) {
    case 'add':
      return { definition: added, fill: new Map([[7, value]]) }
    case 'compute':
      return { definition: added, compute: new Map([[7, (row) => String(row[1])]]) }
    case 'take':
      return { definition: { ...definition, columns: columns.filter(({ id }) => id !== 7) } }
    case 'convert': {
      const other = columns.find(({ id }) => id === 1)!.type === types.int ? 64 : 32
      const type = { kind: 'integer' as const, bits: other as 32 | 64, unsigned: false }
      const converted = columns.map((each) => (each.id === 1 ? { ...each, type } : each))
      return { definition: { ...definition, columns: converted } }
    }
    default: {
      const without = indexes.filter(({ name }) => name !== 'by_v')
      const changed =
        without.length < indexes.length ? without : [...indexes, plainIndex('by_v', 2)]
      return { definition: { ...definition, indexes: changed } }
    }
  }
}

async function contents(engine: StorageEngine): Promise<State> {
  const state = new Map<string, Map<number, string>>()
  for (const name of engine.tableNames()) {
    const rows = await rowsOf(engine, name)
    const { columns } = engine.table(name)!.definition
    const [k, v, x] = ['k', 'v', 'x'].map((each) => columns.findIndex((c) => c.name === each))
    const texts = rows.map((row): [number, string] => [
      row[k] as number,
      x < 0 ? String(row[v]) : `${row[v]} ${row[x]}`,
    ])
    state.set(name, new Map(texts))
    expect(state.get(name)!.size).toBe(rows.length)
    if (x >= 0) (state.get(name) as Map<number, string>).set(hasColumn, '')
  }
  return state
}

function text(state: State): string {
  const tables = [...state].sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(tables.map(([name, rows]) => [name, [...rows].sort(([a], [b]) => a - b)]))
}

/** Runs operations until the power goes. Answers the states acknowledged in order, and the one that may be on the disk as well. */
async function runUntilCrash(
  fileSystem: FaultFileSystem,
  state: State,
  operations: Operation[],
  durability: Durability,
): Promise<{ acknowledged: State[]; possible: State }> {
  let sure = state
  const acknowledged = [sure]
  let engine: StorageEngine
  try {
    engine = await openDatabase(fileSystem, { durability })
  } catch (error) {
    if (fileSystem.powered) throw error
    return { acknowledged, possible: sure }
  }
  expect(engine.warnings.filter((warning) => !tornTail.test(warning))).toEqual([])
  for (const operation of operations) {
    const value = `value${stamp++}`
    const next = after(sure, operation, value)
    if (next === undefined) continue
    try {
      await perform(engine, operation, value)
    } catch (error) {
      if (fileSystem.powered) throw error
      return { acknowledged, possible: next }
    }
    sure = next
    acknowledged.push(sure)
  }
  try {
    await engine.close()
  } catch (error) {
    if (fileSystem.powered) throw error
  }
  return { acknowledged, possible: sure }
}

const lives = fc.array(
  fc.record({
    operations: fc.array(operation, { minLength: 1, maxLength: 25 }),
    calls: fc.nat(200),
    seed: fc.nat(),
  }),
  { minLength: 1, maxLength: 4 },
)

describe('after a power cut', () => {
  it.each<[Durability, number]>([
    ['commit', 150],
    ['off', 100],
  ])(
    'at any call, with durability %s, there are the acknowledged commits, or the first of them',
    async (durability, numRuns) => {
      await fc.assert(
        fc.asyncProperty(lives, async (lives) => {
          let fileSystem = new FaultFileSystem()
          let state: State = new Map()
          for (const { operations, calls, seed } of lives) {
            fileSystem.powerOffAfter(calls)
            const { acknowledged, possible } = await runUntilCrash(
              fileSystem,
              state,
              operations,
              durability,
            )
            fileSystem = fileSystem.crash(seed)
            const engine = await openDatabase(fileSystem)
            const found = await contents(engine)
            const allowed = durability === 'commit' ? acknowledged.slice(-1) : acknowledged
            expect([...allowed, possible].map(text)).toContain(text(found))
            expect(engine.warnings.filter((warning) => !tornTail.test(warning))).toEqual([])
            // What an opening has shown stays, though the power goes at once.
            fileSystem = fileSystem.crash(seed + 1)
            state = found
          }
        }),
        { numRuns, seed: 3 },
      )
    },
  )
})
