import { errorText } from './error-text.ts'
import type { Output } from './output.ts'
import type { StatementRunner } from './statement-runner.ts'
import { type ScriptStatement, StatementSplitter } from './statement-splitter.ts'

/**
 * Runs a script statement by statement as its pieces arrive, and stops at the first that fails.
 *
 * @param pieces text, or bytes in UTF-8
 * @returns whether every statement succeeded
 */
export async function runScript(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string>,
  runner: StatementRunner,
  errors: Output,
): Promise<boolean> {
  const splitter = new StatementSplitter()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const runAll = async (statements: Iterable<ScriptStatement>) => {
    for (const statement of statements) {
      try {
        await runner.run(statement)
      } catch (error) {
        await errors.write([errorText(error, statement)])
        return false
      }
    }
    return true
  }
  for await (const piece of pieces) {
    const text = typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true })
    if (!(await runAll(splitter.push(text)))) return false
  }
  return (await runAll(splitter.push(decoder.decode()))) && (await runAll(splitter.end()))
}
