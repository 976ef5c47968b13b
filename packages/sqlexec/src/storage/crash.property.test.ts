import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import type { Durability } from './open-storage.ts'
import type { StorageEngine } from './table-access.ts'
import { openDatabase, rowIdOf, rowsOf, write } from './testing/directory.ts'
import { keyValueTable } from './testing/tables.ts'

/*
 * The power goes at a random changing call, again and again. After each opening the database must hold exactly the acknowledged
 * commits, and perhaps the one that was under way; where commits are not synced, all up to some point, never a later one
 * without an earlier.
 */

type Operation =
  | { kind: 'put' | 'remove'; table: string; key: number }
  | { kind: 'both'; key: number }
  | { kind: 'create' | 'drop' | 'truncate'; table: string }
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
  { weight: 2, arbitrary: fc.constant<Operation>({ kind: 'checkpoint' }) },
)

type State = ReadonlyMap<string, ReadonlyMap<number, string>>

let stamp = 0

/** What a power cut may leave of the log, which is said but is no damage. */
const tornTail = /ends in bytes that are no whole commit/

/** The state after an operation; `undefined` where the operation does nothing. */
function after(state: State, operation: Operation, value: string): State | undefined {
  const next = new Map([...state].map(([name, rows]) => [name, new Map(rows)]))
  const put = (name: string, key: number) => next.get(name)?.set(key, value)
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
      next.get(operation.table)?.clear()
      return next.has(operation.table) ? next : undefined
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
    if (rowId === undefined) t.insert(transaction, [key, value])
    else t.update(transaction, rowId, [key, value])
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
    case 'checkpoint':
      return engine.checkpoint()
  }
}

async function contents(engine: StorageEngine): Promise<State> {
  const state = new Map<string, Map<number, string>>()
  for (const name of engine.tableNames()) {
    const rows = await rowsOf(engine, name)
    rows.sort(([a], [b]) => Number(a) - Number(b))
    state.set(name, new Map(rows as [number, string][]))
    expect(state.get(name)!.size).toBe(rows.length)
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
    const value = `value ${stamp++}`
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
