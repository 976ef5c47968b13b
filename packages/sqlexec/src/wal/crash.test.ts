import { expect, it } from 'vitest'
import { fuzzCrashes } from './crash.fuzz.ts'

/** More runs: SQLEXEC_FUZZ_RUNS=10000, from another place: SQLEXEC_FUZZ_SEED=… */
const runs = Number(process.env.SQLEXEC_FUZZ_RUNS ?? 200)
const firstSeed = Number(process.env.SQLEXEC_FUZZ_SEED ?? 1)

it('keeps every durable frame through power cuts and disk errors at any step', async () => {
  let cuts = 0
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) cuts += await fuzzCrashes(seed)
  expect(cuts).toBeGreaterThan(runs * 2)
}, 3_600_000)
