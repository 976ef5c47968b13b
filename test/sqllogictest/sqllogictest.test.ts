import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { runFile } from './runner.ts'
import { openSqlExec } from './sqlexec-engine.ts'

const directory = fileURLToPath(new URL('../sql/', import.meta.url))
const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test'))
  .sort()

/** Each file of test/sql runs on an empty database of its own. */
it.each(files)('%s', async (file) => {
  const engine = await openSqlExec()
  try {
    const result = await runFile(engine, readFileSync(join(directory, file), 'utf8'))
    const failures = result.failures.map(
      ({ line, sql, expected, got }) =>
        `${file}:${line}\n${sql}\nexpected: ${expected}\ngot: ${got}`,
    )
    expect(failures).toEqual([])
    expect(result.passed).toBeGreaterThan(0)
  } finally {
    await engine.close()
  }
})
