import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Database, open, SqlError } from 'sqlexec'
import { orUsageError, UsageError } from './args.ts'
import { errorText } from './error-text.ts'
import { visibleLines } from './format/visible-text.ts'
import type { Output } from './output.ts'

const repairUsage = 'sqlexec repair DIR [--keep file|log]'

const helpText = `Usage: ${repairUsage}

Settles what is damaged in the database DIR and tells what it did. Nothing is deleted: what is not sound is set
aside under its name with .damaged-N or .replaced-N behind it. Every table is read in full.

  --keep file    of a table whose file was replaced from outside while the log held changes for the old one,
                 keep the new file and give up those changes
  --keep log     set the new file aside and go on with the rows that the log holds

Without --keep such tables stay as they are. Exit status: 0 when all is sound; 1 when something is not.
`

interface RepairOptions {
  readonly directory: string
  readonly keep: 'file' | 'log' | undefined
}

/**
 * `sqlexec repair`.
 *
 * @param args what follows the word
 * @returns whether the database is sound now
 * @throws UsageError, or SqlError where the directory cannot be opened
 */
export async function runRepair(
  args: readonly string[],
  output: Output,
  errors: Output,
): Promise<boolean> {
  const options = parse(args)
  if (options === 'help') {
    await output.write([helpText])
    return true
  }
  const { directory, keep } = options
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`there is no directory ${directory}`)
  }
  await using database = await open(directory, { repair: true, ...(keep ? { keep } : {}) })
  const left = await problemsOf(database)
  const told = new Set(left.map(({ message }) => message))
  const done = database.warnings.filter((warning) => !told.has(warning))
  await output.write(done.map((warning) => `${visibleLines(warning).join(' ')}\n`))
  await errors.write(left.map((problem) => errorText(problem)))
  if (left.length > 0) return false
  await output.write([done.length === 0 ? 'Nothing to repair.\n' : 'The database is sound now.\n'])
  return true
}

/** The errors that tables still answer with because of damage. */
async function problemsOf(database: Database): Promise<SqlError[]> {
  const tables = await database.query('SHOW FULL TABLES', [], { rowMode: 'array' })
  const problems: SqlError[] = []
  for (const [name, type] of tables) {
    // A view answers with the errors of its tables.
    if (type === 'VIEW') continue
    try {
      await database.query(`SELECT 1 FROM \`${String(name).replaceAll('`', '``')}\` LIMIT 0`)
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      if (error.code === 'corrupt' || error.code === 'io') problems.push(error)
    }
  }
  return problems
}

function parse(args: readonly string[]): RepairOptions | 'help' {
  const { values, positionals } = parsed(args)
  if (values.help) return 'help'
  if (positionals.length !== 1) throw new UsageError(`repair wants one directory: ${repairUsage}`)
  const { keep } = values
  if (keep !== undefined && keep !== 'file' && keep !== 'log') {
    throw new UsageError(`--keep is file or log, not '${keep}'`)
  }
  return { directory: positionals[0], keep }
}

function parsed(args: readonly string[]) {
  return orUsageError(() =>
    parseArgs({
      args: [...args],
      options: { keep: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    }),
  )
}
