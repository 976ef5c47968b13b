/**
 * Kills a writing process again and again and checks what it leaves: `node scripts/kill-loop.mjs [ROUNDS] [SEED]`. Runs the built
 * engine. The directory of a failed run is kept and named.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import './typescript-loader.mjs'

const { runKillRounds } = await import('../test/kill/rounds.ts')
const [rounds = '100', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2)
const directory = await mkdtemp(join(tmpdir(), 'sqlexec-kill-'))
console.log(`${rounds} rounds with seed ${seed} in ${directory}`)
try {
  const { commits } = await runKillRounds({
    directory,
    rounds: Number(rounds),
    seed: Number(seed),
    log: console.log,
  })
  await rm(directory, { recursive: true })
  console.log(`${commits} commits, none lost`)
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
