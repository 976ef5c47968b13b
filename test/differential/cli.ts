import { parseArgs } from 'node:util'
import { Mismatch } from './mismatch.ts'
import { runSeed } from './rounds.ts'

const usage = `usage: node test/differential/run.mjs [--seconds N] [--seed S] [--rounds N] [--keep-going] [--refusals]
  Compares answers with SQLite and DuckDB on random databases. A mismatch prints its seed and the
  script that leads there; \`--seed S --rounds 1\` repeats it.`

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
  let refused = 0
  let mismatches = 0
  let round = 0
  for (; round < options.rounds && performance.now() < end; round++) {
    const seed = options.seed + round
    try {
      const result = await runSeed(seed)
      compared += result.compared
      refused += result.refused
      for (const text of result.refusals) refusals.set(text, (refusals.get(text) ?? 0) + 1)
    } catch (error) {
      mismatches++
      report(seed, error)
      if (!options.keepGoing) break
    }
  }
  console.log(
    `${round} rounds, ${compared} answers compared, ${refused} refused, ${mismatches} mismatches`,
  )
  if (options.refusals) for (const [text, count] of refusals) console.log(`${count} ${text}`)
  return mismatches === 0 ? 0 : 1
}

function report(seed: number, error: unknown): void {
  console.log(`seed ${seed}: ${error instanceof Mismatch ? error.message : (error as Error).stack}`)
  if (error instanceof Mismatch) console.log(`script:\n${error.script.join(';\n')}\n`)
}

function parse(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string' },
      'keep-going': { type: 'boolean', default: false },
      refusals: { type: 'boolean', default: false },
    },
  })
  const seed = Number(values.seed)
  const seconds = Number(values.seconds)
  const rounds = values.rounds === undefined ? Number.POSITIVE_INFINITY : Number(values.rounds)
  if (!Number.isInteger(seed) || Number.isNaN(seconds) || Number.isNaN(rounds)) {
    throw new Error('--seed, --seconds and --rounds take numbers')
  }
  return { seed, seconds, rounds, keepGoing: values['keep-going'], refusals: values.refusals }
}
