import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { runFile } from '../sqllogictest/runner.ts'
import { openSqlExec } from '../sqllogictest/sqlexec-engine.ts'

const corpus = join(process.env['SQLEXEC_CORPORA'] ?? '../shared/corpora', 'sqllogictest')
const baselineFile = fileURLToPath(new URL('sqllogictest-baseline.json', import.meta.url))

/** Passed records per file: the number that must not fall. SQLEXEC_UPDATE_BASELINE=1 writes what this run reaches. */
const baseline: Record<string, number> = existsSync(baselineFile)
  ? JSON.parse(readFileSync(baselineFile, 'utf8'))
  : {}
const reached: Record<string, number> = { ...baseline }

const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test'))
  .sort()

it.each(files)(
  '%s',
  async (file) => {
    const engine = await openSqlExec('mysql')
    const text = readFileSync(join(corpus, file), 'utf8')
    const { passed, failed, failures } = await runFile(engine, text, { maxFailures: 3 })
    await engine.close()
    reached[file] = passed
    const first = failures.map(({ line, sql, got }) => `${file}:${line} ${sql}\n  got: ${got}`)
    expect(passed, `${failed} failed, first:\n${first.join('\n')}`).toBeGreaterThanOrEqual(
      baseline[file] ?? 0,
    )
  },
  600_000,
)

afterAll(() => {
  if (process.env['SQLEXEC_UPDATE_BASELINE']) {
    writeFileSync(baselineFile, `${JSON.stringify(reached, Object.keys(reached).sort(), 2)}\n`)
  }
})
