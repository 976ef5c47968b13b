import { mkdir } from 'node:fs/promises'
import { SqlError } from '../base/errors.ts'

/**
 * Makes the directory of a data source where it is missing, for a read-only one too: it is then an empty database.
 *
 * @throws SqlError `io`
 */
export async function ensureDirectory(path: string): Promise<void> {
  if (path === ':memory:') return
  try {
    await mkdir(path, { recursive: true })
  } catch (cause) {
    const message = `cannot make the directory ${path}: ${(cause as Error).message}`
    throw new SqlError('io', message, { cause })
  }
}
