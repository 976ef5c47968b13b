import { SqlError } from '../base/errors.ts'
import type { FileSystem } from '../io/file-system.ts'
import type { Durability } from '../wal/log-writer.ts'
import type { Compression } from './directory-store.ts'
import { Engine } from './engine.ts'
import { openDirectory } from './open-directory.ts'
import type { Keep } from './recovered.ts'
import type { CreateConverter } from './shape-change.ts'
import type { StorageEngine } from './table-access.ts'
import type { CreateIndex } from './table-index.ts'

export type { Compression, Durability, Keep }

export interface StorageOptions {
  /** The directory of the database, made where it is missing; `null`: in memory alone. */
  readonly directory: string | null
  /** Needed with a directory. */
  readonly fileSystem?: FileSystem
  /** Default true. */
  readonly writable?: boolean
  /** Of the table files. Default `snappy`. */
  readonly compression?: Compression
  /** Milliseconds between checkpoints of what changed; 0: none but on request and on close. Default 30,000. */
  readonly flushInterval?: number
  readonly durability?: Durability
  /** Bytes of log after which a checkpoint starts. Default 64 MiB. */
  readonly logLimit?: number
  /** Bytes of decoded columns kept in memory. Default 1 GiB. */
  readonly memoryLimit?: number
  /** Settle damage, setting aside what is not sound (repair.ts). Default false. */
  readonly repair?: boolean
  /** With `repair`: which side of a table to keep whose file was replaced although the log held changes for the old one. */
  readonly keep?: Keep
  /** Makes indexes; without it, tables with unique keys cannot be written. */
  readonly createIndex?: CreateIndex
  /** Converts columns to other types; without it, they cannot change to one that holds values in another way. */
  readonly createConverter?: CreateConverter
}

/**
 * Opens a database directory, or an empty database in memory.
 *
 * @throws SqlError `locked` where another process has it open for writing, `io` where the directory cannot be used,
 * `unsupported` where a newer version wrote it. Damage does not fail here: damaged tables answer with it, a
 * damaged log makes the database read-only, and `warnings` tells of the rest.
 */
export async function openStorage(options: StorageOptions): Promise<StorageEngine> {
  const engine = new Engine({
    writable: options.writable ?? true,
    ...(options.createIndex === undefined ? {} : { createIndex: options.createIndex }),
    ...(options.createConverter === undefined ? {} : { createConverter: options.createConverter }),
  })
  if (options.directory === null) return engine
  if (options.fileSystem === undefined) {
    throw new SqlError('wrong_usage', 'A database directory needs a file system')
  }
  await openDirectory(engine, {
    fileSystem: options.fileSystem,
    directory: options.directory,
    writable: options.writable ?? true,
    repair: options.repair === true && options.writable !== false,
    keep: options.keep ?? null,
    compression: options.compression ?? 'snappy',
    flushInterval: options.flushInterval ?? 30_000,
    durability: options.durability ?? 'commit',
    logLimit: options.logLimit ?? 64 << 20,
    memoryLimit: options.memoryLimit ?? 1 << 30,
  })
  return engine
}
