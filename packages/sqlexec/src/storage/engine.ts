import { SqlError } from '../base/errors.ts'
import type {
  IndexDefinition,
  TableDefinition,
  TriggerDefinition,
  ViewDefinition,
} from '../catalog/definition.ts'
import type { TransactionContext } from '../txn/transaction.ts'
import { TransactionManager } from '../txn/transaction-manager.ts'
import { alterTable, type TableAlteration } from './alter-table.ts'
import type { DdlRecord } from './ddl-record.ts'
import {
  changeTriggers,
  createIndex,
  createTable,
  createView,
  dropIndex,
  dropTable,
  dropView,
  soundTable,
  truncateTable,
} from './definition-changes.ts'
import { GarbageQueue } from './garbage-queue.ts'
import { compactLater, compactTable } from './memory-compaction.ts'
import { Mutex } from './mutex.ts'
import { type Rename, renameTables } from './rename-tables.ts'
import type { CreateConverter } from './shape-change.ts'
import type { StoredTable, TableHost } from './stored-table.ts'
import type { IsolationLevel, Referencing, StorageEngine, Transaction } from './table-access.ts'
import type { CreateIndex } from './table-index.ts'
import type { TableState } from './table-state.ts'
import { TemporaryTables } from './temporary-tables.ts'

/** What keeps the engine's changes beyond the life of the process; absent in memory. */
export interface Persistence {
  /** Why nothing may be written. */
  readonly refusal: SqlError | null
  /** Writes and syncs a commit. Answers its log sequence number. A throw means: it is not in the log. */
  append(timestamp: number, payload: Uint8Array): number
  /** The same, sharing the sync with others. Settles in the order called. */
  appendShared(timestamp: number, payload: Uint8Array): Promise<number>
  encodeCommit(transaction: TransactionContext): Uint8Array
  /** Writes and syncs a change of definitions. Not while commits share a sync. */
  appendDdl(timestamp: number, record: DdlRecord): number
  /** Tells that what the log holds up to an LSN is visible. */
  published(lsn: number): void
  /** @throws SqlError `bad_definition` where a table of this name could have no file beside those there are */
  checkTableName(name: string, others: Iterable<string>): void
  /** Removes the file of a dropped table. */
  tableDropped(table: StoredTable): void
  /** Gives the files of tables their new names. The log tells of them, durably or not. */
  tablesRenamed(renames: readonly Rename[]): void
  checkpoint(): Promise<void>
  close(): Promise<void>
}

export interface EngineOptions {
  readonly writable: boolean
  readonly createIndex?: CreateIndex
  readonly createConverter?: CreateConverter
}

/** So many lone commits run on this thread in one turn of the event loop; those after them share a sync. */
const loneCommitsPerTurn = 8
const maxWarnings = 100

/**
 * Tables, transactions and their commits. Runs on one thread: whatever has no `await` in it is atomic. Definition changes and
 * checkpoints take turns with each other, never with commits.
 */
export class Engine implements StorageEngine, TableHost {
  readonly readOnly: boolean
  readonly indexFactory: CreateIndex | undefined
  readonly converterFactory: CreateConverter | undefined
  persistence: Persistence | null = null
  readonly transactions = new TransactionManager()
  readonly exclusive = new Mutex()
  readonly #tables = new Map<string, StoredTable>()
  readonly #views = new Map<string, ViewDefinition>()
  readonly garbage = new GarbageQueue()
  /** Tables with more than one state. */
  readonly #withHistory = new Set<StoredTable>()
  /** Foreign keys by the table that they refer to; `null`: to be gathered anew. */
  #referencing: Map<string, readonly Referencing[]> | null = null
  #nextTableId = 1
  /** Commits that wait for their sync. They become visible in the order of the log, so none may overtake them. */
  readonly #shared = new Set<Promise<void>>()
  /** While a change of definitions waits for those, commits wait for it in turn. */
  #gate: Promise<void> | null = null
  #commitsThisTurn = 0
  readonly #warnings: string[] = []
  #closed = false

