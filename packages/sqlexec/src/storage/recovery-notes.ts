import { SqlError } from '../base/errors.ts'
import type { UnreadableColumn } from '../catalog/definition.ts'
import { type FileSystem, joinPath } from '../io/file-system.ts'
import { sidecarName } from './file-names.ts'
import { type SoundFile, unreadableColumns } from './found-files.ts'
import type { RecoveredTable } from './recovered-table.ts'
import type { OpenedLog } from './recovery-log.ts'
import type { ReadSidecar } from './sidecar.ts'

/*
 * What recovery tells of a directory, and what follows for the tables that it tells of.
 */

interface NoteOptions {
  readonly fileSystem: FileSystem
  readonly directory: string
  readonly repair: boolean
}

/** @param hasFiles whether the directory has table files of the database; one that was just made has a log alone */
export function noteSidecar(
  found: ReadSidecar,
  { directory }: NoteOptions,
  hasFiles: boolean,
  warnings: string[],
): void {
  if (found.kind === 'sound' || (found.kind === 'missing' && !hasFiles)) return
  const state = found.kind === 'damaged' ? `damaged (${found.problem})` : 'missing'
  warnings.push(
    `The sidecar ${JSON.stringify(joinPath(directory, sidecarName))} is ${state} and was rebuilt from the table files; ` +
      'views, and indexes and defaults that were changed after a table was last written, may be lost',
  )
}

/** Changes that can be given to no table must not be cut from the log unsaid. */
export function noteUnknownTables(
  ids: Iterable<number>,
  log: OpenedLog,
  { repair }: NoteOptions,
  warnings: string[],
): void {
  const numbers = [...ids].join(', ')
  const problem = `it holds changes of tables of which neither file nor sidecar tells (numbers ${numbers})`
  if (!repair) log.condemn(problem)
  else {
    const aside = JSON.stringify(log.copyAside())
    warnings.push(`As to the log, ${problem}. They were given up; a copy is in ${aside}`)
  }
}

/** A rewrite would lose the columns that no SQL column stands for, so a table with such columns is only read. */
export function noteUnreadable(
  table: RecoveredTable,
  { file }: SoundFile,
  warnings: string[],
): void {
  const unreadable = unreadableColumns(file.parquet)
  if (unreadable.length === 0) return
  table.definition = { ...table.definition, unreadable }
  const { name } = table.definition
  const columns = unreadableText(unreadable)
  warnings.push(`Table '${name}' lacks columns of its file that cannot be read: ${columns}`)
  table.writeRefusal = new SqlError(
    'unsupported',
    `Table '${name}' can only be read, as writing its file would lose columns that cannot be read: ${columns}`,
  )
}

export function noColumns({ file }: SoundFile): SqlError {
  const unreadable = unreadableColumns(file.parquet)
  return new SqlError(
    'unsupported',
    `The table file ${JSON.stringify(file.path)} has no column that SQL can show` +
      (unreadable.length === 0 ? '' : `: ${unreadableText(unreadable)}`),
  )
}

function unreadableText(columns: readonly UnreadableColumn[]): string {
  return columns.map(({ name, reason }) => `${name} (${reason})`).join(', ')
}
