import { expect, it } from 'vitest'
import { runSeed } from './rounds.ts'

const seconds = 12
const rounds = 40

it('answers as SQLite and DuckDB do, and parts make wholes', async () => {
  const end = performance.now() + seconds * 1000
  let compared = 0
  for (let seed = 1; seed <= rounds && performance.now() < end; seed++) {
    const result = await runSeed(seed)
    expect(result.refusals, `seed ${seed}`).toEqual([])
    compared += result.compared
  }
  expect(compared).toBeGreaterThan(0)
})
