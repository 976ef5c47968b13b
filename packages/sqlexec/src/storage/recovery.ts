import { SqlError } from '../base/errors.ts'
import type { TableDefinition, ViewDefinition } from '../catalog/definition.ts'
import { plainTable } from '../catalog/definition.ts'
import { joinPath } from '../io/file-system.ts'
import type { AlterTableRecord, RenameRecord } from './ddl-record.ts'
import { FileClaims } from './file-claims.ts'
import { tableFileName } from './file-names.ts'
import {
  type BrokenFile,
  findFiles,
  fitsDefinition,
  foreignDefinition,
  newDatabaseId,
  type SoundFile,
} from './found-files.ts'
import type { Recovered, RecoveryOptions } from './recovered.ts'
import { RecoveredTable } from './recovered-table.ts'
import { type OpenedLog, openLog } from './recovery-log.ts'
import { noColumns, noteSidecar, noteUnknownTables } from './recovery-notes.ts'
import { decodeRedo, type Redo } from './redo.ts'
import { brokenFile, keepLog, replacedFile } from './repair.ts'
import { readSidecar, type Sidecar } from './sidecar.ts'

/**
 * Reads the sidecar, the footers and the log of a directory and puts the database together. Changes no file, but for a repair,
 * which mends the log and sets aside what it gives up. Where it throws, no file stays open.
 */
export async function recover(options: RecoveryOptions): Promise<Recovered> {
  const repaired: string[] = []
  for (;;) {
    const recovery = new Recovery(options)
    try {
      const recovered = await recovery.run(repaired)
      if (recovered !== null) return recovered
    } catch (error) {
      recovery.close()
      throw error
    }
    recovery.close()
  }
}

class Recovery {
  readonly #options: RecoveryOptions
  readonly #tables = new Map<number, RecoveredTable>()
  readonly #claims: FileClaims
  readonly #stalePaths: string[] = []
  /** Without a sidecar, tables that the log speaks of and nothing else. They may have been dropped later in the log. */
  readonly #unknown = new Set<number>()
  #sidecarLost = false
  readonly #warnings: string[] = []
  #log: OpenedLog | null = null
  #databaseId = ''
  readonly #views = new Map<string, ViewDefinition>()
  #nextTableId = 1
  #lastLsn = 0
  #timestamp = 0
  #sidecarOutdated = false

  constructor(options: RecoveryOptions) {
    this.#options = options
    this.#claims = new FileClaims(options.fileSystem, options.pool, this.#warnings)
  }

