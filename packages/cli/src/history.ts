import { readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const historySize = 1000

/** Where the interactive shell keeps what was typed; `SQLEXEC_HISTORY` names another file, or none where it is empty. */
export function historyPath(env: Readonly<Record<string, string | undefined>>): string | null {
  const given = env.SQLEXEC_HISTORY
  if (given !== undefined) return given === '' ? null : given
  return join(homedir(), '.sqlexec_history')
}

/** The lines typed before, the latest first. A history that cannot be read is an empty one. */
export function readHistory(path: string | null): string[] {
  if (path === null) return []
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines
      .filter((line) => line !== '')
      .slice(-historySize)
      .reverse()
  } catch {
    return []
  }
}

/** Keeps lines for the next time, readable for their owner alone; in vain where the file cannot be written. */
export function writeHistory(path: string | null, latestFirst: readonly string[]): void {
  if (path === null) return
  const lines = latestFirst.slice(0, historySize).reverse()
  try {
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  } catch {
    // A shell without a history is still a shell.
  }
}
