import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMysqlRound } from './mysql-round.ts'
import { type RoundResult, runRound } from './round.ts'

const steps = 60

/**
 * Runs the round of a seed. Every fourth asks this engine alone, about what is MySQL's only; every third is in memory, the
 * others in a directory that is removed afterwards.
 */
export async function runSeed(seed: number): Promise<RoundResult> {
  const run = seed % 4 === 0 ? runMysqlRound : runRound
  if (seed % 3 === 0) return run({ seed, steps, directory: null })
  const parent = await mkdtemp(join(tmpdir(), 'sqlexec-differential-'))
  try {
    return await run({ seed, steps, directory: join(parent, 'data') })
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
}