  /**
   * `null`: a repair has cut the log back, so that all is to be read again.
   *
   * @param repaired told what a repair does with the log
   */
  async run(repaired: string[]): Promise<Recovered | null> {
    const { fileSystem, directory } = this.#options
    const found = readSidecar(fileSystem, directory)
    const sidecar = found.kind === 'sound' ? found.sidecar : undefined
    const claims = this.#claims
    for (const file of await findFiles(fileSystem, directory)) claims.add(file)
    const ids = { sidecar: sidecar?.databaseId, files: claims.commonDatabaseId() }
    const log = openLog(this.#options, ids, repaired)
    this.#log = log
    this.#databaseId = ids.sidecar ?? log.databaseId ?? ids.files ?? newDatabaseId()
    claims.readFrom(log, this.#databaseId)
    this.#sidecarLost = sidecar === undefined
    noteSidecar(found, this.#options, [...claims.ownFiles()].length > 0, this.#warnings)
    if (sidecar === undefined) this.#tablesFromFooters()
    else this.#tablesFromSidecar(sidecar)
    const sidecarLsn = sidecar?.lsn ?? log.baseLsn
    this.#lastLsn = Math.max(this.#lastLsn, sidecarLsn, log.baseLsn)
    for (const table of this.#tables.values()) claims.attach(table)
    this.#replay(log, sidecar?.lsn ?? 0)
    // Before anything is settled by a log that then becomes another.
    if (this.#options.repair && log.cutRejected(repaired)) return null
    this.#lastLsn = Math.max(this.#lastLsn, log.lastLsn, claims.lastLsn)
    claims.attachHomeless((table) => this.#tables.get(table.definition.id) === table)
    if (this.#unknown.size > 0) {
      noteUnknownTables(this.#unknown, log, this.#options, this.#warnings)
    }
    this.#settleIntruders(log)
    this.#reportMissing()
    const stale = this.#takeStale()
    this.#adoptRest()
    return {
      databaseId: this.#databaseId,
      tables: [...this.#tables.values()],
      views: [...this.#views.values()],
      nextTableId: this.#nextTableId,
      lastLsn: this.#lastLsn,
      timestamp: this.#timestamp,
      sidecarLsn,
      log,
      stale,
      sidecarOutdated: this.#sidecarOutdated || sidecar === undefined || stale.length > 0,
      sidecarDamaged: found.kind === 'damaged',
      warnings: [...repaired, ...this.#warnings],
    }
  }

  /** Closes what was opened. */
  close(): void {
    this.#claims.close()
    for (const table of this.#tables.values()) table.found?.file.close()
    this.#log?.reader?.close()
  }

  #tablesFromSidecar(sidecar: Sidecar): void {
    this.#nextTableId = sidecar.nextTableId
    this.#timestamp = sidecar.timestamp
    for (const view of sidecar.views) this.#views.set(view.name, view)
    for (const known of sidecar.tables) {
      const { definition, fileDefinition, fileId, fileLsn } = known
      const { nextRowId, nextAutoIncrement } = known
      // What was altered since the file was written is in the log.
      const base = fileDefinition ?? definition
      const table = new RecoveredTable(base, fileLsn, nextRowId, nextAutoIncrement)
      table.fileId = fileId
      this.#addTable(table)
      this.#claims.expected.set(definition.id, { fileId, lsn: fileLsn })
    }
  }

  /** Without a sidecar the footers tell what there is, as of their LSNs. */
  #tablesFromFooters(): void {
    for (const { table, footer } of this.#claims.ownFiles()) {
      const { definition, lsn, nextRowId, nextAutoIncrement } = footer
      const { id, name } = definition
      // A copy under another name is no claim to the table, unless the log says that this is its name.
      if (name !== table && (this.#tables.has(id) || !this.#claims.isNamedInLog(id, table)))
        continue
      this.#addTable(new RecoveredTable(definition, lsn, nextRowId, nextAutoIncrement))
    }
  }

  #addTable(table: RecoveredTable): void {
    const { id } = table.definition
    this.#tables.set(id, table)
    this.#nextTableId = Math.max(this.#nextTableId, id + 1)
  }

  #replay(log: OpenedLog, definitionsLsn: number): void {
    for (const frame of log.frames()) {
      const { lsn, commitTimestamp, payload } = frame
      // Of what a table's file holds, the columns may have been others.
      const types = (id: number) => {
        const table = this.#tables.get(id)
        if (table === undefined || lsn <= table.fileLsn) return undefined
        return table.definition.columns.map((column) => column.type)
      }
      try {
        this.#apply(decodeRedo(payload, types), lsn, definitionsLsn)
      } catch (error) {
        log.reject(frame, error)
        return
      }
      this.#lastLsn = Math.max(this.#lastLsn, lsn)
      this.#timestamp = Math.max(this.#timestamp, commitTimestamp)
    }
  }

  #apply(redo: Redo, lsn: number, definitionsLsn: number): void {
    if (redo.kind === 'commit') {
      for (const table of redo.tables) {
        const known = this.#tables.get(table.tableId)
        if (known !== undefined) known.apply(table, lsn)
        else if (this.#sidecarLost) this.#unknown.add(table.tableId)
        else if (lsn > definitionsLsn && !this.#claims.dropped.has(table.tableId)) {
          throw new SqlError('corrupt', `it changes table ${table.tableId}, which does not exist`)
        }
      }
      return
    }
    const { record } = redo
    if (record.kind === 'truncate table') this.#tables.get(record.table)?.truncate(lsn)
    else if (record.kind === 'alter table') this.#alter(record, lsn)
    else if (record.kind === 'rename') this.#rename(record, lsn, definitionsLsn)
    else if (lsn <= definitionsLsn) return
    else if (record.kind === 'drop table') this.#drop(record.table)
    else if (record.kind === 'create table') this.#create(record.definition, lsn)
    else if (record.kind === 'create view') this.#views.set(record.view.name, record.view)
    else this.#views.delete(record.name)
  }

  #create(definition: TableDefinition, lsn: number): void {
    // Without a sidecar the footer has told of the table already.
    if (this.#tables.has(definition.id)) return
    const table = new RecoveredTable(definition, 0, 1, 1)
    table.lastLsn = lsn
    this.#addTable(table)
    this.#claims.attach(table)
  }

  #alter(record: AlterTableRecord, lsn: number): void {
    const table = this.#tables.get(record.definition.id)
    table?.alter(record, lsn, this.#options.createConverter)
    for (const other of record.others) this.#tables.get(other.id)?.redefine(other, lsn)
  }

  #rename(
    { definitions, formerViews, views }: RenameRecord,
    lsn: number,
    definitionsLsn: number,
  ): void {
    for (const definition of definitions) this.#tables.get(definition.id)?.redefine(definition, lsn)
    if (lsn <= definitionsLsn) return
    for (const name of formerViews) this.#views.delete(name)
    for (const view of views) this.#views.set(view.name, view)
  }

  #drop(id: number): void {
    const table = this.#tables.get(id)
    this.#unknown.delete(id)
    if (table === undefined) return
    this.#tables.delete(id)
    this.#claims.drop(table)
    table.found?.file.close()
    const path = table.found?.file.path ?? table.obsoletePath ?? table.brokenPath
    if (path !== null) this.#stalePaths.push(path)
  }

  #takeStale(): string[] {
    const { files, intruders } = this.#claims
    for (const [name, file] of files) {
      if (file.kind !== 'sound' || !this.#claims.isStale(file)) continue
      file.file.close()
      this.#stalePaths.push(file.file.path)
      files.delete(name)
    }
    const { directory } = this.#options
    for (const { obsoletePath, definition } of this.#tables.values()) {
      // A truncated file of a renamed table would be taken for a table of its own.
      const own = joinPath(directory, tableFileName(definition.name))
      if (obsoletePath !== null && obsoletePath !== own) this.#stalePaths.push(obsoletePath)
    }
    const used = new Set([...this.#tables.values()].map((table) => table.found?.file.path))
    for (const file of intruders.values()) used.add(file.file.path)
    return this.#stalePaths.filter((path) => !used.has(path))
  }

  /** A file that came from outside is the table's new content, unless the log holds changes for the old one. */
  #settleIntruders(log: OpenedLog): void {
    const keep = this.#options.repair ? this.#options.keep : null
    for (const [table, file] of this.#claims.intruders) {
      const { name } = table.definition
      if (table.hasReplayed && keep === null) {
        table.damage = replacedFile(table, file)
        continue
      }
      if (table.hasReplayed && keep === 'log') {
        this.#warnings.push(keepLog(this.#options.fileSystem, table, file))
        continue
      }
      if (table.hasReplayed) {
        const aside = JSON.stringify(log.copyAside())
        this.#warnings.push(
          `The changes of table '${name}' that the log held were given up; a copy of the log is in ${aside}`,
        )
      }
      this.#tables.delete(table.definition.id)
      this.#sidecarOutdated = true
      if (fitsDefinition(file.file.parquet, table.definition)) {
        this.#adopt(file, table.definition)
        this.#warnings.push(`Table '${name}' has new content: its file was replaced from outside`)
      } else {
        this.#adopt(file, undefined)
        this.#warnings.push(
          `Table '${name}' is a new table: its file was replaced from outside by one with other columns`,
        )
      }
    }
  }

  #reportMissing(): void {
    for (const table of this.#tables.values()) {
      const expected = this.#claims.expected.get(table.definition.id)
      const lost =
        table.found === null && table.damage === null && !this.#claims.intruders.has(table)
      if (!lost || table.fileId === null || expected === undefined) continue
      table.fileLost = true
      table.damage = new SqlError(
        'io',
        `The file of table '${table.definition.name}' is missing. Put it back, drop the table, or let 'sqlexec repair' ` +
          'go on with the rows that the log holds',
      )
    }
  }

  /** Files that belong to no table are tables of their own. */
  #adoptRest(): void {
    this.#claims.closeMoving()
    for (const file of this.#claims.files.values()) {
      this.#sidecarOutdated = true
      if (file.kind === 'sound') this.#adopt(file, undefined)
      else this.#addBroken(file)
    }
  }

  #adopt(file: SoundFile, definition: TableDefinition | undefined): void {
    const id = definition?.id ?? this.#nextTableId++
    const { parquet } = file.file
    const own = definition ?? file.footer?.definition
    const foreign = foreignDefinition(id, file.table, parquet)
    const chosen =
      own !== undefined && fitsDefinition(parquet, own) ? { ...own, id, name: file.table } : foreign
    const table = new RecoveredTable(chosen, 0, 1, file.footer?.nextAutoIncrement ?? 1)
    this.#addTable(table)
    if (chosen.columns.length === 0) {
      table.ephemeral = true
      table.damage = noColumns(file)
      return
    }
    // Its row ids, if it has any, are those of another table.
    this.#claims.take(table, { ...file, footer: undefined }, this.#lastLsn)
  }

  #addBroken(file: BrokenFile): void {
    const definition = {
      ...plainTable,
      id: this.#nextTableId++,
      name: file.table,
      columns: [],
    }
    const table = new RecoveredTable(definition, 0, 1, 1)
    table.damage = brokenFile(file)
    table.fileLost = true
    table.brokenPath = file.path
    table.ephemeral = true
    this.#addTable(table)
  }
}
