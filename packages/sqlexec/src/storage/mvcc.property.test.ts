import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SqlError } from '../base/errors.ts'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import type { Int32Vector } from '../vector/column-vector.ts'
import { openStorage } from './open-storage.ts'
import type { IsolationLevel, StorageEngine, Table, Transaction } from './table-access.ts'
import { openDatabase, rowIdOf } from './testing/directory.ts'
import { SortedIndex } from './testing/sorted-index.ts'
import { keyValueTable, loadAndScan } from './testing/tables.ts'

/*
 * Random interleavings of transactions against the simplest model that there is: a committed map, and per transaction a
 * copy of it as of its snapshot, with its own changes. What the engine refuses the model does not do; what the
 * engine accepts must give the same rows.
 */

type Step =
  | { kind: 'begin'; slot: number; isolation: IsolationLevel }
  | { kind: 'insert' | 'update' | 'delete'; slot: number; key: number; value: string }
  | { kind: 'savepoint' | 'rollbackTo' | 'commit' | 'rollback' | 'read'; slot: number }
  | { kind: 'checkpoint' }

const slot = fc.nat(3)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('begin' as const),
      slot,
      isolation: fc.constantFrom<IsolationLevel>(
        'repeatable read',
        'read committed',
        'serializable',
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('insert' as const, 'update' as const, 'delete' as const),
      slot,
      key: fc.nat(5),
      value: fc.string({ maxLength: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('savepoint', 'rollbackTo', 'commit', 'commit', 'rollback', 'read'),
      slot,
    }) as fc.Arbitrary<Step>,
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'checkpoint' }) },
)

interface Actor {
  readonly transaction: Transaction
  rows: Map<number, string>
  /** What it changed: a value, or `null` for a delete. */
  writes: Map<number, string | null>
  /** Keys of which it has changed no row that was there before. */
  added: ReadonlySet<number>
  savepoint: Omit<Actor, 'transaction' | 'savepoint'> & { engine: number }
}

class Model {
  readonly engine: StorageEngine
  readonly table: Table
  committed = new Map<number, string>()
  readonly actors: (Actor | undefined)[] = []

  constructor(engine: StorageEngine) {
    this.engine = engine
    this.table = engine.table('t')!
  }

  async run(step: Step): Promise<void> {
    if (step.kind === 'checkpoint') {
      await this.engine.checkpoint()
      await this.table.prepareWrite()
      return
    }
    const actor = this.actors[step.slot]
    if (step.kind === 'begin') {
      if (actor === undefined) this.begin(step.slot, step.isolation)
      return
    }
    if (actor === undefined) return
    this.startStatement(actor)
    switch (step.kind) {
      case 'insert':
      case 'update':
      case 'delete':
        this.change(actor, step.kind, step.key, step.value)
        break
      case 'savepoint':
        actor.savepoint = this.mark(actor)
        break
      case 'rollbackTo':
        actor.transaction.rollbackTo(actor.savepoint.engine)
        actor.writes = new Map(actor.savepoint.writes)
        actor.rows = new Map(actor.savepoint.rows)
        actor.added = actor.savepoint.added
        this.startStatement(actor)
        break
      case 'read':
        await this.compare(actor)
        break
      case 'rollback':
        this.engine.rollback(actor.transaction)
        this.actors[step.slot] = undefined
        break
      case 'commit':
        await this.commit(actor)
        this.actors[step.slot] = undefined
    }
  }

  begin(slot: number, isolation: IsolationLevel): void {
    const transaction = this.engine.begin({ isolation })
    const actor = {
      transaction,
      rows: new Map(this.committed),
      writes: new Map(),
      added: new Set(),
    } as unknown as Actor
    actor.savepoint = this.mark(actor)
    this.actors[slot] = actor
  }

  mark(actor: Actor): Actor['savepoint'] {
    return {
      engine: actor.transaction.savepoint(),
      rows: new Map(actor.rows),
      writes: new Map(actor.writes),
      added: actor.added,
    }
  }

  /** READ COMMITTED sees the newest commits under its own changes. */
  startStatement(actor: Actor): void {
    actor.transaction.beginStatement()
    if (actor.transaction.isolation !== 'read committed') return
    actor.rows = new Map(this.committed)
    for (const [key, value] of actor.writes) {
      if (value === null) actor.rows.delete(key)
      else actor.rows.set(key, value)
    }
  }

