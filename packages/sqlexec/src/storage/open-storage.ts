import { SqlError } from '../base/errors.ts'
import type { FileSystem } from '../io/file-system.ts'
import { Engine } from './engine.ts'
import type { StorageEngine } from './table-access.ts'
import type { CreateIndex } from './table-index.ts'

export type Durability = 'commit' | 'interval' | 'off'
export type Compression = 'snappy' | 'gzip' | 'zstd' | 'lz4' | 'none'

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
  /** Makes indexes; without it, tables with unique keys cannot be written. */
  readonly createIndex?: CreateIndex
}

/**
 * Opens a database directory, or an empty database in memory.
 *
 * @throws SqlError `locked` where another process has it open for writing, `io` where the directory cannot be used,
 * `corrupt` where its log or sidecar is of a newer version. Damaged tables do not fail here: they answer
 * with their damage.
 */
export async function openStorage(options: StorageOptions): Promise<StorageEngine> {
  const engine = new Engine({
    writable: options.writable ?? true,
    ...(options.createIndex === undefined ? {} : { createIndex: options.createIndex }),
  })
  if (options.directory === null) return engine
  throw new SqlError('unsupported', 'Databases on disk cannot be opened yet')
}
