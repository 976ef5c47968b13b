import { SqlError } from '../base/errors.ts'
import { type FileSystem, joinPath, type Lock, parentPath } from '../io/file-system.ts'
import { type Durability, LogWriter } from '../wal/log-writer.ts'
import { BufferPool } from './buffer-pool.ts'
import { type Compression, DirectoryStore } from './directory-store.ts'
import type { Engine } from './engine.ts'
import { lockName, logName, sidecarName, tableFileName, temporarySuffix } from './file-names.ts'
import { planMoves } from './move-files.ts'
import type { Keep, Recovered } from './recovered.ts'
import { recover } from './recovery.ts'
import type { OpenedLog } from './recovery-log.ts'
import { repairTables } from './repair.ts'
import { copyAside } from './set-aside.ts'
import type { CreateConverter } from './shape-change.ts'
import { StoredTable } from './stored-table.ts'

export interface DirectoryOptions {
  readonly fileSystem: FileSystem
  readonly directory: string
  readonly writable: boolean
  readonly repair: boolean
  readonly keep: Keep | null
  readonly compression: Compression
  readonly flushInterval: number
  readonly durability: Durability
  readonly logLimit: number
  readonly memoryLimit: number
}

/** Opens so often while a writer in another process cuts its log under the reader. */
const readAttempts = 10

/** Opens a directory into a fresh engine. */
export async function openDirectory(engine: Engine, options: DirectoryOptions): Promise<void> {
  const { fileSystem, directory, writable } = options
  if (!writable && fileSystem.stat(directory) === null) {
    throw new SqlError('io', `The database directory ${JSON.stringify(directory)} does not exist`)
  }
  if (writable) makeDirectory(fileSystem, directory)
  const lock = writable ? fileSystem.lock(joinPath(directory, lockName)) : null
  try {
    if (writable) removeTemporary(fileSystem, directory)
    const pool = new BufferPool(options.memoryLimit)
    const recovered = await recoverDirectory(options, pool, engine.converterFactory)
    try {
      await start(engine, options, pool, recovered, lock)
    } catch (error) {
      closeFiles(recovered)
      throw error
    }
  } catch (error) {
    lock?.release()
    throw error
  }
}

/** Makes the directory where it is missing, durably: its name stands in the directory above, which has a sync of its own. */
function makeDirectory(fileSystem: FileSystem, directory: string): void {
  const made: string[] = []
  for (let path = directory; fileSystem.stat(path) === null; path = parentPath(path)) {
    made.push(path)
    if (parentPath(path) === path) break
  }
  fileSystem.mkdir(directory)
  for (const path of made) fileSystem.syncDirectory(parentPath(path))
}

/** What a crash left half written. */
function removeTemporary(fileSystem: FileSystem, directory: string): void {
  for (const { name, kind } of fileSystem.list(directory)) {
    if (kind === 'file' && name.endsWith(`.parquet${temporarySuffix}`)) {
      fileSystem.unlink(joinPath(directory, name))
    }
  }
}

async function recoverDirectory(
  options: DirectoryOptions,
  pool: BufferPool,
  createConverter: CreateConverter | undefined,
): Promise<Recovered> {
  for (let attempt = 1; ; attempt++) {
    const recovered = await recover({ ...options, pool, createConverter })
    const { log, sidecarLsn } = recovered
    // A log that begins after the sidecar was cut between the two reads: what the files lacked was in the old one.
    const cutMeanwhile = !options.writable && log.baseLsn > sidecarLsn
    if (!cutMeanwhile || attempt === readAttempts) return recovered
    closeFiles(recovered)
  }
}

function closeFiles({ tables, log }: Recovered): void {
  for (const table of tables) table.found?.file.close()
  log.reader?.close()
}

