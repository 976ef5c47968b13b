import { parseArgs } from 'node:util'
import { Mismatch } from '../differential/mismatch.ts'
import type { Oracle } from './language.ts'
import { type RoundOptions, runRound } from './round.ts'

const usage = `usage: node scripts/sql-fuzz.mjs [--seconds N] [--seed S] [--rounds N] [--queries N] [--oracle sqlite,duckdb,mariadb,self]
         [--keep-going] [--no-reduce] [--refusals]
  Asks random queries over random databases and compares the answers with those of SQLite, DuckDB, and MariaDB (SQLEXEC_MARIADB names
  the socket of a server), and with those to the same query put otherwise (self). A mismatch prints its seed and a reduced script.`

/** Runs rounds until the time is over. Returns the exit status: 0, 1 where answers differed, 2 for wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof parse>
  try {
    options = parse(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`)
    return 2
  }
  const end = performance.now() + options.seconds * 1000
  const refusals = new Map<string, number>()
  let compared = 0
  let mismatches = 0
  let round = 0
  for (; round < options.rounds && performance.now() < end; round++) {
    const seed = options.seed + round
    try {
      const result = await runRound({
        ...options,
        seed,
        oracle: options.oracles[seed % options.oracles.length],
      })
      compared += result.compared
      for (const text of result.refusals) {
        const key = text.split('\n')[0].slice(0, 150)
        refusals.set(key, (refusals.get(key) ?? 0) + 1)
      }
    } catch (error) {
      mismatches++
      console.log(
        `seed ${seed}: ${error instanceof Mismatch ? error.message : (error as Error).stack}`,
      )
      if (error instanceof Mismatch) console.log(`script:\n${error.script.join(';\n')};\n`)
      if (!options.keepGoing) break
    }
  }
  const refused = [...refusals.values()].reduce((a, b) => a + b, 0)
  console.log(
    `${round} rounds, ${compared} answers compared, ${refused} refused, ${mismatches} mismatches`,
  )
  if (options.refusals) {
    const sorted = [...refusals].sort((a, b) => b[1] - a[1])
    for (const [text, count] of sorted) console.log(`${count} ${text}`)
  }
  return mismatches === 0 ? 0 : 1
}

function parse(args: readonly string[]): Omit<RoundOptions, 'seed' | 'oracle'> & {
  seed: number
  seconds: number
  rounds: number
  oracles: (Oracle | 'self')[]
  keepGoing: boolean
  refusals: boolean
} {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string', default: 'Infinity' },
      queries: { type: 'string', default: '60' },
      oracle: { type: 'string', default: 'sqlite,duckdb,self' },
      'keep-going': { type: 'boolean', default: false },
      'no-reduce': { type: 'boolean', default: false },
      refusals: { type: 'boolean', default: false },
    },
  })
  const [seed, seconds, rounds, queries] = [
    values.seed,
    values.seconds,
    values.rounds,
    values.queries,
  ].map(Number)
  if ([seed, seconds, rounds, queries].some(Number.isNaN)) {
    throw new Error('--seed, --seconds, --rounds and --queries take numbers')
  }
  const oracles = values.oracle.split(',').map((name) => {
    if (name !== 'sqlite' && name !== 'duckdb' && name !== 'mariadb' && name !== 'self') {
      throw new Error(`no oracle is called '${name}'`)
    }
    return name
  })
  return {
    seed,
    seconds,
    rounds,
    queries,
    oracles,
    mariadbSocket: process.env['SQLEXEC_MARIADB'] ?? null,
    reduce: !values['no-reduce'],
    keepGoing: values['keep-going'],
    refusals: values.refusals,
  }
}
