import type { Database, StatementResult } from 'sqlexec'
import { type FormatName, formats } from './format/index.ts'
import type { ResultSet } from './format/result-set.ts'
import type { Output } from './output.ts'
import type { ProgressBar } from './progress-bar.ts'
import type { ScriptStatement } from './statement-splitter.ts'

export interface RunnerOptions {
  readonly database: Database
  readonly output: Output
  readonly format: FormatName
  /** Where a person who watches sees how far an import has come; `null`: nobody does. */
  readonly progress: ProgressBar | null
  /** A person watches: changes are acknowledged, and times told. */
  readonly interactive: boolean
}

/** Runs statements and writes what they yield. */
export class StatementRunner {
  readonly #database: Database
  readonly #output: Output
  readonly #interactive: boolean
  readonly #progress: ProgressBar | null
  format: FormatName
  #hasWritten = false

  constructor({ database, output, format, interactive, progress }: RunnerOptions) {
    this.#database = database
    this.#output = output
    this.#interactive = interactive
    this.#progress = progress
    this.format = format
  }

  /** Runs one statement. Rejects as `Database.exec` does. */
  async run({ text, vertical }: ScriptStatement, signal?: AbortSignal): Promise<void> {
    const started = performance.now()
    const results = await this.#results(text, signal)
    const elapsed = this.#interactive ? secondsText(performance.now() - started) : ''
    for (const result of results) {
      if (result.kind === 'rows') await this.#writeRows(result, vertical, elapsed)
      else if (this.#interactive && formats[this.format].forPeople) {
        await this.#output.write([`Query OK, ${rowCount(result.changes)} affected${elapsed}\n`])
      }
    }
  }

  async #results(text: string, signal: AbortSignal | undefined): Promise<StatementResult[]> {
    try {
      const onProgress = this.#progress?.show
      return await this.#database.exec(text, { rowMode: 'array', signal, onProgress })
    } finally {
      this.#progress?.clear()
    }
  }

  async #writeRows(
    result: Extract<StatementResult, { kind: 'rows' }>,
    vertical: boolean,
    elapsed: string,
  ): Promise<void> {
    const format = formats[vertical && formats[this.format].forPeople ? 'vertical' : this.format]
    if (this.#hasWritten && format.separator !== '') await this.#output.write([format.separator])
    this.#hasWritten = true
    const rows = result.rows as readonly unknown[] as ResultSet['rows']
    await this.#output.write(format.write({ columns: result.rows.columns, rows }))
    if (!format.forPeople) return
    const count = rows.length === 0 ? 'Empty set' : `${rowCount(rows.length)} in set`
    await this.#output.write([`${count}${elapsed}\n`])
  }
}

function rowCount(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`
}

function secondsText(milliseconds: number): string {
  return ` (${(milliseconds / 1000).toFixed(milliseconds < 10 ? 4 : 2)} sec)`
}