async function start(
  engine: Engine,
  options: DirectoryOptions,
  pool: BufferPool,
  recovered: Recovered,
  lock: Lock | null,
): Promise<void> {
  const { fileSystem, directory } = options
  engine.transactions.restore(recovered.timestamp)
  engine.setNextTableId(recovered.nextTableId)
  const warnings = [...recovered.warnings]
  const tables = options.repair
    ? await repairTables(fileSystem, recovered.tables, recovered.log, warnings)
    : recovered.tables
  for (const warning of warnings) engine.warn(warning)
  const { damage, tornAt } = recovered.log
  if (damage !== null) engine.warn(damage.message)
  if (tornAt !== null) engine.warn(tornText(recovered.log, tornAt))
  for (const table of tables) {
    const state = table.finish(recovered.timestamp)
    const stored = new StoredTable(engine, table.definition, state, table.nextAutoIncrement)
    stored.damage = table.damage
    stored.writeRefusal = table.writeRefusal
    stored.lastLsn = table.lastLsn
    stored.fileLsn = table.fileLsn
    stored.fileId = table.fileId
    stored.fileDefinition = table.fileDefinition
    stored.ephemeral = table.ephemeral
    stored.mustRewrite = table.mustRewrite
    engine.addTable(stored)
    if (table.damage !== null) engine.warn(table.damage.message)
  }
  for (const view of recovered.views) {
    engine.setView(view)
    if (engine.table(view.name) === undefined) continue
    engine.warn(`The view '${view.name}' stands before the table of the file of that name`)
  }
  const log = options.writable && damage === null ? openWriter(options, recovered) : null
  recovered.log.reader?.close()
  const store = new DirectoryStore(
    engine,
    {
      fileSystem,
      directory,
      databaseId: recovered.databaseId,
      compression: options.compression,
      flushInterval: options.flushInterval,
      logLimit: options.logLimit,
      pool,
    },
    {
      log,
      lock,
      lastLsn: recovered.lastLsn,
      sidecarLsn: recovered.sidecarLsn,
      refusal: damage,
    },
  )
  engine.persistence = store
  if (log === null) return
  try {
    await settle(engine, options, store, recovered, log)
  } catch (error) {
    store.abandon()
    throw error
  }
}

/** Brings the directory in line with what recovery found. */
async function settle(
  engine: Engine,
  options: DirectoryOptions,
  store: DirectoryStore,
  recovered: Recovered,
  log: LogWriter,
): Promise<void> {
  const { fileSystem } = options
  for (const path of recovered.stale) if (fileSystem.exists(path)) fileSystem.unlink(path)
  finishRenames(options, store, recovered)
  // Table ids that the log will speak of must be known to the next opening.
  if (recovered.sidecarOutdated) {
    if (recovered.sidecarDamaged) keepSidecar(engine, options)
    store.writeSidecar()
  }
  const replaced = startsNewLog(recovered)
  // What a repair settled must stay so; and the new log lacks what was replayed from the old one, so the files must have it first.
  if (options.repair || replaced) await engine.checkpoint()
  if (!replaced) return
  if ([...engine.tables].some(({ damage, lastLsn, fileLsn }) => damage && lastLsn > fileLsn)) {
    const aside = copyAside(fileSystem, log.path, 'replaced')
    engine.warn(`What the log held of damaged tables is in ${JSON.stringify(aside)}`)
  }
  log.install()
}

/** Moves the files of tables that the log renamed to where they belong. */
function finishRenames(
  { directory }: DirectoryOptions,
  store: DirectoryStore,
  { tables }: Recovered,
): void {
  const moves: [from: string, to: string][] = []
  const names: string[] = []
  for (const { found, definition } of tables) {
    const path = joinPath(directory, tableFileName(definition.name))
    if (found === null || found.file.path === path) continue
    moves.push([found.file.path, path])
    names.push(definition.name)
  }
  if (moves.length > 0) store.finishRenames(planMoves(moves), names)
}

/** The writer drops these bytes. They may be a commit that was acknowledged, where the disk has lost it since. */
function tornText({ reader }: OpenedLog, tornAt: number): string {
  return (
    `The log ${JSON.stringify(reader!.path)} ends in bytes that are no whole commit (from byte ${tornAt}), as a power cut ` +
    'leaves them; they are passed over'
  )
}

function keepSidecar(engine: Engine, { fileSystem, directory }: DirectoryOptions): void {
  const aside = copyAside(fileSystem, joinPath(directory, sidecarName), 'damaged')
  engine.warn(`The damaged sidecar was copied to ${JSON.stringify(aside)}`)
}

/** Whether there is a log that ends before what the files hold. */
function startsNewLog({ log, lastLsn }: Recovered): boolean {
  return log.reader !== null && log.lastLsn < lastLsn
}

/**
 * The log to go on with; a new one where there is none. Where the one that is there ends before what the files hold, a new one
 * that is yet to take its place.
 */
function openWriter(options: DirectoryOptions, recovered: Recovered): LogWriter {
  const { fileSystem, directory, durability } = options
  const { reader } = recovered.log
  if (reader !== null && !startsNewLog(recovered)) {
    return LogWriter.open(fileSystem, reader, { durability })
  }
  const databaseId = new Uint8Array(Buffer.from(recovered.databaseId, 'hex'))
  const header = { baseLsn: recovered.lastLsn, databaseId }
  const path = joinPath(directory, logName)
  if (reader === null) return LogWriter.create(fileSystem, path, header, { durability })
  return LogWriter.prepare(fileSystem, path, header, { durability })
}
