import { SqlError } from '../base/errors.ts'
import { type FileStat, type FileSystem, joinPath } from '../io/file-system.ts'
import { tableFileName } from './file-names.ts'

/**
 * Which files stand at the names of the tables' files by the engine's own doing. Whatever else stands there came from outside
 * while the database was open, and must not be written over.
 */
export class OwnFiles {
  readonly #fileSystem: FileSystem
  readonly #directory: string
  /** Per table name the files that may stand there: the last one, and one that may have been put in its place. */
  readonly #known = new Map<string, string[]>()

  constructor(fileSystem: FileSystem, directory: string) {
    this.#fileSystem = fileSystem
    this.#directory = directory
  }

  /** Takes what stands at the table's file name now for the engine's own. */
  note(table: string): void {
    const stat = this.#stat(table)
    if (stat === null) this.#known.delete(table)
    else this.#known.set(table, [mark(stat)])
  }

  /** Tells of a file that is about to be put in the place of the table's. Whether it was, the next `note` tells. */
  expect(table: string, stat: FileStat): void {
    this.#known.set(table, [...(this.#known.get(table) ?? []), mark(stat)])
  }

  /** Whether a file that came from outside stands at the table's file name. */
  isForeign(table: string): boolean {
    const stat = this.#stat(table)
    return stat !== null && this.#known.get(table)?.includes(mark(stat)) !== true
  }

  /** @throws SqlError `table_exists` where a new table would write over a file that came from outside */
  checkNew(table: string): void {
    if (!this.isForeign(table)) return
    throw new SqlError(
      'table_exists',
      `The file ${JSON.stringify(this.#path(table))} came from outside while the database was open. Open the database ` +
        `again to have it as table '${table}', or take the file away`,
    )
  }

  /** @throws SqlError `corrupt` where a checkpoint would write over a file that came from outside */
  checkReplacing(table: string): void {
    if (!this.isForeign(table)) return
    throw new SqlError(
      'corrupt',
      `The file ${JSON.stringify(this.#path(table))} was replaced from outside while the database was open. Changes of table ` +
        `'${table}' stay in the log. Put the old file back and open the database again, or close it and say what to keep: ` +
        "'sqlexec repair --keep file' or '--keep log'",
    )
  }

  #path(table: string): string {
    return joinPath(this.#directory, tableFileName(table))
  }

  #stat(table: string): FileStat | null {
    return this.#fileSystem.stat(this.#path(table))
  }
}

/** A program that writes into the file itself leaves its identity, and perhaps its length, as it was. */
function mark({ identity, size, modifiedMs }: FileStat): string {
  return `${identity} ${size} ${modifiedMs}`
}
