import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RoundResult, runRound } from './round.ts'

const steps = 60

/** Runs the round of a seed: every third in memory, the others in a directory that is removed afterwards. */
export async function runSeed(seed: number): Promise<RoundResult> {
  if (seed % 3 === 0) return runRound({ seed, steps, directory: null })
  const parent = await mkdtemp(join(tmpdir(), 'sqlexec-differential-'))
  try {
    return await runRound({ seed, steps, directory: join(parent, 'data') })
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
}
