import { ByteWriter } from '../base/bytes.ts'
import { SqlError } from '../base/errors.ts'
import { type FileSystem, joinPath, type Lock } from '../io/file-system.ts'
import type { TransactionContext } from '../txn/transaction.ts'
import type { LogWriter } from '../wal/log-writer.ts'
import type { BufferPool } from './buffer-pool.ts'
import { checkpointTable } from './checkpoint.ts'
import type { DdlRecord } from './ddl-record.ts'
import type { Engine, Persistence } from './engine.ts'
import { type Compression, FileMaker } from './file-maker.ts'
import { logName, tableFileName } from './file-names.ts'
import { type FileMove, planMoves } from './move-files.ts'
import { OwnFiles } from './own-files.ts'
import { encodeCommit, encodeDefinitionChange } from './redo.ts'
import type { Rename } from './rename-tables.ts'
import { type Sidecar, writeSidecar } from './sidecar.ts'
import type { StoredTable } from './stored-table.ts'

export type { Compression }

export interface StoreOptions {
  readonly fileSystem: FileSystem
  readonly directory: string
  readonly databaseId: string
  readonly compression: Compression
  /** Milliseconds; 0: no timer. */
  readonly flushInterval: number
  /** Bytes of log that start a checkpoint. */
  readonly logLimit: number
  readonly pool: BufferPool
}

/**
 * A checkpoint copies the files of the tables that changed, however little that was. After one that took long the timer rests
 * so many times as long, or a large table that changes all the time would be copied all the time.
 */
const restPerWork = 9

/** The directory of a database that is open: its lock, log, sidecar and table files. */
export class DirectoryStore implements Persistence {
  readonly refusal: SqlError | null
  readonly #engine: Engine
  readonly #options: StoreOptions
  /** `null` where the directory is open for reading alone, or its log is damaged. */
  readonly #log: LogWriter | null
  readonly #lock: Lock | null
  readonly #files: OwnFiles
  readonly #writer = new ByteWriter(4096)
  readonly #timer: ReturnType<typeof setInterval> | null
  /** The newest LSN whose changes are visible. */
  #publishedLsn: number
  /** The LSN of the sidecar; −1 where it does not know every table file. */
  #sidecarLsn: number
  /** A log longer than this starts a checkpoint. */
  #flushAtBytes: number
  /** Files that do not yet stand under the names of their tables. */
  #moves: FileMove[] = []
  /** The names that these tables have and had. */
  readonly #renamed = new Set<string>()
  #scheduled = false
  #checkpointing = false
  /** The timer starts no checkpoint before this time (`performance.now`). */
  #restUntil = 0

  constructor(
    engine: Engine,
    options: StoreOptions,
    opened: {
      readonly log: LogWriter | null
      readonly lock: Lock | null
      readonly lastLsn: number
      readonly sidecarLsn: number
      readonly refusal: SqlError | null
    },
  ) {
    this.#engine = engine
    this.#options = options
    this.#files = new OwnFiles(options.fileSystem, options.directory)
    this.#log = opened.log
    this.#lock = opened.lock
    this.#publishedLsn = opened.lastLsn
    this.#sidecarLsn = opened.sidecarLsn
    this.#flushAtBytes = options.logLimit
    this.refusal = opened.refusal
    if (this.#log !== null) this.#noteFiles()
    const interval = options.flushInterval
    this.#timer =
      this.#log === null || interval <= 0 ? null : setInterval(() => this.#timedFlush(), interval)
    this.#timer?.unref()
  }

  /** What stands in the directory when it is opened, recovery has settled. */
  #noteFiles(): void {
    for (const { definition, ephemeral } of this.#engine.tables) {
      if (!ephemeral) this.#files.note(definition.name)
    }
  }

  /** Where nothing can be made durable, nothing may be changed. */
  get #writableLog(): LogWriter {
    if (this.#log === null) throw this.refusal ?? new SqlError('read_only', 'There is no log')
    return this.#log
  }

  append(timestamp: number, payload: Uint8Array): number {
    return this.#writableLog.append(timestamp, payload)
  }

  appendShared(timestamp: number, payload: Uint8Array): Promise<number> {
    return this.#writableLog.appendAsync(timestamp, payload)
  }

