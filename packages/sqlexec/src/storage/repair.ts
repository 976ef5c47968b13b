import { SqlError } from '../base/errors.ts'
import type { FileSystem } from '../io/file-system.ts'
import type { BrokenFile, SoundFile } from './found-files.ts'
import type { RecoveredTable } from './recovered-table.ts'
import type { OpenedLog } from './recovery-log.ts'
import type { RowGroup } from './row-group.ts'
import { copyAside, moveAside } from './set-aside.ts'

/*
 * What a repair does with tables. It gives up what is not sound, and only that; whatever it gives up is in a file beside, under
 * the name of the old one with `.damaged-N` or `.replaced-N` behind it. The log has its own part (recovery-log.ts).
 */

/** What a table answers whose file cannot be read. */
export function brokenFile({ error }: BrokenFile): SqlError {
  if (error.code !== 'corrupt') return error
  const message = `${error.message}. Put a sound copy in its place, or let 'sqlexec repair' set it aside`
  return new SqlError('corrupt', message, { cause: error })
}

/** What a table answers whose file was replaced while the log held changes for the old one. */
export function replacedFile(table: RecoveredTable, { file }: SoundFile): SqlError {
  return new SqlError(
    'corrupt',
    `The file ${JSON.stringify(file.path)} was replaced from outside, while the log holds changes of table ` +
      `'${table.definition.name}' that were never written to it. Put the old file back, or say what to keep: ` +
      "'sqlexec repair --keep file' takes the new file without those changes, '--keep log' sets it aside and goes on " +
      'with the rows that the log holds',
  )
}

/** Sets a file aside that took the place of a table's own, and goes on with what the log holds. Answers what was done. */
export function keepLog(
  fileSystem: FileSystem,
  table: RecoveredTable,
  { file }: SoundFile,
): string {
  file.close()
  const aside = moveAside(fileSystem, file.path, 'replaced')
  goOnWithLog(table)
  return (
    `The file ${JSON.stringify(file.path)}, which came from outside, was moved to ${JSON.stringify(aside)}. ` +
    rowsOfLog(table)
  )
}

/**
 * Gives up the files that cannot be read, and of the others the row groups that cannot; every column of every table is read for
 * that. Answers the tables that are left: a file that cannot be read and that no catalog knows is no table any more.
 *
 * @param warnings told what was done
 */
export async function repairTables(
  fileSystem: FileSystem,
  tables: readonly RecoveredTable[],
  log: OpenedLog,
  warnings: string[],
): Promise<RecoveredTable[]> {
  const left: RecoveredTable[] = []
  for (const table of tables) {
    if (table.fileLost && mayGiveUp(table)) {
      giveUpFile(fileSystem, table, warnings)
      if (table.ephemeral) continue
    } else if (table.found !== null && table.damage === null) {
      await giveUpRowGroups(fileSystem, table, warnings)
    }
    if (table.damage === null && !table.lacksRows && table.misfits) {
      table.lacksRows = true
      warnings.push(
        `The log deletes rows of table '${table.definition.name}' which its file lacks; that was passed over. A copy of the ` +
          `log is in ${JSON.stringify(log.copyAside())}`,
      )
    }
    left.push(table)
  }
  return left
}

/** A file that a newer version wrote, or that may not be opened, is not damaged. */
function mayGiveUp({ damage, brokenPath }: RecoveredTable): boolean {
  return brokenPath === null || damage?.code === 'corrupt'
}

function giveUpFile(fileSystem: FileSystem, table: RecoveredTable, warnings: string[]): void {
  const { brokenPath, damage, definition } = table
  if (brokenPath === null) {
    warnings.push(`The file of table '${definition.name}' is missing. ${rowsOfLog(table)}`)
  } else {
    const aside = JSON.stringify(moveAside(fileSystem, brokenPath, 'damaged'))
    const found = damage?.cause instanceof SqlError ? damage.cause.message : 'It cannot be read'
    warnings.push(
      `${found}. It was moved to ${aside}${table.ephemeral ? '' : `. ${rowsOfLog(table)}`}`,
    )
  }
  goOnWithLog(table)
}

function goOnWithLog(table: RecoveredTable): void {
  table.found = null
  table.damage = null
  table.fileId = null
  table.fileLost = false
  table.lacksRows = true
}

function rowsOfLog({ definition, replayedRows }: RecoveredTable): string {
  const rows = replayedRows === 0 ? 'is empty now' : 'goes on with the rows that the log holds'
  return `Table '${definition.name}' ${rows}`
}

async function giveUpRowGroups(
  fileSystem: FileSystem,
  table: RecoveredTable,
  warnings: string[],
): Promise<void> {
  const { file, groups } = table.found!
  const sound: RowGroup[] = []
  let problem: SqlError | null = null
  for (const group of groups) {
    const error = await readProblem(group, table.definition.columns.length)
    if (error === null) sound.push(group)
    else problem ??= error
  }
  if (problem === null) return
  // What no SQL column stands for would be lost with a new file.
  if (problem.code !== 'corrupt' || table.writeRefusal !== null) {
    table.damage = problem
    return
  }
  const aside = JSON.stringify(copyAside(fileSystem, file.path, 'damaged'))
  const rows = (list: readonly RowGroup[]) => list.reduce((sum, { length }) => sum + length, 0)
  warnings.push(
    `${problem.message}. It was copied to ${aside}, and table '${table.definition.name}' goes on without ` +
      `${rows(groups) - rows(sound)} of the ${rows(groups)} rows of its file`,
  )
  table.found = { file, groups: sound }
  table.lacksRows = true
  table.mustRewrite = true
}

/** Why a row group cannot be read; `null`: it can. */
async function readProblem({ columns }: RowGroup, count: number): Promise<SqlError | null> {
  for (let ordinal = 0; ordinal < count; ordinal++) {
    try {
      await columns.load([ordinal])
    } catch (error) {
      if (error instanceof SqlError) return error
      throw error
    }
  }
  return null
}
