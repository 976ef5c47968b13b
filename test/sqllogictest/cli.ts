import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Engine } from './engine.ts'
import { type Failure, type FileResult, runFile } from './runner.ts'

const usage = `usage: node test/sqllogictest/run.mjs [options] FILE…
  --db sqlexec|sqlite   the database under test (sqlexec)
  --engine NAME         the name that skipif and onlyif compare with (mysql)
  --show N              print the first N failures of each file (0)
  --causes              count the failures by what was got, over all files
  --seconds N           stop each file after N seconds
  --json                print { file: { passed, failed, skipped } } instead of a table`

/** Loaded when asked for, so that one can be tried while the other does not build. */
async function openEngine(database: string, name: string): Promise<Engine> {
  if (database === 'sqlite') return (await import('./sqlite-engine.ts')).openSqlite(name)
  return (await import('./sqlexec-engine.ts')).openSqlExec(name)
}

/** Runs files and returns the exit status: 0, 1 where a record failed, 2 for wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`)
    return 2
  }
  const { values, positionals } = parsed
  if (positionals.length === 0) {
    console.error(usage)
    return 2
  }
  const seconds = values.seconds === undefined ? Number.POSITIVE_INFINITY : Number(values.seconds)
  const results: Record<string, Pick<FileResult, 'passed' | 'failed' | 'skipped'>> = {}
  const total = { passed: 0, failed: 0, skipped: 0 }
  const causes = new Map<string, number>()
  for (const file of positionals) {
    const engine = await openEngine(values.db, values.engine)
    const started = performance.now()
    const result = await runFile(engine, await readFile(file, 'utf8'), {
      deadline: started + seconds * 1000,
      maxFailures: 100_000,
    })
    await engine.close()
    const { passed, failed, skipped } = result
    results[file] = { passed, failed, skipped }
    for (const failure of result.failures) {
      const cause = causeOf(failure)
      causes.set(cause, (causes.get(cause) ?? 0) + 1)
    }
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
    if (!values.json) print(file, result, performance.now() - started, Number(values.show))
  }
  if (values.json) console.log(JSON.stringify(results, null, 2))
  else console.log(row('total', total.passed, total.failed, total.skipped, ''))
  if (values.causes) {
    const sorted = [...causes].sort((a, b) => b[1] - a[1])
    for (const [cause, count] of sorted) console.log(`${String(count).padStart(7)} ${cause}`)
  }
  return total.failed === 0 ? 0 : 1
}

/** The error without the names and numbers of this one case, or that the answer was another. */
function causeOf({ expected, got }: Failure): string {
  if (!/^[a-z_]+: /.test(got))
    return got === 'ok' ? `no error, expected ${expected}` : 'wrong answer'
  return got
    .replace(/'[^']*'/g, '…')
    .replace(/\d+/g, 'N')
    .slice(0, 160)
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      db: { type: 'string', default: 'sqlexec' },
      engine: { type: 'string', default: 'mysql' },
      show: { type: 'string', default: '0' },
      causes: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
}

function row(name: string, passed: number, failed: number, skipped: number, note: string): string {
  const count = (value: number, label: string) => `${String(value).padStart(7)} ${label}`
  return (
    `${name.padEnd(40)}${count(passed, 'passed')}${count(failed, 'failed')}` +
    `${count(skipped, 'skipped')}  ${note}`
  )
}

function print(file: string, result: FileResult, milliseconds: number, show: number): void {
  const { passed, failed, skipped, cut, failures } = result
  const name = join(basename(dirname(dirname(file))), basename(dirname(file)), basename(file))
  const note = `${(milliseconds / 1000).toFixed(1)} s${cut ? ', stopped early' : ''}`
  console.log(row(name, passed, failed, skipped, note))
  for (const { line, sql, expected, got } of failures.slice(0, show)) {
    console.log(`  ${file}:${line}\n    ${sql.replaceAll('\n', '\n    ')}`)
    console.log(`    expected: ${expected}\n    got:      ${got}`)
  }
}