  change(actor: Actor, kind: 'insert' | 'update' | 'delete', key: number, value: string): void {
    const { transaction, rows, writes } = actor
    const there = rows.has(key)
    if (kind !== 'insert' && !there) {
      expect(rowIdOf(this.table, transaction, key)).toBeUndefined()
      return
    }
    try {
      if (kind === 'insert') this.table.insert(transaction, [key, value])
      else {
        const rowId = rowIdOf(this.table, transaction, key)
        if (kind === 'delete') this.table.delete(transaction, rowId)
        else this.table.update(transaction, rowId, [key, value])
      }
    } catch (error) {
      const code = error instanceof SqlError ? error.code : error
      if (kind === 'insert' && there) {
        expect(['duplicate_key', 'write_conflict']).toContain(code)
      } else expect(code).toBe('write_conflict')
      return
    }
    expect(kind === 'insert' && there).toBe(false)
    if (kind === 'delete') rows.delete(key)
    else rows.set(key, value)
    // A row that it added itself and took away again is no change: another transaction may take the key.
    if (kind === 'insert' && !writes.has(key)) actor.added = new Set(actor.added).add(key)
    if (kind === 'delete' && actor.added.has(key)) writes.delete(key)
    else writes.set(key, kind === 'delete' ? null : value)
    if (!writes.has(key)) actor.added = new Set([...actor.added].filter((other) => other !== key))
  }

  async commit(actor: Actor): Promise<void> {
    try {
      await this.engine.commit(actor.transaction)
    } catch (error) {
      expect(actor.transaction.isolation).toBe('serializable')
      expect((error as SqlError).code).toBe('write_conflict')
      return
    }
    for (const [key, value] of actor.writes) {
      if (value === null) this.committed.delete(key)
      else this.committed.set(key, value)
    }
  }

  async compare(actor: Actor): Promise<void> {
    expect(await visible(this.table, actor.transaction)).toEqual(sorted(actor.rows))
    for (const [key] of actor.rows) {
      const snapshot = this.table.snapshot(actor.transaction)
      const place = snapshot.find(rowIdOf(this.table, actor.transaction, key))!
      await place.segment.load([0])
      const keys = place.segment.column(0) as Int32Vector
      expect(keys.values[place.row]).toBe(key)
    }
  }

  async finish(): Promise<void> {
    for (const actor of this.actors) if (actor !== undefined) await this.compare(actor)
    for (const actor of this.actors) if (actor) this.engine.rollback(actor.transaction)
    const last = this.engine.begin()
    expect(await visible(this.table, last)).toEqual(sorted(this.committed))
    this.engine.rollback(last)
  }
}

function sorted(rows: Map<number, string>): unknown[][] {
  return [...rows].sort(([a], [b]) => a - b)
}

async function visible(table: Table, transaction: Transaction): Promise<unknown[][]> {
  const rows = (await loadAndScan(table, transaction)).map(({ values }) => values)
  return rows.sort(([a], [b]) => Number(a) - Number(b))
}

async function check(engine: StorageEngine, steps: Step[]): Promise<Model> {
  await engine.createTable(keyValueTable('t'))
  const model = new Model(engine)
  for (const step of steps) await model.run(step)
  await model.finish()
  return model
}

describe('random interleavings agree with the model', () => {
  it('in memory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 120 }), async (steps) => {
        const createIndex = (...args: ConstructorParameters<typeof SortedIndex>) =>
          new SortedIndex(...args)
        await check(await openStorage({ directory: null, createIndex }), steps)
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it('on disk, with checkpoints between, and after opening again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), async (steps) => {
        const fileSystem = new FaultFileSystem()
        const engine = await openDatabase(fileSystem)
        const model = await check(engine, steps)
        const index = model.table.index('PRIMARY')
        for (const transaction of [engine.begin()]) engine.rollback(transaction)
        expect([...index.lookup({ equal: [] })].length).toBeGreaterThanOrEqual(model.committed.size)
        await engine.close()
        const again = await openDatabase(fileSystem)
        expect(again.warnings).toEqual([])
        const table = again.table('t')!
        expect(await visible(table, again.begin())).toEqual(sorted(model.committed))
        await again.close()
      }),
      { numRuns: 60, seed: 2 },
    )
  })
})