  appendDdl(timestamp: number, record: DdlRecord): number {
    this.#writer.clear()
    encodeDefinitionChange(record, this.#writer)
    const lsn = this.#writableLog.append(timestamp, this.#writer.subarray())
    this.published(lsn)
    return lsn
  }

  encodeCommit(transaction: TransactionContext): Uint8Array {
    this.#writer.clear()
    encodeCommit(transaction, this.#writer)
    return this.#writer.subarray()
  }

  published(lsn: number): void {
    if (lsn > this.#publishedLsn) this.#publishedLsn = lsn
    if (this.#log !== null && this.#log.bytes > this.#flushAtBytes) this.#scheduleFlush()
  }

  checkTableName(name: string, others: Iterable<string>): void {
    // A name may still be that of a file which belongs to another table.
    this.#moveFiles()
    const file = tableFileName(name).toLowerCase()
    for (const other of others) {
      if (tableFileName(other).toLowerCase() === file && this.#foldsCase()) {
        throw new SqlError(
          'bad_definition',
          `Table '${name}' would share its file with table '${other}', as the file system does not tell case apart`,
        )
      }
    }
    this.#files.checkNew(name)
  }

  #foldsCase(): boolean {
    const { fileSystem, directory } = this.#options
    return fileSystem.exists(joinPath(directory, logName.toUpperCase()))
  }

  /** Removes the file of a table whose end is in the log. */
  tableDropped(table: StoredTable): void {
    const { fileSystem, directory } = this.#options
    const path = joinPath(directory, tableFileName(table.definition.name))
    try {
      if (fileSystem.exists(path)) fileSystem.unlink(path)
    } catch {
      // The next opening finds the end of the table in the log and removes it.
    }
    // Where it is there still, a table made under this name may write over it.
    this.#files.note(table.definition.name)
  }

  /**
   * Moves the files of renamed tables. What cannot be moved now is moved by the next checkpoint, before it writes any file, or by
   * the next opening.
   */
  tablesRenamed(renames: readonly Rename[]): void {
    const { directory, fileSystem } = this.#options
    const pathOf = (name: string) => joinPath(directory, tableFileName(name))
    const own = renames.filter(
      ({ from }) => !this.#files.isForeign(from) && fileSystem.exists(pathOf(from)),
    )
    this.#moves.push(...planMoves(own.map(({ from, to }) => [pathOf(from), pathOf(to)])))
    for (const { from, to } of renames) this.#renamed.add(from).add(to)
    try {
      // No name may be durable of which the log could still lose the reason.
      this.#writableLog.syncSync()
      this.#moveFiles()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#engine.warn(`Files of renamed tables are yet to be moved: ${reason}`)
    }
  }

  /** Carries out what recovery found to be left of renames. */
  finishRenames(moves: readonly FileMove[], tables: readonly string[]): void {
    this.#moves.push(...moves)
    for (const name of tables) this.#renamed.add(name)
    this.#moveFiles()
  }

  #moveFiles(): void {
    if (this.#moves.length === 0) return
    const { directory, fileSystem } = this.#options
    for (;;) {
      const [next] = this.#moves
      if (next === undefined) break
      fileSystem.rename(next.from, next.to)
      this.#moves.shift()
    }
    fileSystem.syncDirectory(directory)
    for (const name of this.#renamed) {
      const file = this.#engine.table(name)?.state.file
      if (file) file.path = joinPath(directory, tableFileName(name))
      this.#files.note(name)
    }
    this.#renamed.clear()
  }

  /** Writes every table that changed, then the sidecar, then cuts the log. Not while definitions change. */
  async checkpoint(): Promise<void> {
    const log = this.#writableLog
    this.#moveFiles()
    const lsn = this.#publishedLsn
    const timestamp = this.#engine.transactions.visible
    // No file may hold what a power cut takes from the log, or one table would be ahead of another.
    await log.sync()
    let keepsLog = false
    let damage: unknown = null
    for (const table of [...this.#engine.tables]) {
      if (table.damage !== null) keepsLog ||= table.lastLsn > table.fileLsn
      else if (this.#isDirty(table)) {
        try {
          await this.#checkpointTable(table, timestamp, lsn)
          this.#sidecarLsn = -1
        } catch (error) {
          // A page that cannot be read must not keep the other tables from their checkpoint; a disk that fails, fails for all.
          if (error instanceof SqlError && error.code === 'io') throw error
          keepsLog = true
          damage ??= checkpointError(table, error)
        }
      }
    }
    await this.#finishCheckpoint(log, lsn, timestamp, keepsLog)
    // A log that had to stay as long as it is must not start a checkpoint with every commit.
    this.#flushAtBytes = (keepsLog ? log.bytes : 0) + this.#options.logLimit
    if (damage !== null) throw damage
  }

  async #finishCheckpoint(
    log: LogWriter,
    lsn: number,
    timestamp: number,
    keepsLog: boolean,
  ): Promise<void> {
    if (lsn === this.#sidecarLsn && log.baseLsn === lsn) return
    const { fileSystem, directory } = this.#options
    // Removals of dropped tables' files must be durable before the log forgets them; so does the sidecar's rename.
    writeSidecar(fileSystem, directory, this.#sidecar(lsn, timestamp))
    this.#sidecarLsn = lsn
    // What a damaged table lacks is in the log alone.
    if (!keepsLog && log.baseLsn < lsn) await log.rotate(lsn)
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    try {
      if (this.#log !== null && this.#log.failure === null) await this.checkpoint()
    } finally {
      try {
        this.#log?.close()
      } finally {
        this.#engine.settle(Number.POSITIVE_INFINITY)
        this.#closeFiles()
        this.#lock?.release()
      }
    }
  }

  /** Lets go of everything but the lock, and writes nothing more: the opening failed. */
  abandon(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    try {
      this.#log?.close()
    } catch {
      // What failed the opening is what its caller is told.
    }
    this.#closeFiles()
  }

  #closeFiles(): void {
    for (const table of this.#engine.tables) {
      for (const { file } of table.chain.all) {
        try {
          file?.close()
        } catch {
          // Everything that was written is synced, so a close has nothing to report that matters.
        }
      }
    }
  }

  #isDirty(table: StoredTable): boolean {
    if (table.writeRefusal !== null) return false
    return (
      table.lastLsn > table.fileLsn ||
      table.state.file === null ||
      table.mustRewrite ||
      table.mustJoin
    )
  }

  async #checkpointTable(table: StoredTable, timestamp: number, lsn: number): Promise<void> {
    const { fileSystem, directory, compression, pool, databaseId } = this.#options
    const { name } = table.definition
    this.#files.checkReplacing(name)
    const maker = new FileMaker(table, {
      fileSystem,
      directory,
      compression,
      pool,
      footer: {
        databaseId,
        lsn,
        definition: table.definition,
        nextRowId: table.state.active.nextRowId,
        nextAutoIncrement: table.autoIncrementPosition,
      },
      replacing: (stat) => {
        this.#files.checkReplacing(name)
        this.#files.expect(name, stat)
      },
    })
    const engine = this.#engine
    await checkpointTable(table, maker, {
      timestamp,
      dropped: (rows) => engine.garbage.addDropped(timestamp, rows),
    })
    this.#files.note(name)
    table.fileLsn = lsn
    table.fileDefinition = table.definition
    table.fileId = maker.fileId
    table.mustRewrite = false
    engine.watch(table)
    engine.settle()
  }

  /** Writes the sidecar as of now. What the log holds stays in the log. */
  writeSidecar(): void {
    const { fileSystem, directory } = this.#options
    const lsn = this.#publishedLsn
    writeSidecar(fileSystem, directory, this.#sidecar(lsn, this.#engine.transactions.visible))
    this.#sidecarLsn = lsn
  }

  #sidecar(lsn: number, timestamp: number): Sidecar {
    return {
      databaseId: this.#options.databaseId,
      lsn,
      timestamp,
      nextTableId: this.#engine.nextTableId,
      tables: [...this.#engine.tables]
        .filter(({ ephemeral }) => !ephemeral)
        .map((table) => ({
          definition: table.definition,
          fileDefinition: table.fileDefinition === table.definition ? null : table.fileDefinition,
          fileId: table.fileId,
          fileLsn: table.fileLsn,
          nextRowId: table.state.active.nextRowId,
          nextAutoIncrement: table.autoIncrementPosition,
        })),
      views: [...this.#engine.views],
    }
  }

  #scheduleFlush(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#flush()
    }).unref()
  }

  #timedFlush(): void {
    if (performance.now() >= this.#restUntil) this.#flush()
  }

  /** A checkpoint that nobody waits for. A failure leaves all in the log; the next one tries again. */
  #flush(): void {
    if (this.#checkpointing || this.#publishedLsn === this.#sidecarLsn) return
    this.#checkpointing = true
    const started = performance.now()
    const done = () => {
      this.#checkpointing = false
      const now = performance.now()
      this.#restUntil = now + (now - started) * restPerWork
    }
    this.#engine.checkpoint().then(done, (error: unknown) => {
      done()
      this.#engine.warn(`A checkpoint failed: ${error instanceof Error ? error.message : error}`)
    })
  }
}

/** What a checkpoint answers where one table cannot be written. Errors of the writer name the column. */
function checkpointError(table: StoredTable, error: unknown): SqlError {
  if (error instanceof SqlError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new SqlError(
    'internal',
    `Table '${table.definition.name}' cannot be written to its file: ${reason}. Its changes stay in the log`,
    { cause: error },
  )
}