  constructor(options: EngineOptions) {
    this.readOnly = !options.writable
    this.indexFactory = options.createIndex
    this.converterFactory = options.createConverter
  }

  get writeRefusal(): SqlError | null {
    if (this.#closed) return closedError()
    if (this.readOnly) {
      return new SqlError('read_only', 'The database is opened for reading only')
    }
    return this.damage
  }

  get damage(): SqlError | null {
    return this.persistence?.refusal ?? null
  }

  get oldestSnapshot(): number {
    return this.transactions.oldestSnapshot
  }

  /** Sets the counter of a database that was just opened. */
  setNextTableId(id: number): void {
    this.#nextTableId = id
  }

  get nextTableId(): number {
    return this.#nextTableId
  }

  get tables(): Iterable<StoredTable> {
    return this.#tables.values()
  }

  table(name: string): StoredTable | undefined {
    return this.#tables.get(name)
  }

  tableNames(): readonly string[] {
    return [...this.#tables.keys()].sort()
  }

  get views(): Iterable<ViewDefinition> {
    return this.#views.values()
  }

  view(name: string): ViewDefinition | undefined {
    return this.#views.get(name)
  }

  viewNames(): readonly string[] {
    return [...this.#views.keys()].sort()
  }

  // Transactions

  begin(options: { isolation?: IsolationLevel; readOnly?: boolean } = {}): TransactionContext {
    if (this.#closed) throw closedError()
    return this.transactions.begin(
      options.isolation ?? 'repeatable read',
      options.readOnly ?? this.readOnly,
    )
  }

  commit(transaction: Transaction, shared = false): Promise<void> | undefined {
    const context = transaction as TransactionContext
    context.assertActive()
    if (!context.hasWrites) {
      this.#finish(context, 'committed')
      return undefined
    }
    if (this.#gate !== null) return this.#gate.then(() => this.commit(context, shared))
    try {
      const lasts = changesLastingTables(context)
      const refusal = lasts ? this.writeRefusal : null
      if (refusal !== null) throw refusal
      this.#validate(context)
      const timestamp = this.transactions.assignTimestamp()
      const log = this.persistence
      // Nothing may be visible before what comes earlier in the log.
      if (log === null || (!lasts && this.#shared.size === 0)) {
        this.#publish(context, timestamp, 0)
        return undefined
      }
      const payload = log.encodeCommit(context)
      this.#noteCommit(context, timestamp)
      if (shared || this.#shared.size > 0 || !this.#mayCommitAlone()) {
        const committed = this.#commitShared(log, context, timestamp, payload)
        this.#shared.add(committed)
        return committed.finally(() => this.#shared.delete(committed))
      }
      this.#publish(context, timestamp, log.append(timestamp, payload))
      return undefined
    } catch (error) {
      if (context.state === 'active') this.rollback(context)
      throw error
    }
  }

  rollback(transaction: Transaction): void {
    const context = transaction as TransactionContext
    context.assertActive()
    context.undo(0)
    this.#finish(context, 'rolled back')
  }

  async #commitShared(
    log: Persistence,
    context: TransactionContext,
    timestamp: number,
    payload: Uint8Array,
  ): Promise<void> {
    context.state = 'committing'
    let lsn: number
    try {
      lsn = await log.appendShared(timestamp, payload)
    } catch (error) {
      context.undo(0)
      this.#finish(context, 'rolled back')
      throw error
    }
    this.#publish(context, timestamp, lsn)
  }

  #noteCommit(context: TransactionContext, timestamp: number): void {
    for (const { target } of context.runs()) (target as StoredTable).lastCommit = timestamp
  }

  /** Stamps the changes, which makes them visible to every snapshot taken from now on. */
  #publish(context: TransactionContext, timestamp: number, lsn: number): void {
    for (const { target, changes } of context.runs()) {
      const table = target as StoredTable
      table.lastCommit = Math.max(table.lastCommit, timestamp)
      table.lastLsn = lsn
      for (const dead of table.stamp(changes, timestamp)) this.garbage.addDead(timestamp, dead)
      if (this.persistence === null || table.temporary) compactLater(this, table)
    }
    // A checkpoint writes what is visible and says that it holds the log up to what is published: the two must never differ.
    this.transactions.advance(timestamp)
    this.persistence?.published(lsn)
    this.#finish(context, 'committed')
  }

  #finish(context: TransactionContext, state: 'committed' | 'rolled back'): void {
    context.state = state
    this.transactions.end(context)
    this.settle()
  }

  /** Lets go of what no snapshot needs any more. Never throws: a commit that is in the log must not fail over it. */
  settle(oldest = this.transactions.oldestSnapshot): void {
    this.garbage.collect(oldest, (error) => this.#warnOfGarbage(error))
    for (const table of this.#withHistory) {
      this.#release(table, table.chain.prune(oldest))
      if (table.chain.all.length === 1) this.#withHistory.delete(table)
    }
  }

  #warnOfGarbage(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.warn(`What no transaction reads any more was not let go of: ${reason}`)
  }

  /** What went wrong without anybody having asked for it, such as a damaged sidecar that was rebuilt. */
  warn(message: string): void {
    if (this.#warnings.length < maxWarnings) this.#warnings.push(message)
  }

  get warnings(): readonly string[] {
    return this.#warnings
  }

  /** Keeps an eye on a table that has older states, to let them go in time. */
  watch(table: StoredTable): void {
    this.#withHistory.add(table)
  }

  /** Closes the files and frees the columns of states that nobody reads any more. */
  #release(table: StoredTable, states: readonly TableState[]): void {
    if (states.length === 0) return
    const files = new Set(table.chain.all.map((state) => state.file))
    const caches = new Set<object>()
    for (const { groups } of table.chain.all) {
      for (const { columns } of groups) caches.add(columns.cache)
    }
    for (const { file, groups } of states) {
      for (const { columns } of groups) if (!caches.has(columns.cache)) columns.discard()
      if (file === null || files.has(file)) continue
      try {
        file.close()
      } catch (error) {
        this.#warnOfGarbage(error)
      }
    }
  }

  /** The same once no snapshot is older than `timestamp`, of which the table has other states. */
  releaseLater(table: StoredTable, states: readonly TableState[], timestamp: number): void {
    this.garbage.add(timestamp, () => this.#release(table, states))
  }

  /**
   * A serializable transaction that wrote may commit only if no table that it read has changed since its snapshot, for then all
   * that it read is what it would read at its commit (backward validation, Kung and Robinson, "On Optimistic
   * Methods for Concurrency Control", 1981, with tables as the unit).
   */
  #validate(context: TransactionContext): void {
    for (const target of context.reads) {
      const table = target as StoredTable
      if (table.lastCommit > context.snapshotTimestamp) {
        throw new SqlError(
          'write_conflict',
          `Table '${table.definition.name}' changed since this serializable transaction read it; ` +
            'try restarting transaction',
        )
      }
    }
  }

  #mayCommitAlone(): boolean {
    if (this.#commitsThisTurn === 0) setImmediate(() => (this.#commitsThisTurn = 0)).unref()
    return ++this.#commitsThisTurn <= loneCommitsPerTurn
  }

  // Definitions

  createTable(definition: Omit<TableDefinition, 'id'>): Promise<void> {
    return this.#change(() => this.atomically(() => createTable(this, definition)))
  }

  dropTable(name: string): Promise<void> {
    return this.#change(() => this.atomically(() => dropTable(this, name)))
  }

  truncateTable(name: string): Promise<void> {
    return this.#change(() => this.atomically(() => truncateTable(this, name)))
  }

  alterTable(name: string, alteration: TableAlteration): Promise<void> {
    return this.#change(() => alterTable(this, name, alteration))
  }

  renameTables(renames: readonly Rename[]): Promise<void> {
    return this.#change(() => this.atomically(() => renameTables(this, renames)))
  }

  createIndex(table: string, index: IndexDefinition): Promise<void> {
    return this.#change(() => createIndex(this, table, index))
  }

  dropIndex(table: string, index: string): Promise<void> {
    return this.#change(() => this.atomically(() => dropIndex(this, table, index)))
  }

  changeTriggers(table: string, triggers: readonly TriggerDefinition[]): Promise<void> {
    return this.#change(() => this.atomically(() => changeTriggers(this, table, triggers)))
  }

  createView(view: ViewDefinition, replace: boolean): Promise<void> {
    return this.#change(() => this.atomically(() => createView(this, view, replace)))
  }

  dropView(name: string): Promise<void> {
    return this.#change(() => this.atomically(() => dropView(this, name)))
  }

  referencing(table: string): readonly Referencing[] {
    if (this.#referencing === null) {
      this.#referencing = new Map()
      for (const child of this.tables) {
        for (const key of child.definition.foreignKeys) {
          const known = this.#referencing.get(key.table) ?? []
          this.#referencing.set(key.table, [...known, { table: child, key }])
        }
      }
    }
    return this.#referencing.get(table) ?? []
  }

  definitionsChanged(): void {
    this.#referencing = null
  }

  temporaryTables(): TemporaryTables {
    return new TemporaryTables(this)
  }

  setView(view: ViewDefinition): void {
    this.#views.set(view.name, view)
  }

  removeView(name: string): void {
    this.#views.delete(name)
  }

  addTable(table: StoredTable): void {
    this.#tables.set(table.definition.name, table)
    this.#nextTableId = Math.max(this.#nextTableId, table.definition.id + 1)
  }

  /** Takes tables under the names that their definitions have now. */
  renamed(renames: readonly Rename[]): void {
    const tables = renames.map(({ from }) => this.#tables.get(from)!)
    for (const { from } of renames) this.#tables.delete(from)
    for (const table of tables) this.#tables.set(table.definition.name, table)
    this.persistence?.tablesRenamed(renames)
  }

  removeTable(table: StoredTable, timestamp: number): void {
    this.#tables.delete(table.definition.name)
    this.releaseLater(table, table.drop(timestamp), timestamp)
    this.persistence?.tableDropped(table)
  }

  /** Settles when no commit waits for its sync. Only where none can join: the gate is shut, or the database closes. */
  async #idle(): Promise<void> {
    while (this.#shared.size > 0) await Promise.allSettled([...this.#shared])
  }

  /**
   * Runs a stretch without `await` when no commit is waiting for its sync, so that the log and the memory change at once.
   * Commits that come meanwhile wait, or a crowd of them could keep the stretch from ever running.
   */
  async atomically(stretch: () => void): Promise<void> {
    if (this.#shared.size === 0) {
      stretch()
      return
    }
    let open = () => {}
    this.#gate = new Promise((resolve) => {
      open = resolve
    })
    try {
      await this.#idle()
      stretch()
    } finally {
      this.#gate = null
      open()
    }
  }

  /** Runs a change of definitions: it takes turns with the others and with checkpoints. */
  #change(action: () => Promise<void>): Promise<void> {
    return this.exclusive.run(async () => {
      const refusal = this.writeRefusal
      if (refusal !== null) throw refusal
      await action()
    })
  }

  // Life

  checkpoint(): Promise<void> {
    return this.exclusive.run(() => this.#checkpoint())
  }

  async #checkpoint(): Promise<void> {
    if (this.#closed) throw closedError()
    if (this.persistence !== null) await this.persistence.checkpoint()
    else for (const table of this.tables) await compactTable(this, table)
  }

  optimizeTable(name: string): Promise<void> {
    return this.#change(async () => {
      const table = soundTable(this, name)
      table.mustJoin = true
      try {
        await this.#checkpoint()
      } finally {
        table.mustJoin = false
      }
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.exclusive.run(async () => {
      await this.#idle()
      for (const transaction of [...this.transactions.active()]) {
        if (transaction.state === 'active') this.rollback(transaction)
      }
      await this.persistence?.close()
    })
  }
}

/** Whether a transaction changed anything but temporary tables. */
function changesLastingTables(context: TransactionContext): boolean {
  for (const { target } of context.runs()) if (!(target as StoredTable).temporary) return true
  return false
}

function closedError(): SqlError {
  return new SqlError('closed', 'The database is closed')
}
