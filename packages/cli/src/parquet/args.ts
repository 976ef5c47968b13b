import { parseArgs } from 'node:util'
import { orUsageError, UsageError } from '../args.ts'
import { type FormatName, formatNames } from '../format/index.ts'

export const subcommands = ['schema', 'meta', 'head', 'stats'] as const

export interface ParquetOptions {
  readonly subcommand: (typeof subcommands)[number]
  readonly path: string
  readonly format: FormatName
  /** Rows that `head` shows. */
  readonly rows: number
}

const usage = `sqlexec parquet ${subcommands.join('|')} FILE [-n ROWS] [--format FORMAT]`

export const parquetHelp = `Usage: ${usage}

Shows what is in a Parquet file. Nothing is changed, and no more is read than is shown.

  schema   the columns and their types
  meta     the footer: who wrote the file, its row groups and how their columns are stored
  head     the first rows
  stats    minimum, maximum and NULLs of every column in every row group

  -n, --rows ROWS       rows that head shows (default 10)
      --format FORMAT   table, vertical, json, jsonl, csv or markdown (default table)

A directory of the name parquet is opened as ./parquet. Exit status: 0; 1 when the file cannot be read; 2 for
wrong usage.
`

/**
 * Reads what follows `sqlexec parquet`.
 *
 * @returns `null` where help is asked for
 * @throws UsageError
 */
export function parseParquetArguments(args: readonly string[]): ParquetOptions | null {
  const { values, positionals } = parse(args)
  if (values.help) return null
  const [name, path, ...more] = positionals
  const subcommand = subcommands.find((known) => known === name)
  if (subcommand === undefined || path === undefined || more.length > 0) {
    throw new UsageError(`parquet wants ${subcommands.join(', ')} and one file: ${usage}`)
  }
  if (values.rows !== undefined && subcommand !== 'head') {
    throw new UsageError(`--rows is for head, not for ${subcommand}`)
  }
  const format = formatNames.find((known) => known === (values.format ?? 'table').toLowerCase())
  if (format === undefined) {
    throw new UsageError(`unknown format '${values.format}'; there are ${formatNames.join(', ')}`)
  }
  return { subcommand, path, format, rows: rowsOf(values.rows ?? '10') }
}

function rowsOf(text: string): number {
  if (/^\d{1,15}$/u.test(text)) return Number(text)
  throw new UsageError(`--rows wants a number of rows, not '${text}'`)
}

function parse(args: readonly string[]) {
  return orUsageError(() =>
    parseArgs({
      args: [...args],
      options: {
        rows: { type: 'string', short: 'n' },
        format: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    }),
  )
}
