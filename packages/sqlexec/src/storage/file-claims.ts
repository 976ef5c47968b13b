import { SqlError } from '../base/errors.ts'
import type { FileSystem } from '../io/file-system.ts'
import type { BufferPool } from './buffer-pool.ts'
import { type DirectoryFile, rowGroupsOf, type SoundFile } from './found-files.ts'
import { namesInLog } from './names-in-log.ts'
import type { RecoveredTable } from './recovered-table.ts'
import type { OpenedLog } from './recovery-log.ts'
import { noteUnreadable } from './recovery-notes.ts'
import { brokenFile } from './repair.ts'
import type { TableFooter } from './table-footer.ts'

/** What the sidecar says of a table's file. */
export interface ExpectedFile {
  readonly fileId: string | null
  readonly lsn: number
}

/**
 * Which table file belongs to which table. A file is known by what is in it; where that says nothing, by its name. Renames move files
 * after the log has told of them, so a table's file may stand under any name that the log gives it.
 */
export class FileClaims {
  /** Files that no table has claimed yet, by table name. */
  readonly files = new Map<string, DirectoryFile>()
  /** Files that stand where a table expected its own. */
  readonly intruders = new Map<RecoveredTable, SoundFile>()
  /** By table id. */
  readonly expected = new Map<number, ExpectedFile>()
  /** Ids of tables whose end is in the log, with their names. */
  readonly dropped = new Map<number, string>()
  databaseId = ''
  /** The newest LSN of a file. */
  lastLsn = 0
  /** Files that renames were about to give a name to. */
  readonly #moving: DirectoryFile[] = []
  /** Tables that the log gives other names, whose files were not found under one of them. */
  readonly #homeless = new Set<RecoveredTable>()
  /** Names of tables in the log, once they were needed. */
  #names: Map<number, Set<string>> | null = null
  readonly #fileSystem: FileSystem
  readonly #pool: BufferPool
  readonly #warnings: string[]
  #log: OpenedLog | null = null

  constructor(fileSystem: FileSystem, pool: BufferPool, warnings: string[]) {
    this.#fileSystem = fileSystem
    this.#pool = pool
    this.#warnings = warnings
  }

  add(file: DirectoryFile): void {
    if (file.moving) this.#moving.push(file)
    else this.files.set(file.table, file)
  }

  /** Says which log may give other names to tables. */
  readFrom(log: OpenedLog, databaseId: string): void {
    this.#log = log
    this.databaseId = databaseId
  }

  /** Files that the engine wrote for this database, with what they say of themselves. */
  *ownFiles(): Generator<{ readonly table: string; readonly footer: TableFooter }> {
    for (const file of [...this.files.values(), ...this.#moving]) {
      if (file.kind !== 'sound' || file.footer?.databaseId !== this.databaseId) continue
      yield { table: file.table, footer: file.footer }
    }
  }

  /** The database that some file says it is of. */
  commonDatabaseId(): string | undefined {
    for (const file of this.files.values()) {
      if (file.kind === 'sound' && file.footer !== undefined) return file.footer.databaseId
    }
    return undefined
  }

  /** Whether the log gives a table this name, or takes it from it. */
  isNamedInLog(id: number, name: string): boolean {
    return this.#namesOf(id)?.has(name) === true
  }

  #namesOf(id: number): Set<string> | undefined {
    const path = this.#log?.reader?.path
    if (path === undefined) return undefined
    this.#names ??= namesInLog(this.#fileSystem, path)
    return this.#names.get(id)
  }

  /** Gives a table its file: the one of its name, or of a name that the log gives it. */
  attach(table: RecoveredTable): void {
    const { name, id } = table.definition
    const named = this.files.get(name)
    if (named !== undefined && this.#claim(table, named)) return
    const names = this.#namesOf(id)
    if (names === undefined) {
      this.#attachNamesake(table)
      return
    }
    for (const other of names) {
      const file = this.files.get(other)
      if (file !== undefined && this.#claim(table, file)) return
    }
    if (this.#moving.some((file) => this.#claim(table, file))) return
    this.#homeless.add(table)
  }

  /** After the replay: what stands under the names that renamed tables have come to. */
  attachHomeless(isThere: (table: RecoveredTable) => boolean): void {
    for (const table of this.#homeless) if (isThere(table)) this.#attachNamesake(table)
  }

  /** Takes a file if what is in it says that it is the table's. */
  #claim(table: RecoveredTable, file: DirectoryFile): boolean {
    if (file.kind === 'broken') return false
    const { id } = table.definition
    const expected = this.expected.get(id)
    const { footer } = file
    const ours =
      footer !== undefined &&
      footer.databaseId === this.databaseId &&
      footer.definition.id === id &&
      !this.isStale(file)
    const known = expected !== undefined && expected.fileId === file.identity
    const newer = !known && ours && (expected === undefined || footer.lsn > expected.lsn)
    if (!known && !newer) return false
    if (file.moving) this.#moving.splice(this.#moving.indexOf(file), 1)
    else this.files.delete(file.table)
    // A file that was taken over from outside is as of the LSN at which it was; its own row ids mean nothing.
    if (newer) {
      table.startFrom(footer.definition)
      this.take(table, file, footer.lsn)
    } else {
      const native = ours && footer.lsn === expected!.lsn
      this.take(table, native ? file : { ...file, footer: undefined }, expected!.lsn)
    }
    return true
  }

  /** What stands under the name of a table whose own file is not there. */
  #attachNamesake(table: RecoveredTable): void {
    const { name } = table.definition
    const file = this.files.get(name)
    if (file === undefined) return
    if (file.kind === 'broken') {
      table.damage = brokenFile(file)
      table.fileLost = true
      table.brokenPath = file.path
    } else if (this.isStale(file)) return
    else this.intruders.set(table, file)
    this.files.delete(name)
  }

  /** Makes a file a table's content, as of an LSN. */
  take(table: RecoveredTable, file: SoundFile, lsn: number): void {
    try {
      table.found = rowGroupsOf(file, table.definition.columns, this.#pool)
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      table.damage = error
      return
    }
    table.fileId = file.identity
    table.fileLsn = lsn
    table.nextRowId = Math.max(
      table.nextRowId,
      file.footer?.nextRowId ?? file.file.parquet.rowCount + 1,
    )
    table.nextAutoIncrement = Math.max(table.nextAutoIncrement, file.footer?.nextAutoIncrement ?? 1)
    this.lastLsn = Math.max(this.lastLsn, lsn)
    noteUnreadable(table, file, this.#warnings)
  }

  /** Takes note of the end of a table. What stood in its file's place may be the file of a table that follows in the log. */
  drop(table: RecoveredTable): void {
    const { id, name } = table.definition
    this.dropped.set(id, name)
    this.expected.delete(id)
    const intruder = this.intruders.get(table)
    this.intruders.delete(table)
    if (intruder !== undefined) this.files.set(intruder.table, intruder)
  }

  /** Whether the file is what is left of a table that the log dropped. */
  isStale({ footer, table }: SoundFile): boolean {
    return (
      footer !== undefined &&
      footer.databaseId === this.databaseId &&
      this.dropped.get(footer.definition.id) === table
    )
  }

  /** Closes files that were on their way to a name and belong to no table; they are left where they are. */
  closeMoving(): void {
    closeAll(this.#moving)
  }

  close(): void {
    closeAll([...this.files.values(), ...this.#moving, ...this.intruders.values()])
  }
}

function closeAll(files: Iterable<DirectoryFile>): void {
  for (const file of files) if (file.kind === 'sound') file.file.close()
}
