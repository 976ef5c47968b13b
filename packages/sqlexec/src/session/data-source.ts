import { casterFor } from '../functions/cast-value.ts'
import { createBTreeIndex } from '../index/btree/btree-index.ts'
import { NodeFileSystem } from '../io/node-file-system.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Converter } from '../storage/shape-change.ts'
import type { StorageEngine } from '../storage/table-access.ts'
import type { SqlType } from '../types/sql-type.ts'
import { type OpenOptions, storageOptions } from './options.ts'

/** One directory (or `:memory:`) under a name. */
export interface DataSource {
  /** The name of the database in SQL. */
  readonly database: string
  /** A directory, or `:memory:`. */
  readonly path: string
  readonly options?: OpenOptions
}

export function openSource({ path, options = {} }: DataSource): Promise<StorageEngine> {
  return openStorage({
    ...storageOptions(options),
    directory: path === ':memory:' ? null : path,
    fileSystem: new NodeFileSystem(),
    createIndex: createBTreeIndex,
    createConverter,
  })
}

/** Conversions of columns that ALTER TABLE gives another type, as strict as INSERT. */
function createConverter(from: SqlType, to: SqlType, column: string): Converter {
  return casterFor(from, to, 'assignment', column)
}
