import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { open } from 'sqlexec'
import { create } from './child.ts'
import { columnsOf, describeRows, expectedRows, Lane, lanes } from './model.ts'
import { Random } from './random.ts'

export interface KillOptions {
  /** An empty directory. */
  readonly directory: string
  readonly rounds: number
  readonly seed: number
  /** Load the engine in the child from its sources. */
  readonly sources?: boolean
  readonly log?: (line: string) => void
}

const child = fileURLToPath(new URL('child.mjs', import.meta.url))
const loader = new URL('../../scripts/typescript-loader.mjs', import.meta.url).href
const tables = Object.keys(columnsOf)

/**
 * Rounds of: a process writes, SIGKILL at a random moment, reopen, compare with the acknowledged commits, close, and let
 * DuckDB read the files. The database goes on from round to round.
 *
 * @throws {Error} that names the seed, the round and the first rows that differ
 */
export async function runKillRounds(options: KillOptions): Promise<{ commits: number }> {
  const { directory, rounds, seed, log = () => {} } = options
  await create(directory)
  let known = Array.from({ length: lanes }, () => 0)
  for (let round = 0; round < rounds; round++) {
    try {
      const acknowledged = await killOnce(options, round, known)
      known = await verify(directory, seed, acknowledged)
    } catch (cause) {
      throw new Error(`seed ${seed}, round ${round}: ${(cause as Error).message}`, { cause })
    }
    log(`round ${round}: ${known.join(' + ')} transactions`)
  }
  return { commits: known.reduce((a, b) => a + b, 0) }
}

/** Starts a child, kills it and returns the number of transactions that each lane had acknowledged. */
function killOnce(
  { directory, seed, sources }: KillOptions,
  round: number,
  known: readonly number[],
): Promise<number[]> {
  const random = new Random(seed, round, 99)
  const flushInterval = random.pick(['20ms', '100ms', '1s'])
  // Most rounds let the child write for a while; some catch it while it starts, recovers and flushes.
  const early = random.chance(0.2)
  const delay = early ? random.below(40) : 20 + random.below(800)
  const writer = spawn(
    process.execPath,
    ['--import', loader, child, directory, String(seed), flushInterval],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: sources ? { ...process.env, SQLEXEC_SOURCES: '1' } : process.env,
    },
  )
  const acknowledged = [...known]
  let errors = ''
  let killed = false
  const kill = () => {
    killed = true
    writer.kill('SIGKILL')
  }
  writer.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const lines = createInterface({ input: writer.stdout })
  lines.on('line', (line) => {
    if (line === 'ready') {
      setTimeout(kill, delay)
      return
    }
    const [lane, done] = line.split(' ').map(Number)
    acknowledged[lane] = done
  })
  if (early) setTimeout(kill, 150 + random.below(700))
  return new Promise((resolve, reject) => {
    writer.on('error', reject)
    writer.on('close', () => {
      // Warnings on standard error are no failure; dying by itself is.
      if (killed) resolve(acknowledged)
      else reject(new Error(`the writing process ended by itself: ${errors.trim()}`))
    })
  })
}

/**
 * The database must hold, in each lane, the acknowledged transactions, or one more: the one in flight, wholly. Returns how
 * many it holds.
 */
async function verify(directory: string, seed: number, acknowledged: number[]): Promise<number[]> {
  const db = await open(directory, { flushInterval: '1h' })
  const found: string[] = []
  const done: number[] = []
  for (const table of tables) {
    const sql = `SELECT ${columnsOf[table]} FROM ${table}`
    const rows = await db.query(sql, [], { rowMode: 'array' })
    const arrays = Array.from(rows, (row) => row as unknown[])
    found.push(...describeRows(table, arrays))
    if (table === 'progress') for (const [lane, n] of arrays) done[Number(lane)] = Number(n)
  }
  await db.close()
  for (let lane = 0; lane < lanes; lane++) {
    if (done[lane] !== acknowledged[lane] && done[lane] !== acknowledged[lane] + 1) {
      throw new Error(
        `lane ${lane} acknowledged ${acknowledged[lane]} transactions, the database holds ${done[lane]}`,
      )
    }
  }
  const expected = expectedRows(done.map((n, lane) => new Lane(seed, lane).replay(n)))
  compare(expected, found.sort(), 'after recovery')
  compare(expected, (await readWithDuckDB(directory)).sort(), 'as DuckDB reads the files')
  return done
}

function compare(expected: readonly string[], found: readonly string[], when: string): void {
  const missing = new Set(expected)
  const surplus = found.filter((row) => !missing.delete(row))
  if (missing.size === 0 && surplus.length === 0) return
  const sample = (rows: readonly string[]) => rows.slice(0, 3).join('; ')
  throw new Error(
    `${when}: ${missing.size} rows missing (${sample([...missing])}), ` +
      `${surplus.length} not expected (${sample(surplus)})`,
  )
}

async function readWithDuckDB(directory: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const rows: string[] = []
    const files = (await readdir(directory)).filter((name) => name.endsWith('.parquet'))
    for (const file of files) {
      const table = file.slice(0, -'.parquet'.length)
      const path = join(directory, file).replaceAll("'", "''")
      const columns = columnsOf[table] ?? '*'
      const reader = await connection.runAndReadAll(
        `SELECT ${columns} FROM read_parquet('${path}')`,
      )
      rows.push(...describeRows(table, reader.getRows()))
    }
    return rows
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
