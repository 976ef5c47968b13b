import { parseArgs } from 'node:util'
import { type FormatName, formatNames } from './format/index.ts'

/** A script given on the command line. Scripts run in the order in which they are given. */
export type Input =
  | { readonly kind: 'sql'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }

/** What the command line asks for. */
export interface ShellOptions {
  readonly action: 'run' | 'help' | 'version'
  readonly directory: string
  /** Empty: standard input, or the interactive shell on a terminal. */
  readonly inputs: readonly Input[]
  readonly format: FormatName
  readonly readOnly: boolean
  /** The path of a `datasources.json` that stands for the directory; `null`: none. */
  readonly dataSources: string | null
}

/** A command line that makes no sense; the message says why. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const defaultDirectory = './data'

const optionTable = {
  command: { type: 'string', short: 'c', multiple: true },
  file: { type: 'string', short: 'f', multiple: true },
  format: { type: 'string' },
  'read-only': { type: 'boolean' },
  datasources: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const

/**
 * Reads the command line.
 *
 * @param args without the program's own name
 * @throws UsageError
 */
export function parseArguments(args: readonly string[]): ShellOptions {
  const { values, positionals, tokens } = parse(args)
  if (positionals.length > 1) {
    throw new UsageError(
      `one directory at most, not ${positionals.length}: ${positionals.join(' ')}`,
    )
  }
  if (values.datasources !== undefined && positionals.length > 0) {
    throw new UsageError('give a directory or --datasources, not both')
  }
  const inputs: Input[] = []
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value === undefined) continue
    if (token.name === 'command') inputs.push({ kind: 'sql', text: token.value })
    if (token.name === 'file') inputs.push({ kind: 'file', path: token.value })
  }
  return {
    action: values.help ? 'help' : values.version ? 'version' : 'run',
    directory: positionals[0] ?? defaultDirectory,
    inputs,
    format: formatOf(values.format ?? 'table'),
    readOnly: values['read-only'] ?? false,
    dataSources: values.datasources ?? null,
  }
}

function parse(args: readonly string[]) {
  return orUsageError(() =>
    parseArgs({
      args: [...args],
      options: optionTable,
      allowPositionals: true,
      tokens: true,
      strict: true,
    }),
  )
}

/** What `parse` yields; what `parseArgs` throws within becomes a UsageError. */
export function orUsageError<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) throw new UsageError(error.message)
    throw error
  }
}

function formatOf(name: string): FormatName {
  const format = formatNames.find((known) => known === name.toLowerCase())
  if (format) return format
  throw new UsageError(`unknown format '${name}'; there are ${formatNames.join(', ')}`)
}
