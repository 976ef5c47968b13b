import type { FaultFileSystem } from '../../io/fault-file-system.ts'
import type { FileSystem } from '../../io/file-system.ts'
import type { SqlValue } from '../../types/value.ts'
import { openStorage, type StorageOptions } from '../open-storage.ts'
import type { StorageEngine, Table, Transaction } from '../table-access.ts'
import { SortedIndex } from './sorted-index.ts'
import { loadAndScan } from './tables.ts'

export const databaseDirectory = '/db'

export function openDatabase(
  fileSystem: FileSystem,
  options: Partial<StorageOptions> = {},
): Promise<StorageEngine> {
  return openStorage({
    directory: databaseDirectory,
    fileSystem,
    flushInterval: 0,
    createIndex: (definition, types) => new SortedIndex(definition, types),
    createConverter: () => (value) => value,
    ...options,
  })
}

/** One committed transaction. */
export async function write(
  engine: StorageEngine,
  name: string,
  work: (table: Table, transaction: Transaction) => void,
): Promise<void> {
  const table = engine.table(name)!
  await table.prepareWrite()
  const transaction = engine.begin()
  work(table, transaction)
  await engine.commit(transaction)
}

/** The rows that a new transaction sees. */
export async function rowsOf(engine: StorageEngine, name: string): Promise<SqlValue[][]> {
  const transaction = engine.begin()
  try {
    const scanned = await loadAndScan(engine.table(name)!, transaction)
    return scanned.map((row) => row.values)
  } finally {
    engine.rollback(transaction)
  }
}

/** The id of the visible row with a key. */
export function rowIdOf(table: Table, transaction: Transaction, key: SqlValue): number {
  const snapshot = table.snapshot(transaction)
  const found = table.index('PRIMARY').lookupEqual([key])
  return found.find((rowId) => snapshot.find(rowId) !== undefined)!
}

/** Overwrites bytes of a file, as a failing disk does. */
export function damage(fileSystem: FileSystem, path: string, offset: number, byte = 0xff): void {
  const handle = fileSystem.open(path, 'write')
  const at = offset < 0 ? handle.size() + offset : offset
  const [before] = handle.readSync(at, 1)
  handle.writeSync(at, Uint8Array.of(before ^ byte))
  handle.close()
}

/** A disk after the process was killed: all that it wrote is there. */
export function killed(fileSystem: FaultFileSystem): FaultFileSystem {
  fileSystem.settle()
  return fileSystem.crash(1)
}
