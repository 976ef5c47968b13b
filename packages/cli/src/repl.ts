import { createInterface, type Interface } from 'node:readline'
import { errorText } from './error-text.ts'
import { formatNames } from './format/index.ts'
import { interactiveHelp } from './help.ts'
import { historyPath, historySize, readHistory, writeHistory } from './history.ts'
import type { Output } from './output.ts'
import type { StatementRunner } from './statement-runner.ts'
import { type ScriptStatement, StatementSplitter } from './statement-splitter.ts'
import type { ShellStreams } from './streams.ts'

const firstPrompt = 'sqlexec> '
const nextPrompt = '      -> '

/** Runs the interactive shell until its person leaves. */
export async function runInteractive(
  runner: StatementRunner,
  streams: ShellStreams,
  errors: Output,
): Promise<void> {
  const path = historyPath(streams.env)
  let history = readHistory(path)
  const terminal = createInterface({
    input: streams.stdin,
    output: streams.stdout,
    terminal: true,
    history,
    historySize,
    removeHistoryDuplicates: true,
    prompt: firstPrompt,
  })
  terminal.on('history', (lines: string[]) => {
    history = lines
  })
  streams.stdout.write('SQLExec shell. \\h for help, \\q to leave.\n')
  try {
    await new Repl(runner, streams, errors, terminal).run()
  } finally {
    terminal.close()
    writeHistory(path, history)
  }
}

/** Lines in, statements and commands out, one after the other. */
class Repl {
  readonly #runner: StatementRunner
  readonly #streams: ShellStreams
  readonly #errors: Output
  readonly #terminal: Interface
  readonly #splitter = new StatementSplitter()
  /** Lines that arrived while a statement ran, as pasted ones do. */
  readonly #lines: string[] = []
  #closed = false
  #wake: () => void = () => {}
  /** Interrupts the statement that runs; `null`: none does. */
  #running: AbortController | null = null

  constructor(runner: StatementRunner, streams: ShellStreams, errors: Output, terminal: Interface) {
    this.#runner = runner
    this.#streams = streams
    this.#errors = errors
    this.#terminal = terminal
    terminal.on('line', (line) => {
      this.#lines.push(line)
      this.#wake()
    })
    terminal.on('close', () => {
      this.#closed = true
      this.#wake()
    })
    terminal.on('SIGINT', () => this.#interrupt())
  }

  async run(): Promise<void> {
    for (;;) {
      const line = await this.#nextLine()
      if (line === null) {
        // Ctrl-D leaves the cursor behind the prompt.
        this.#streams.stdout.write('\n')
        return
      }
      if (this.#splitter.isIdle && isCommand(line)) {
        if (!(await this.#command(line.trim()))) return
        continue
      }
      for (const statement of this.#splitter.push(`${line}\n`)) await this.#runStatement(statement)
    }
  }

  /** `null`: the terminal is closed. */
  async #nextLine(): Promise<string | null> {
    if (this.#lines.length === 0 && !this.#closed) {
      this.#terminal.setPrompt(this.#splitter.isIdle ? firstPrompt : nextPrompt)
      this.#terminal.prompt()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#lines.shift() ?? null
  }

  #interrupt(): void {
    if (this.#running) {
      this.#running.abort()
      return
    }
    this.#splitter.reset()
    this.#lines.length = 0
    // To the end of the line, then away with all before it.
    this.#terminal.write(null, { ctrl: true, name: 'e' })
    this.#terminal.write(null, { ctrl: true, name: 'u' })
    this.#streams.stdout.write('^C\n')
    this.#terminal.setPrompt(firstPrompt)
    this.#terminal.prompt()
  }

  async #runStatement(statement: ScriptStatement): Promise<void> {
    const controller = new AbortController()
    this.#running = controller
    try {
      await this.#runner.run(statement, controller.signal)
    } catch (error) {
      await this.#errors.write([errorText(error, statement)])
    } finally {
      this.#running = null
    }
  }

  /** Carries out a command. False: leave. */
  async #command(line: string): Promise<boolean> {
    const [word, argument] = line.replace(/;$/u, '').split(/\s+/u, 2)
    switch (word.toLowerCase()) {
      case '\\q':
      case 'exit':
      case 'quit':
        return false
      case '\\h':
      case '\\?':
      case 'help':
        this.#streams.stdout.write(interactiveHelp)
        return true
      case '\\d':
        await this.#runText(argument ? `DESCRIBE ${quotedName(argument)}` : 'SHOW TABLES')
        return true
      case '\\f':
        this.#changeFormat(argument)
        return true
      default:
        await this.#errors.write([`unknown command ${word}; \\h lists them\n`])
        return true
    }
  }

  #runText(text: string): Promise<void> {
    return this.#runStatement({ text, line: 1, column: 1, vertical: false })
  }

  #changeFormat(name: string | undefined): void {
    const format = formatNames.find((known) => known === name?.toLowerCase())
    if (format) this.#runner.format = format
    const known = `The format is ${this.#runner.format}; there are ${formatNames.join(', ')}\n`
    this.#streams.stdout.write(known)
  }
}

function isCommand(line: string): boolean {
  return /^\s*(?:\\\S|(?:exit|quit|help)\s*;?\s*$)/iu.test(line)
}

/** `table` or `database.table`, unless it is quoted already. */
function quotedName(name: string): string {
  if (name.includes('`')) return name
  return name
    .split('.')
    .map((part) => `\`${part}\``)
    .join('.')
}
