import { dirname, join, resolve } from 'node:path'
import { SqlError } from '../base/errors.ts'
import type { FileSystem } from '../io/file-system.ts'
import { NodeFileSystem } from '../io/node-file-system.ts'
import { lockName, logName, sidecarName, tableFileName } from '../storage/file-names.ts'
import type { StorageEngine } from '../storage/table-access.ts'
import { type DataSource, openSource } from './data-source.ts'
import { storageOptions } from './options.ts'

/**
 * Makes and removes databases for CREATE DATABASE and DROP DATABASE: directories beside that of the first data source, opened with its options;
 * in memory where that is.
 */
export class DatabaseMaker {
  readonly #model: DataSource
  readonly #fileSystem: FileSystem
  /** The directories of the databases that it made; `null`: in memory. */
  readonly #made = new Map<string, string | null>()

  constructor(model: DataSource, fileSystem: FileSystem = new NodeFileSystem()) {
    this.#model = model
    this.#fileSystem = fileSystem
  }

  /**
   * @param mayExist whether a database that is there already, and not open, is opened
   * @throws SqlError `database_exists`, `wrong_database_name`, or `locked` where another process has it open
   */
  async create(name: string, mayExist: boolean): Promise<StorageEngine> {
    const { path, options = {} } = this.#model
    if (storageOptions(options).writable === false) {
      throw new SqlError('read_only', 'The database is opened for reading only')
    }
    if (path === ':memory:') {
      this.#made.set(name, null)
      return openSource({ database: name, path, options })
    }
    if (!isDirectoryName(name)) {
      throw new SqlError('wrong_database_name', `Incorrect database name '${name}'`)
    }
    const directory = join(dirname(resolve(path)), name)
    if (this.#fileSystem.exists(directory)) {
      if (!mayExist || !this.#isDatabase(directory)) throw this.#exists(name, directory, mayExist)
    }
    const engine = await openSource({ database: name, path: directory, options })
    this.#made.set(name, directory)
    return engine
  }

  #exists(name: string, directory: string, mayExist: boolean): SqlError {
    const reason = mayExist ? 'is there and no database' : 'is there'
    return new SqlError(
      'database_exists',
      `Can't create database '${name}'; the directory ${JSON.stringify(directory)} ${reason}`,
    )
  }

  #isDatabase(directory: string): boolean {
    const exists = (name: string) => this.#fileSystem.exists(join(directory, name))
    return exists(sidecarName) || exists(logName) || this.#fileSystem.list(directory).length === 0
  }

  /** Whether a database was made here, so that it can go for good. */
  has(name: string): boolean {
    return this.#made.has(name)
  }

  /** Removes what is left of a database that is empty and closed. Files that are not the engine's stay, and the directory with them. */
  remove(name: string): void {
    const directory = this.#made.get(name)
    this.#made.delete(name)
    if (typeof directory !== 'string') return
    for (const file of [logName, sidecarName, lockName]) {
      const path = join(directory, file)
      if (this.#fileSystem.exists(path)) this.#fileSystem.unlink(path)
    }
    if (this.#fileSystem.list(directory).length === 0) this.#fileSystem.rmdir(directory)
  }
}

/** Whether a name is one of a directory as it stands; it must not lead elsewhere. */
function isDirectoryName(name: string): boolean {
  return name.length <= 64 && name !== '' && tableFileName(name) === `${name}.parquet`
}
