import { createReadStream } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { type Database, open, openDataSources } from 'sqlexec'
import { type Input, parseArguments, type ShellOptions, UsageError } from './args.ts'
import { errorText } from './error-text.ts'
import { visibleLines } from './format/visible-text.ts'
import { helpText, usageLine } from './help.ts'
import { Output } from './output.ts'
import { runParquet } from './parquet/index.ts'
import { ProgressBar } from './progress-bar.ts'
import { runRepair } from './repair.ts'
import { runInteractive } from './repl.ts'
import { runScript } from './run-script.ts'
import { StatementRunner } from './statement-runner.ts'
import type { ShellStreams } from './streams.ts'
import { version } from './version.ts'

/** What the process answers: all went well, a statement failed, the command line makes no sense. */
const exitStatus = { success: 0, failure: 1, usage: 2 } as const

/**
 * The `sqlexec` program.
 *
 * @param args the command line without the program's name
 * @returns the exit status
 */
export async function runShell(args: readonly string[], streams: ShellStreams): Promise<number> {
  const output = new Output(streams.stdout)
  const errors = new Output(streams.stderr)
  try {
    return await runArguments(args, streams, output, errors)
  } catch (error) {
    if (error instanceof UsageError) {
      await errors.write([`sqlexec: ${error.message}\nUsage: ${usageLine}\n`])
      return exitStatus.usage
    }
    await errors.write([errorText(error)])
    return exitStatus.failure
  } finally {
    await output.end()
    await errors.end()
  }
}

async function runArguments(
  args: readonly string[],
  streams: ShellStreams,
  output: Output,
  errors: Output,
): Promise<number> {
  if (args[0] === 'repair') {
    return (await runRepair(args.slice(1), output, errors))
      ? exitStatus.success
      : exitStatus.failure
  }
  if (args[0] === 'parquet') {
    await runParquet(args.slice(1), output, errors)
    return exitStatus.success
  }
  const options = parseArguments(args)
  if (options.action !== 'run') {
    const text = options.action === 'help' ? helpText : `sqlexec ${version}\n`
    await output.write([text])
    return exitStatus.success
  }
  await requireFiles(options.inputs)
  const interactive = options.inputs.length === 0 && streams.stdin.isTTY === true
  await using database = await openDatabase(options)
  for (const warning of database.warnings) {
    await errors.write([`WARNING: ${visibleLines(warning).join(' ')}\n`])
  }
  const runner = new StatementRunner({
    database,
    output,
    format: options.format,
    interactive: interactive || streams.stdout.isTTY === true,
    progress: streams.stderr.isTTY === true ? new ProgressBar(streams.stderr) : null,
  })
  if (interactive) {
    await runInteractive(runner, streams, errors)
    return exitStatus.success
  }
  const inputs = options.inputs.length > 0 ? options.inputs : [standardInput]
  for (const input of inputs) {
    const succeeded = await runScript(piecesOf(input, streams), runner, errors)
    if (!succeeded) return exitStatus.failure
  }
  return exitStatus.success
}

const standardInput: Input = { kind: 'file', path: '-' }

function piecesOf(input: Input, { stdin }: ShellStreams) {
  if (input.kind === 'sql') return [input.text]
  return input.path === '-' ? stdin : createReadStream(input.path)
}

/** A script that cannot be read is told before any statement runs. */
async function requireFiles(inputs: readonly Input[]): Promise<void> {
  for (const input of inputs) {
    if (input.kind === 'file' && input.path !== '-') await requireReadable(input.path)
  }
}

async function requireReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK)
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`)
  }
}

async function openDatabase({ directory, dataSources, readOnly }: ShellOptions): Promise<Database> {
  if (dataSources === null) return open(directory, { readOnly })
  await requireReadable(dataSources)
  return openDataSources(dataSources, { readOnly })
}
